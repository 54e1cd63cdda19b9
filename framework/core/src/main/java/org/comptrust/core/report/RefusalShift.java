package org.comptrust.core.report;

/** When a change of the refusal rate must be seen beside a score: a model that refuses more may score better for it, or worse. */
final class RefusalShift {
    /** In points; as the study marks it. */
    static final double NOTABLE = 10;

    /** What floating point may add to a difference of decimal figures. */
    private static final double TINY = 1e-9;

    private RefusalShift() {}

    /** Whether a cell is to be hatched. */
    static boolean isNotable(double points) {
        return Math.abs(points) > NOTABLE + TINY;
    }

    /** In words, so that the hatching says nothing that the text does not. */
    static String words(double points) {
        return "refused " + Figures.signedTenths(points);
    }

    /** The item of a legend. */
    static void legend(Html html) {
        html.leaf("span", "refusals moved by more than " + Figures.plain(NOTABLE) + " points", "class", "h hatch")
                .text(" ");
    }
}

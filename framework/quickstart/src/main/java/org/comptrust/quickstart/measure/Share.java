package org.comptrust.quickstart.measure;

import java.util.Locale;

/**
 * How many of some answers are right.
 *
 * @param right number of right answers
 * @param all number of answers, at least 1
 */
public record Share(int right, int all) {
    private static final double Z95 = 1.959963984540054;

    public Share {
        if (all < 1 || right < 0 || right > all) {
            throw new IllegalArgumentException(right + " of " + all);
        }
    }

    /** In [0, 1]. */
    public double value() {
        return (double) right / all;
    }

    /** Lower end of the 95 % interval of E. B. Wilson, 1927, <i>J. Am. Stat. Assoc.</i> 22, 209-212. */
    public double lower() {
        return centre() - reach();
    }

    /** Upper end of the same interval. */
    public double upper() {
        return centre() + reach();
    }

    private double centre() {
        return (value() + Z95 * Z95 / (2 * all)) / (1 + Z95 * Z95 / all);
    }

    private double reach() {
        double p = value();
        return Z95 / (1 + Z95 * Z95 / all) * Math.sqrt(p * (1 - p) / all + Z95 * Z95 / (4.0 * all * all));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d of %d = %.1f %% [%.1f, %.1f]",
                right,
                all,
                100 * value(),
                100 * lower(),
                100 * upper());
    }
}

package org.comptrust.core.analysis;

/** The normal distribution, roughly. */
final class Normal {
    private Normal() {}

    /**
     * What a standard normal figure exceeds with a given chance: Abramowitz and Stegun 1964, 26.2.23, within 4.5e-4. For forecasts.
     *
     * @param chance in (0, 0.5]
     */
    static double upper(double chance) {
        double t = Math.sqrt(-2 * Math.log(chance));
        double above = 2.515517 + t * (0.802853 + t * 0.010328);
        double below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
        return t - above / below;
    }
}

package org.comptrust.core.analysis;

import java.util.Map;
import org.comptrust.api.trust.Scale;

/**
 * When a loss matters and how sure a verdict must be.
 *
 * @param points the loss that does not matter, in points, for dimensions that are not named
 * @param percent the same for ratio scales, in percent of the base's figure
 * @param named margins of dimensions, by label or id, in points or percent as their scale is
 * @param alpha how often a verdict may be wrong, in (0, 1)
 * @param holm whether alpha is for all verdicts of the experiment together (Holm's correction) or for each
 */
public record Margins(double points, double percent, Map<String, Double> named, double alpha, boolean holm) {
    /** What holds where a spec says nothing: 2 points, 5 percent, 0.05 for all together. */
    public static final Margins DEFAULT = new Margins(2, 5, Map.of(), 0.05, true);

    public Margins {
        named = Map.copyOf(named);
        if (!(points >= 0) || !(percent >= 0) || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "margins are at least 0 and alpha is in (0, 1), had " + points + ", " + percent + ", " + alpha);
        }
        named.forEach((dimension, margin) -> {
            if (!(margin >= 0)) {
                throw new IllegalArgumentException("the margin of " + dimension + " is at least 0, was " + margin);
            }
        });
    }

    /** The margin of a dimension: points, or for a ratio scale a fraction of the base's figure. */
    public double of(String label, String id, Scale scale) {
        double fallback = scale == Scale.RATIO ? percent : points;
        double margin = named.getOrDefault(label, named.getOrDefault(id, fallback));
        return scale == Scale.RATIO ? margin / 100 : margin;
    }
}

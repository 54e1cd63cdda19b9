package org.comptrust.compression.awq;

import org.comptrust.api.option.Option;

/**
 * Options of AWQ.
 *
 * @param bits per code
 * @param groupSize columns that share a scale; -1: a whole row
 * @param zeroPoint whether groups have zero-points
 * @param scaleSearch whether channels are scaled
 * @param clipSearch whether groups are clipped
 * @param duoScaling whether weights have a say in the scales, as in AutoAWQ
 * @param ratios how many exponents of the activations are tried
 * @param clipGrid one over the step by which a range shrinks
 * @param maxShrink how far it shrinks at most
 * @param clipTokens how many tokens the clip search takes at least, where there are so many
 */
public record AwqOptions(
        @Option(
                value = "bits per weight, without scales",
                oneOf = {"2", "3", "4", "8"})
        int bits,

        @Option(value = "columns that share a scale; -1 for a whole row", absent = "128", min = -1)
        int groupSize,

        @Option(
                value = "whether a group's levels span its range; otherwise they lie evenly around zero, as in AutoAWQ",
                absent = "true")
        boolean zeroPoint,

        @Option(value = "whether to search for scales of the input channels", absent = "true")
        boolean scaleSearch,

        @Option(value = "whether to search for the range that each group is clipped to", absent = "true")
        boolean clipSearch,

        @Option(
                value = "AutoAWQ's scales, which small weights lower; the authors' tool has none; for the whole model",
                absent = "false")
        boolean duoScaling,

        @Option(
                value =
                        "exponents of the mean activation that are tried, from 0 up in equal steps below 1; for the whole model",
                absent = "20",
                min = 1,
                max = 1000)
        int ratios,

        @Option(value = "the clip search shrinks ranges in steps of one over this", absent = "20", min = 1, max = 1000)
        int clipGrid,

        @Option(
                value = "share of its range that a group loses at most, in [0, 1]; the last step stays below it",
                absent = "0.5",
                min = 0,
                max = 1)
        double maxShrink,

        @Option(
                value = "the clip search takes every n-th token so that at least so many remain, if there are so many",
                absent = "512",
                min = 1)
        int clipTokens) {

    /** How many ranges the clip search tries for each group. */
    int clipSteps() {
        return (int) (maxShrink * clipGrid);
    }

    /** Columns of a group in a linear of so many inputs. */
    int groupSize(int inputs) {
        return groupSize == -1 ? inputs : groupSize;
    }

    /** Whether it agrees with another on what can only hold for the whole model. */
    boolean searchesLike(AwqOptions other) {
        return ratios == other.ratios && duoScaling == other.duoScaling;
    }
}

package org.comptrust.compression.rtn;

import org.comptrust.api.option.Option;

/**
 * Options of round-to-nearest.
 *
 * @param bits per code
 * @param groupSize columns that share a scale; -1: a whole row
 * @param symmetric whether the zero-point is fixed
 * @param grid whose levels
 * @param mse whether ranges are narrowed to the least error
 */
public record RtnOptions(
        @Option(
                value = "bits per weight, without scales",
                oneOf = {"2", "3", "4", "8"})
        int bits,

        @Option(value = "columns that share a scale; -1 for a whole row", absent = "128", min = -1)
        int groupSize,

        @Option(value = "whether levels lie evenly around zero, so that no zero-point is stored", absent = "false")
        boolean symmetric,

        @Option(
                value = "whose levels: gptq (zero always in range) or awq (range from least to greatest weight)",
                absent = "gptq")
        Grid grid,

        @Option(value = "narrow each range to the least sum of |error|^2.4; only for the gptq grid", absent = "false")
        boolean mse) {

    /** Columns of a group in a linear of so many inputs. */
    int groupSize(int inputs) {
        return groupSize == -1 ? inputs : groupSize;
    }
}

package org.comptrust.compression.gptq;

import org.comptrust.api.option.Option;
import org.comptrust.compression.support.Hessian;

/**
 * Options of GPTQ; what is not given is as in the study.
 *
 * @param bits per code
 * @param groupSize columns that share a scale; -1: a whole row
 * @param symmetric whether the zero-point is fixed
 * @param actOrder whether columns with large inputs are rounded first
 * @param staticGroups whether groups are those of the weight as it came, whatever the order
 * @param mse whether ranges are narrowed to the least error
 * @param dampening fraction of the mean diagonal of the Hessian
 * @param blockSize columns that are corrected together
 * @param trueSequential whether o, gate, up and down are measured after what comes before them was quantized
 * @param fallback what becomes of a linear whose Hessian is not positive definite
 * @param hessian what the Hessian is computed from
 */
public record GptqOptions(
        @Option(
                value = "bits per weight, without scales",
                absent = "4",
                oneOf = {"2", "3", "4", "8"})
        int bits,

        @Option(value = "columns that share a scale; -1 for a whole row", absent = "128", min = -1)
        int groupSize,

        @Option(value = "whether levels lie evenly around zero, so that no zero-point is stored", absent = "true")
        boolean symmetric,

        @Option(value = "quantize columns with large inputs first (desc_act)", absent = "true")
        boolean actOrder,

        @Option(
                value = "make groups from consecutive columns of the weight as it was, also with actOrder",
                absent = "false")
        boolean staticGroups,

        @Option(value = "narrow each range to the least sum of |error|^2.4", absent = "false")
        boolean mse,

        @Option(value = "dampening, fraction of the mean diagonal of the Hessian", absent = "0.01", min = 0, max = 1)
        double dampening,

        @Option(
                value = "columns that are corrected together; groups within a block do not see its corrections",
                absent = "128",
                min = 1)
        int blockSize,

        @Option(
                value = "measure o, then gate and up, then down after what comes before them was quantized",
                absent = "true")
        boolean trueSequential,

        @Option(
                value = "for a linear whose Hessian is not positive definite: refuse, or round to nearest",
                absent = "refuse")
        Fallback fallback,

        @Option(
                value =
                        "what the Hessian is computed from: inputs as they are, or rounded to bfloat16, which is quicker only"
                                + " where the processor multiplies bfloat16 matrices",
                absent = "float32")
        Hessian hessian) {}

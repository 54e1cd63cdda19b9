package org.comptrust.compression.support;

import org.comptrust.api.compression.Need;

/** What a Hessian is computed from. */
public enum Hessian {
    /** The inputs as they are. */
    FLOAT32(Need.GRAM),
    /** The inputs rounded to bfloat16; sums are float32. */
    BFLOAT16(Need.GRAM_BFLOAT16);

    private final Need need;

    Hessian(Need need) {
        this.need = need;
    }

    /** What the host has to measure. */
    public Need need() {
        return need;
    }

    /** Reports an override that asks for another one: linears that read one input share its Hessian. */
    public static void requireSame(Hessian own, Hessian ofMethod, Report report) {
        if (own != ofMethod) {
            report.problem(
                    "hessian",
                    "what the Hessian is computed from cannot differ between linears of a block",
                    "Set hessian for the whole method.");
        }
    }
}

package org.comptrust.compression.gptq;

/** What becomes of a linear whose Hessian is not positive definite at any dampening. */
public enum Fallback {
    /** The compression fails and the linear is named. */
    REFUSE,
    /** The linear is rounded to nearest, and its report says so. */
    ROUND
}

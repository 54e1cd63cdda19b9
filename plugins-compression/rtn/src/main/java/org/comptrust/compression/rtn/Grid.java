package org.comptrust.compression.rtn;

/** Whose levels weights are rounded to. */
public enum Grid {
    /** Zero always lies between the ends of a group's range. */
    GPTQ,
    /** The ends are the least and greatest weight of the group. */
    AWQ
}

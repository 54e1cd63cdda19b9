package org.comptrust.testkit;

/** What a compression method is expected to do beyond the letter of the SPI. A method may lack one, and its contract test says so. */
public enum Trait {
    /** It closes intermediate arrays itself, so that a large block does not hold those of all its linears at once. */
    CLOSES_SCRATCH,
    /** It compresses every linear of a block in some stage. */
    COMPRESSES_ALL_LINEARS
}

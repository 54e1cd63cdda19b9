package org.comptrust.models.decoder;

/** Whether steps with a few rows read quantized weights packed. */
public enum PackedUse {
    NEVER,
    /** Where a measurement on this machine says that it is no slower than bfloat16. */
    WHERE_QUICKER,
    /** Wherever there is a product for it; for tests and measurements. */
    ALWAYS
}

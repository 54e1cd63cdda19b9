package org.comptrust.models.compress;

import org.comptrust.api.model.LinearRole;

/** The four distinct inputs of a block's linears. */
final class BlockInputs {
    private BlockInputs() {}

    /** Where {@code Decoder.block} returns what enters a linear of this role. */
    static int indexOf(LinearRole role) {
        return switch (role) {
            case Q, K, V, QKV -> 1;
            case O -> 2;
            case GATE, UP, GATE_UP -> 3;
            case DOWN -> 4;
            case OTHER -> throw new IllegalArgumentException("a linear of unknown role has no known input");
        };
    }
}

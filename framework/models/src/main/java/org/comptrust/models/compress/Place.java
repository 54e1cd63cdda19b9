package org.comptrust.models.compress;

import java.util.EnumSet;
import java.util.Set;
import org.comptrust.api.model.LinearRole;

/** Points of a block, in order, at which its run can stop and go on. */
enum Place {
    /** Hidden states that enter the block: their norm enters q, k and v. */
    INPUT,
    /** What enters o. */
    ATTENDED,
    /** Hidden states between attention and MLP: their norm enters gate and up. */
    MIDDLE,
    /** What enters down. */
    INNER,
    /** Hidden states that leave the block. */
    OUTPUT;

    /** Where what enters a linear of this role is made. */
    static Place readBy(LinearRole role) {
        return switch (role) {
            case Q, K, V, QKV -> INPUT;
            case O -> ATTENDED;
            case GATE, UP, GATE_UP -> MIDDLE;
            case DOWN -> INNER;
            case OTHER -> throw new IllegalArgumentException("a linear of unknown role has no known input");
        };
    }

    /** The places whose activations suffice to run the block on from here: residuals come along. */
    Set<Place> suffices() {
        return switch (this) {
            case ATTENDED -> EnumSet.of(INPUT, ATTENDED);
            case INNER -> EnumSet.of(MIDDLE, INNER);
            default -> EnumSet.of(this);
        };
    }
}

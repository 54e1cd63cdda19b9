package org.comptrust.trust.fairness;

import org.comptrust.trust.support.ItemIds;

/** How an answer that names both predictions is decided. The benchmark tosses a coin that nobody seeded. */
public enum Toss {
    /** By a coin that falls the same way each time an item is read: a bit of its id's hash. */
    ITEM,
    /** Always 0: no, or high. */
    ZERO,
    /** Always 1: yes, or low. */
    ONE;

    boolean positive(String item) {
        return switch (this) {
            case ITEM -> Character.digit(ItemIds.of("toss", item).charAt(0), 16) >= 8;
            case ZERO -> false;
            case ONE -> true;
        };
    }
}

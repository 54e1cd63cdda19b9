package org.comptrust.core.plan;

import java.util.BitSet;

/** Which items of a scenario are asked, by position in the stream. */
public final class Selection {
    private final BitSet positions;

    Selection(BitSet positions) {
        this.positions = (BitSet) positions.clone();
    }

    /** The first {@code count} items. */
    static Selection all(int count) {
        BitSet positions = new BitSet(count);
        positions.set(0, count);
        return new Selection(positions);
    }

    /** Whether the item at a position, from 0, is asked. */
    public boolean contains(int position) {
        return positions.get(position);
    }

    /** Number of items that are asked. */
    public int size() {
        return positions.cardinality();
    }
}

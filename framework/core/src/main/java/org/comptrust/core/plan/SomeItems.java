package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.trust.Item;

/** A few of many items, as far from each other as they are from the ends: what all are like can be told from them. */
final class SomeItems {
    /** Most that are kept; of more than these, at least half as many. */
    static final int MOST = 16;

    private final List<Item> kept = new ArrayList<>();
    private int stride = 1;
    private int seen;

    /** The next one. */
    void add(Item item) {
        if (seen++ % stride != 0) {
            return;
        }
        if (kept.size() == MOST) {
            stride *= 2;
            for (int i = kept.size() - 1; i > 0; i -= 2) {
                kept.remove(i);
            }
        }
        kept.add(item);
    }

    /** Those that are kept, in order. */
    List<Item> list() {
        return List.copyOf(kept);
    }
}

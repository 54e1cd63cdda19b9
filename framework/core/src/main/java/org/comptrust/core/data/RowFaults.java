package org.comptrust.core.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.comptrust.api.trust.DataException;

/** Counts the rows that could not be read. A row that is read twice counts once. Thread-safe. */
final class RowFaults {
    private final String folder;
    private final Set<String> places = new HashSet<>();
    private final List<String> first = new ArrayList<>();

    /** @param root path that messages need not repeat */
    RowFaults(String root) {
        this.folder = root + "/";
    }

    /**
     * @param where file and line
     * @param row tells rows of one line apart
     */
    synchronized void add(String where, int row, DataException why) {
        if (places.add(where + "#" + row) && first.size() < LeftOut.MOST_TOLD) {
            first.add(String.valueOf(why.getMessage()).replace(folder, ""));
        }
    }

    /** Those since the last call. */
    synchronized LeftOut take() {
        LeftOut taken = new LeftOut(places.size(), first);
        places.clear();
        first.clear();
        return taken;
    }
}

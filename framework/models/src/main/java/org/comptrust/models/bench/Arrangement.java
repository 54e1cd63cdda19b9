package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Ways to ask the same requests that must not matter: what is asked together decides which numbers are added in which order. */
public enum Arrangement {
    /** One at a time; what the others are compared with. */
    ALONE("alone"),
    THREE("3 together"),
    EIGHT("8 together"),
    ALL("all together"),
    REVERSED("7 together, from the last to the first"),
    /** Beside requests that are longer than any of them, so that all of them are padded. */
    AMONG_LONGER("8 together with longer ones"),
    /** All together, a second time, with what is kept of the first. */
    AGAIN("all together, asked again"),
    /** More rows than are written with reordered weights. */
    MANY("100 together");

    private static final int MANY_ROWS = 100;

    private final String text;

    Arrangement(String text) {
        this.text = text;
    }

    /** The indexes of some requests in the groups in which they are asked; an index may come more than once. */
    List<List<Integer>> groups(int requests) {
        List<Integer> all = IntStream.range(0, requests).boxed().toList();
        return switch (this) {
            case ALONE -> cut(all, 1);
            case THREE -> cut(all, 3);
            case EIGHT, AMONG_LONGER -> cut(all, 8);
            case ALL, AGAIN -> List.of(all);
            case REVERSED -> {
                List<Integer> reversed = new ArrayList<>(all);
                Collections.reverse(reversed);
                yield cut(reversed, 7);
            }
            case MANY ->
                List.of(IntStream.range(0, Math.max(MANY_ROWS, requests))
                        .map(i -> i % requests)
                        .boxed()
                        .toList());
        };
    }

    private static List<List<Integer>> cut(List<Integer> order, int size) {
        List<List<Integer>> groups = new ArrayList<>();
        for (int start = 0; start < order.size(); start += size) {
            groups.add(order.subList(start, Math.min(order.size(), start + size)));
        }
        return groups;
    }

    @Override
    public String toString() {
        return text;
    }
}

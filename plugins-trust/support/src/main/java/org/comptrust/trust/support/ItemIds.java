package org.comptrust.trust.support;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Ids of items from their content, so that an item keeps its id where rows are added or moved. Equal content gets {@code -2},
 * {@code -3}, ... in the order of the asking. One object for each stream of items; not thread-safe.
 */
public final class ItemIds {
    private static final int DIGITS = 16;

    private final Map<String, Integer> seen = new HashMap<>();

    /** The id of the next item with this content. */
    public String next(String... content) {
        String id = of(content);
        int copy = seen.merge(id, 1, Integer::sum);
        return copy == 1 ? id : id + "-" + copy;
    }

    /** 16 hex digits of the SHA-256 of the parts, each on a line of its own. */
    public static String of(String... content) {
        byte[] bytes = String.join("\n", content).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

package org.comptrust.models.decoder;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Beginnings of sequences that were read, with their keys and values; the least recently used ones go when the budget is used up.
 * A beginning is read in a row of its own, so its keys and values do not depend on who asks, or when. Owns their memory; used by
 * one thread at a time.
 */
public final class PrefixCache implements AutoCloseable {
    /** Bytes that are kept. */
    private static final long BUDGET = 256L << 20;

    private final Decoder decoder;
    private final long budget;
    private final Map<List<Integer>, Prefix> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long tokensRead;

    public PrefixCache(Decoder decoder) {
        this(decoder, BUDGET);
    }

    private PrefixCache(Decoder decoder, long budget) {
        this.decoder = decoder;
        this.budget = budget;
    }

    /**
     * Keeps nothing: whoever uses it reads each sequence as a whole, each choice with its prompt. For measuring what sharing saves.
     */
    public static PrefixCache none(Decoder decoder) {
        return new PrefixCache(decoder, 0);
    }

    /** Whether anything is shared. */
    boolean shares() {
        return budget > 0;
    }

    /**
     * A beginning that was read.
     *
     * @param tokens how many
     * @param keys {@code [1, kvHeads, tokens, headDim]} for each block; the cache's
     * @param values likewise
     */
    record Prefix(int tokens, IValue keys, IValue values) {
        private void close() {
            keys.close();
            values.close();
        }
    }

    /** Most tokens of a beginning. */
    int longest() {
        return (int) Math.min(
                decoder.weights().geometry().positions(),
                budget / decoder.weights().geometry().cacheBytes());
    }

    /** Tokens that were read so far. */
    public long tokensRead() {
        return tokensRead;
    }

    /**
     * The beginning, read now if it is not kept. Valid until the next call.
     *
     * @param ids at most {@link #longest()}; none: the empty beginning
     */
    Prefix get(List<Integer> ids) {
        Prefix known = kept.get(ids);
        if (known != null) {
            return known;
        }
        long needed = ids.size() * decoder.weights().geometry().cacheBytes();
        for (Iterator<Prefix> oldest = kept.values().iterator(); bytes + needed > budget && oldest.hasNext(); ) {
            Prefix gone = oldest.next();
            oldest.remove();
            bytes -= gone.tokens() * decoder.weights().geometry().cacheBytes();
            gone.close();
        }
        Prefix prefix = read(ids);
        kept.put(List.copyOf(ids), prefix);
        bytes += needed;
        tokensRead += ids.size();
        return prefix;
    }

    private Prefix read(List<Integer> ids) {
        Prefix prefix = new Prefix(ids.size(), decoder.cache(1, ids.size()), decoder.cache(1, ids.size()));
        if (ids.isEmpty()) {
            return prefix;
        }
        try (PtNDManager scope = decoder.engine().newScope()) {
            decoder.prefill(List.of(ids), new long[] {0}, new long[] {0}, prefix.keys(), prefix.values(), scope);
            return prefix;
        } catch (RuntimeException | Error e) {
            prefix.close();
            throw e;
        }
    }

    @Override
    public void close() {
        kept.values().forEach(Prefix::close);
        kept.clear();
        bytes = 0;
    }
}

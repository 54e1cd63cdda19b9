package org.comptrust.models.decoder;

import ai.djl.pytorch.engine.PtNDManager;
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
    /** Bytes that are kept, counted as float32: what is kept shall not depend on the precision. */
    static final long BUDGET = 256L << 20;

    private final Decoder decoder;
    private final long budget;
    private final Map<List<Integer>, KeyValueCache> kept = new LinkedHashMap<>(16, 0.75f, true);
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
     * Keys and values of a beginning, in one row as long as it, read now if they are not kept. The cache's; valid until the next call.
     *
     * @param ids at most {@link #longest()}; none: the empty beginning
     */
    KeyValueCache get(List<Integer> ids) {
        KeyValueCache known = kept.get(ids);
        if (known != null) {
            return known;
        }
        long needed = bytes(ids);
        for (Iterator<Map.Entry<List<Integer>, KeyValueCache>> oldest =
                        kept.entrySet().iterator();
                bytes + needed > budget && oldest.hasNext(); ) {
            Map.Entry<List<Integer>, KeyValueCache> gone = oldest.next();
            oldest.remove();
            bytes -= bytes(gone.getKey());
            gone.getValue().close();
        }
        KeyValueCache beginning = read(ids);
        kept.put(List.copyOf(ids), beginning);
        bytes += needed;
        tokensRead += ids.size();
        return beginning;
    }

    private long bytes(List<Integer> ids) {
        return ids.size() * decoder.weights().geometry().cacheBytes();
    }

    private KeyValueCache read(List<Integer> ids) {
        KeyValueCache beginning = decoder.cache(1, ids.size());
        if (ids.isEmpty()) {
            return beginning;
        }
        try (PtNDManager scope = decoder.engine().newScope()) {
            decoder.prefill(List.of(ids), new long[] {0}, new long[] {0}, beginning, scope);
            return beginning;
        } catch (RuntimeException | Error e) {
            beginning.close();
            throw e;
        }
    }

    @Override
    public void close() {
        kept.values().forEach(KeyValueCache::close);
        kept.clear();
        bytes = 0;
    }
}

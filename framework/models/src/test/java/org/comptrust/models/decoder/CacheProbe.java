package org.comptrust.models.decoder;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;

/** Teacher-forced decoding through the steps that generation takes. */
public final class CacheProbe {
    private CacheProbe() {}

    /** Logits after the prefill and after each further token but the last: {@code [1, vocab]} each, in {@code scope}. */
    public static List<PtNDArray> logits(Decoder decoder, List<Integer> ids, int prefill, PtNDManager scope) {
        List<PtNDArray> logits = new ArrayList<>();
        try (KeyValueCache cache = decoder.cache(1, ids.size())) {
            PtNDArray hidden =
                    decoder.prefill(List.of(ids.subList(0, prefill)), new long[] {0}, new long[] {0}, cache, scope);
            logits.add(decoder.head(hidden, scope));
            for (int at = prefill; at < ids.size() - 1; at++) {
                hidden = decoder.decode(
                        decoder.weights().list(), new long[] {ids.get(at)}, new long[] {at}, cache, scope);
                logits.add(decoder.head(hidden, scope));
            }
        }
        return logits;
    }
}

package org.comptrust.trust.benign;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.SingleTurn;

/** The windows of a text, each asked for its log-likelihood. */
final class PerplexityScenario implements SingleTurn {
    static final String NATS = "nats";
    static final String TOKENS = "tokens";
    static final String BYTES = "bytes";

    private final NamedText text;
    private final int window;

    PerplexityScenario(NamedText text, int window) {
        this.text = text;
        this.window = window;
    }

    @Override
    public String id() {
        return "text";
    }

    /** Always available: whether the model has a tokenizer is a need of the plan. */
    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    /** The stream numbers the windows as it goes: it must not be made parallel. */
    @Override
    public Stream<Item> items(ItemContext context) {
        Tokenizer tokenizer = context.tokenizer()
                .orElseThrow(() -> text.problem("cannot be cut into tokens: the model offers no tokenizer."
                        + " Judge perplexity on a model that is a checkpoint folder"));
        TextWindows windows = TextWindows.of(text, tokenizer, window);
        AtomicInteger index = new AtomicInteger();
        return windows.stream().map(ids -> item(index.getAndIncrement(), ids, windows.bytesPerScoredToken()));
    }

    /**
     * A window is neither good nor bad, so it has no value; it has {@code nats}, {@code tokens} and {@code bytes}. A
     * log-likelihood that is missing or not finite (a broken model) is unreadable, without measures.
     */
    @Override
    public Grade grade(Item item, Response response) {
        OptionalDouble logLikelihood = response.completions().get(0).logLikelihood();
        if (logLikelihood.isEmpty() || !Double.isFinite(logLikelihood.getAsDouble())) {
            String found = logLikelihood.isEmpty() ? "missing" : Double.toString(logLikelihood.getAsDouble());
            return new Grade(OptionalDouble.empty(), "unreadable", 1, 0, 1, Map.of(), "the log-likelihood is " + found);
        }
        Map<String, Double> measures = Map.of(
                NATS, -logLikelihood.getAsDouble(),
                TOKENS, Double.valueOf(item.gold().getOrDefault(TOKENS, "0")),
                BYTES, Double.valueOf(item.gold().getOrDefault(BYTES, "0")));
        return new Grade(OptionalDouble.empty(), "", 1, 0, 0, measures, "");
    }

    private static Item item(int index, List<Integer> ids, double bytesPerScoredToken) {
        int scored = ids.size() - 1;
        return new Item(
                String.format(Locale.ROOT, "%06d-%s", index, sha256(ids).substring(0, 12)),
                new Request(new Prompt.Tokens(ids), new Ask.LogLikelihood(1)),
                Map.of(),
                Map.of(TOKENS, Integer.toString(scored), BYTES, Double.toString(scored * bytesPerScoredToken)),
                "");
    }

    private static String sha256(List<Integer> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.size());
        ids.forEach(bytes::putInt);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

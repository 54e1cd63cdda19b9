package org.comptrust.models.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.CacheProbe;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Variant;
import org.comptrust.models.store.TensorIo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder against the references of real and synthetic checkpoints: every model folder that has a {@code reference.json}. */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecoderOracleTest {
    private final Map<String, int[]> counts = new TreeMap<>();
    private TorchEngine engine;
    private double bfloat16;

    @TempDir
    Path cache;

    @BeforeAll
    void open() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    void close() {
        engine.close();
        counts.forEach((kind, n) -> System.out.println(kind + ": " + n[0] + " of " + n[1]));
        System.out.printf(Locale.ROOT, "logits bfloat16, largest error: %.2f of what is allowed%n", bfloat16);
        assertFalse(counts.isEmpty(), "no reference was found");
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void logitsAgree(Path folder) throws IOException {
        JsonNode reference = Oracles.json(folder.resolve("reference.json"));
        double tolerance = tolerance(reference);
        Map<String, TensorEntry> full = fullLogits(folder);
        try (BaseModel model = BaseModel.open(engine, folder, cache);
                PtNDManager scope = engine.newScope()) {
            for (JsonNode sequence : reference.path("sequences")) {
                String name = sequence.path("name").asText();
                NDArray logits = model.decoder().logits(Oracles.ids(sequence.path("ids")), scope);
                counted("logits", () -> {
                    agreesWithTop(logits, sequence.path("top20"), tolerance, name);
                    if (full.containsKey(name)) {
                        within(expected(full.get(name), scope), logits, tolerance, name);
                    }
                });
            }
            if (full.containsKey("first_32_of_text")) { // the start of the perplexity text
                TensorEntry ids = full.get("ids");
                NDArray logits = model.decoder().logits(integers(ids), scope);
                counted(
                        "logits",
                        () -> within(
                                expected(full.get("first_32_of_text"), scope), logits, tolerance, "first_32_of_text"));
            }
        }
    }

    /** One model in safetensors, in the zip form and in the legacy form of PyTorch's own files. */
    @ParameterizedTest
    @ValueSource(strings = {"safetensors", "bin_zip", "bin_legacy"})
    void everyContainerGivesTheSameLogits(String form) throws IOException {
        Path folder = Oracles.folder().resolve("fixtures/malformed");
        JsonNode control = Oracles.json(folder.resolve("cases.json")).path("control_logits");
        Checkpoint checkpoint = Checkpoint.open(folder.resolve("control").resolve(form));
        try (WeightSet weights = WeightSet.base(engine, Geometry.of(checkpoint.config()), Precision.FLOAT32);
                PtNDManager scope = engine.newScope()) {
            TensorIo io = new TensorIo(engine);
            checkpoint
                    .tensors()
                    .values()
                    .forEach(tensor -> weights.put(tensor.name(), io.read(tensor, weights.scope())));
            List<Integer> ids = Oracles.ids(control.path("ids"));
            float[] logits = new Decoder(engine, weights).logits(ids, scope).toFloatArray();
            JsonNode expected = control.path("last_position");
            int start = (ids.size() - 1) * expected.size();
            counted("containers of one model", () -> {
                for (int i = 0; i < expected.size(); i++) {
                    assertEquals(expected.get(i).asDouble(), logits[start + i], 1e-4, form + " token " + i);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void raggedBatchesAgreeWithSingleSequences(Path folder) throws IOException {
        JsonNode reference = Oracles.json(folder.resolve("reference.json"));
        double tolerance = tolerance(reference);
        List<List<Integer>> batch = new ArrayList<>();
        reference.path("batch").path("sequences").forEach(ids -> batch.add(Oracles.ids(ids)));
        if (batch.isEmpty()) {
            reference.path("sequences").forEach(sequence -> batch.add(Oracles.ids(sequence.path("ids"))));
        }
        List<TokenScorer.Sequence> sequences = batch.stream()
                .filter(ids -> ids.size() > 1)
                .map(ids -> new TokenScorer.Sequence(ids, 1))
                .toList();
        Map<String, TensorEntry> full = fullLogits(folder);
        try (BaseModel model = BaseModel.open(engine, folder, cache);
                PtNDManager scope = engine.newScope()) {
            Decoder decoder = model.decoder();
            List<TokenScorer.Score> together = new TokenScorer(decoder).score(sequences);
            for (int i = 0; i < sequences.size(); i++) {
                double[] batched = together.get(i).nats();
                double[] alone = new TokenScorer(decoder)
                        .score(List.of(sequences.get(i)))
                        .get(0)
                        .nats();
                String name = "sequence " + i;
                counted("ragged batches", () -> {
                    for (int t = 0; t < batched.length; t++) {
                        close(alone[t], batched[t], tolerance, name + " token " + t);
                    }
                });
            }
            JsonNode names = reference.path("batch").path("logits");
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).asText();
                NDArray logits = decoder.logits(batch.get(i), scope);
                counted("ragged batches", () -> within(expected(full.get(name), scope), logits, tolerance, name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void tokenByTokenThroughTheCacheAgreesWithOnePass(Path folder) throws IOException {
        JsonNode reference = Oracles.json(folder.resolve("reference.json"));
        double tolerance = tolerance(reference);
        List<Integer> lengths = Oracles.ids(reference.path("kv_cache").path("prefill_lengths_checked"));
        JsonNode sequence = longest(reference);
        List<Integer> ids = Oracles.ids(sequence.path("ids"));
        try (BaseModel model = BaseModel.open(engine, folder, cache);
                PtNDManager scope = engine.newScope()) {
            Decoder decoder = model.decoder();
            NDArray whole = decoder.logits(ids, scope);
            for (int prefill : lengths.isEmpty() ? List.of(1, ids.size() / 2, ids.size() - 1) : lengths) {
                if (prefill >= ids.size()) {
                    continue;
                }
                List<PtNDArray> steps = CacheProbe.logits(decoder, ids, prefill, scope);
                counted("kv cache", () -> {
                    for (int i = 0; i < steps.size(); i++) {
                        within(
                                whole.get(prefill - 1 + i),
                                steps.get(i),
                                tolerance,
                                "prefill " + prefill + " step " + i);
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void logLikelihoodsAgree(Path folder) throws Exception {
        JsonNode reference = Oracles.json(folder.resolve("reference.json"));
        double tolerance = tolerance(reference);
        try (BaseModel model = BaseModel.open(engine, folder, cache);
                Variant base = model.acquire(List.of(), 0, (done, total) -> {})) {
            for (JsonNode sequence : reference.path("sequences")) {
                List<Integer> ids = Oracles.ids(sequence.path("ids"));
                if (ids.size() < 2) {
                    continue;
                }
                double[] nats = new TokenScorer(model.decoder())
                        .score(List.of(new TokenScorer.Sequence(ids, 1)))
                        .get(0)
                        .nats();
                counted("log-likelihood", () -> {
                    for (int i = 0; i < nats.length; i++) {
                        close(sequence.path("logprob_of_next").get(i).asDouble(), nats[i], tolerance, "token " + i);
                    }
                });
            }
            List<JsonNode> items = new ArrayList<>();
            reference.path("loglikelihood").path("items").forEach(items::add);
            List<SeededRequest> group = items.stream()
                    .map(item -> new SeededRequest(
                            new Request(
                                    text(item.path("context").asText()),
                                    new Ask.Choose(
                                            List.of(item.path("continuation").asText()))),
                            0))
                    .toList();
            List<CompletableFuture<Response>> answers = base.handle().submit(group);
            for (int i = 0; i < items.size(); i++) {
                JsonNode item = items.get(i);
                Completion completion = answers.get(i).get().completions().get(0);
                counted("log-likelihood", () -> {
                    assertEquals(item.path("continuation_ids").size(), completion.tokens());
                    close(
                            item.path("sum_logprob").asDouble(),
                            completion.logLikelihood().orElseThrow(),
                            tolerance * completion.tokens(),
                            item.path("continuation").asText());
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void greedyTextIsTheSame(Path folder) throws Exception {
        JsonNode reference = Oracles.json(folder.resolve("reference.json"));
        try (BaseModel model = BaseModel.open(engine, folder, cache);
                Variant base = model.acquire(List.of(), 0, (done, total) -> {})) {
            JsonNode greedy = reference.path("greedy");
            List<JsonNode> cases = new ArrayList<>();
            (greedy.isArray() ? greedy : List.of(greedy)).forEach(cases::add);
            List<TokenGenerator.Task> tasks = cases.stream()
                    .map(one -> new TokenGenerator.Task(
                            Oracles.ids(one.path("prompt_ids")),
                            one.path("generated_ids").size(),
                            0,
                            1,
                            0,
                            Set.of(), // the references apply no end token
                            ids -> false))
                    .toList();
            List<TokenGenerator.Answer> answers = new TokenGenerator(model.decoder()).generate(tasks);
            for (int i = 0; i < cases.size(); i++) {
                JsonNode one = cases.get(i);
                TokenGenerator.Answer answer = answers.get(i);
                counted("greedy", () -> assertEquals(Oracles.ids(one.path("generated_ids")), answer.ids()));
                if (one.has("text_with_prompt")) {
                    Request request = new Request(
                            text(one.path("prompt").asText()),
                            Ask.Generate.greedy(one.path("generated_ids").size()));
                    String text = base.handle()
                            .submit(List.of(new SeededRequest(request, 0)))
                            .get(0)
                            .get()
                            .text();
                    counted(
                            "greedy text",
                            () -> assertEquals(
                                    one.path("text_with_prompt").asText(),
                                    one.path("prompt").asText() + text));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void perplexityAgrees(Path folder) throws IOException {
        JsonNode perplexity = Oracles.json(folder.resolve("reference.json")).path("perplexity");
        if (perplexity.isMissingNode()) {
            return;
        }
        double relative = Oracles.json(folder.resolve("reference.json"))
                .path("tolerance")
                .path("perplexity_rel")
                .asDouble();
        String text = Files.readString(
                        folder.resolve(perplexity.path("text_file").asText()), StandardCharsets.UTF_8)
                .stripTrailing();
        try (BaseModel model = BaseModel.open(engine, folder, cache)) {
            List<Integer> ids = new ArrayList<>(model.tokenizer().start());
            ids.addAll(model.tokenizer().encode(text));
            counted("perplexity", () -> assertEquals(Oracles.ids(perplexity.path("ids")), ids));
            for (JsonNode one : perplexity.path("non_overlapping")) {
                int window = one.path("window").asInt();
                List<TokenScorer.Sequence> windows = new ArrayList<>();
                for (int at = 0; at < ids.size(); at += window) {
                    List<Integer> part = ids.subList(at, Math.min(ids.size(), at + window));
                    if (part.size() > 1) {
                        windows.add(new TokenScorer.Sequence(part, 1));
                    }
                }
                List<TokenScorer.Score> scores = new TokenScorer(model.decoder()).score(windows);
                double sum = scores.stream().mapToDouble(TokenScorer.Score::sum).sum();
                int count =
                        scores.stream().mapToInt(score -> score.nats().length).sum();
                counted("perplexity", () -> {
                    assertEquals(one.path("scored_tokens").asInt(), count);
                    double expected = one.path("perplexity").asDouble();
                    close(expected, Math.exp(-sum / count), relative * expected, "window " + window);
                });
            }
        }
    }

    /**
     * bfloat16 keeps 8 bits: one rounding changes a number by 2^-9 of it at most. A block rounds some 16 times (both norms, q, k, v,
     * rotations, attention, o, gate, up, their product, down, residuals, and the weights themselves), and independent errors add up as
     * the root of their number; softmax and gates enlarge this, by less than three. In float32 the error is a thousandth of this.
     */
    private static double bfloat16Limit(int blocks) {
        return 3 * Math.pow(2, -9) * Math.sqrt(16.0 * blocks);
    }

    /** float16 keeps 11 bits: the same with 2^-12. Nothing in these models comes near its 65504. */
    private static double float16Limit(int blocks) {
        return bfloat16Limit(blocks) / 8;
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void logitsInBfloat16StayWithinItsRounding(Path folder) throws IOException {
        logitsStayWithinTheRounding(folder, Precision.BFLOAT16);
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void logitsInFloat16StayWithinItsRounding(Path folder) throws IOException {
        logitsStayWithinTheRounding(folder, Precision.FLOAT16);
    }

    private void logitsStayWithinTheRounding(Path folder, Precision precision) throws IOException {
        Map<String, TensorEntry> full = fullLogits(folder);
        JsonNode reference = Oracles.json(folder.resolve("reference.json"));
        try (BaseModel model = BaseModel.open(engine, folder, cache, precision);
                PtNDManager scope = engine.newScope()) {
            int blocks = model.shape().blocks().size();
            double limit = precision == Precision.BFLOAT16 ? bfloat16Limit(blocks) : float16Limit(blocks);
            List<JsonNode> sequences = new ArrayList<>();
            reference.path("sequences").forEach(sequences::add);
            for (JsonNode sequence : sequences) {
                TensorEntry expected = full.get(sequence.path("name").asText());
                if (expected == null) {
                    continue;
                }
                List<Integer> ids = Oracles.ids(sequence.path("ids"));
                float[] logits = expected(expected, scope).toFloatArray();
                float[] whole = model.decoder().logits(ids, scope).toFloatArray();
                counted("logits " + precision, () -> near(logits, whole, limit, expected.name()));
                if (ids.size() < 2) {
                    continue;
                }
                int vocabulary = logits.length / ids.size();
                float[] stepwise = new float[logits.length - vocabulary];
                List<PtNDArray> steps = CacheProbe.logits(model.decoder(), ids, 1, scope);
                for (int i = 0; i < steps.size(); i++) {
                    System.arraycopy(steps.get(i).toFloatArray(), 0, stepwise, i * vocabulary, vocabulary);
                }
                float[] followed = Arrays.copyOf(logits, stepwise.length);
                counted(
                        "logits " + precision,
                        () -> near(followed, stepwise, limit, expected.name() + " through the cache"));
            }
        }
    }

    /** Relative to the spread of the logits: their mean says nothing. */
    private void near(float[] expected, float[] actual, double limit, String name) {
        assertEquals(expected.length, actual.length, name);
        double mean = 0;
        for (float value : expected) {
            mean += value / (double) expected.length;
        }
        double squares = 0;
        double errors = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += (expected[i] - mean) * (expected[i] - mean);
            errors += ((double) expected[i] - actual[i]) * ((double) expected[i] - actual[i]);
        }
        double relative = Math.sqrt(errors / squares);
        bfloat16 = Math.max(bfloat16, relative / limit);
        assertTrue(relative <= limit, () -> name + ": relative error " + relative + " above " + limit);
    }

    private void counted(String kind, Runnable check) {
        int[] n = counts.computeIfAbsent(kind, k -> new int[2]);
        n[1]++;
        check.run();
        n[0]++;
    }

    private static double tolerance(JsonNode reference) {
        JsonNode own = reference.path("tolerance_logits_abs");
        return own.isMissingNode()
                ? reference.path("tolerance").path("logits_abs").asDouble()
                : own.asDouble();
    }

    private static Map<String, TensorEntry> fullLogits(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, TensorEntry> tensors = new TreeMap<>();
            files.filter(file -> file.getFileName().toString().startsWith("reference_logits"))
                    .forEach(file -> tensors.putAll(SafetensorsFile.open(file).tensors()));
            return tensors;
        }
    }

    private PtNDArray expected(TensorEntry entry, PtNDManager scope) {
        return new TensorIo(engine).read(entry, scope);
    }

    private static List<Integer> integers(TensorEntry entry) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        entry.copyTo(java.nio.channels.Channels.newChannel(bytes));
        java.nio.LongBuffer values = java.nio.ByteBuffer.wrap(bytes.toByteArray())
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        List<Integer> ids = new ArrayList<>();
        while (values.hasRemaining()) {
            ids.add((int) values.get());
        }
        return ids;
    }

    private static JsonNode longest(JsonNode reference) {
        JsonNode longest = reference.path("sequences").get(0);
        for (JsonNode sequence : reference.path("sequences")) {
            if (sequence.path("ids").size() > longest.path("ids").size()) {
                longest = sequence;
            }
        }
        return longest;
    }

    private static void agreesWithTop(NDArray logits, JsonNode positions, double tolerance, String name) {
        long vocabulary = logits.getShape().get(1);
        float[] flat = logits.toFloatArray();
        assertEquals(logits.getShape(), new Shape(positions.size(), vocabulary), name);
        for (int position = 0; position < positions.size(); position++) {
            for (JsonNode pair : positions.get(position)) {
                int at = (int) (position * vocabulary + pair.get(0).asInt());
                close(pair.get(1).asDouble(), flat[at], tolerance, name + " position " + position);
            }
        }
    }

    private static void within(NDArray expected, NDArray actual, double tolerance, String name) {
        float[] e = expected.toFloatArray();
        float[] a = actual.toFloatArray();
        assertEquals(e.length, a.length, name);
        for (int i = 0; i < e.length; i++) {
            close(e[i], a[i], tolerance, name + " element " + i);
        }
    }

    private static void close(double expected, double actual, double tolerance, String what) {
        double error = Math.abs(expected - actual);
        assertTrue(error <= tolerance, () -> what + ": expected " + expected + ", was " + actual); // NaN fails
    }

    private static Prompt text(String text) {
        return new Prompt.Text(List.of(Message.of(Role.USER, text)), Overflow.OLDEST_FIRST);
    }
}

package org.comptrust.host.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.port.ModelException;
import org.comptrust.host.text.Escaped;
import org.comptrust.host.text.Figures;
import org.comptrust.host.text.Json;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenScorer;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Variant;
import org.comptrust.models.store.TensorIo;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that look into one checkpoint folder. */
public final class ModelCommands {
    private ModelCommands() {}

    /** All of them, for the parent command. */
    public static List<Object> all() {
        return List.of(new Show(), new Logits(), new Perplexity(), new Generate(), new Tokenize());
    }

    /** What they share: a folder, and errors that name it. */
    abstract static class OnFolder implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DIR", description = "Checkpoint folder in Hugging Face layout.")
        Path folder = Path.of("");

        @Option(names = "--dtype", paramLabel = "TYPE", description = "Compute dtype: float32 or bfloat16.")
        String dtype = "float32";

        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            try {
                run();
            } catch (CheckpointException e) {
                throw new ModelException(e.getMessage(), e);
            }
            out().flush();
            return 0;
        }

        abstract void run() throws IOException;

        PrintWriter out() {
            return spec().commandLine().getOut();
        }

        ParameterException misuse(String message) {
            return new ParameterException(spec().commandLine(), message);
        }

        void print(Object json) {
            out().println(Json.text(json));
        }

        BaseModel open(TorchEngine engine) {
            Precision precision = Precision.named(dtype)
                    .orElseThrow(() -> misuse("--dtype " + dtype + " is not supported; this version computes in "
                            + String.join(" or ", Precision.names())));
            return BaseModel.open(engine, folder, EngineModels.defaultCache(), precision);
        }

        private CommandSpec spec() {
            if (spec == null) {
                throw new IllegalStateException("picocli sets the spec before it calls a command");
            }
            return spec;
        }
    }

    /** {@code model show}: checks the whole folder, numbers included, and the tokenizer if there is one. */
    @Command(name = "show", description = "Checks a checkpoint folder and says what is in it.")
    static final class Show extends OnFolder {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void run() {
            Checkpoint checkpoint = Checkpoint.open(folder);
            checkpoint.requireFinite();
            List<String> warnings = new ArrayList<>(checkpoint.warnings());
            Map<String, Object> facts = facts(checkpoint);
            if (HfTokenizer.isIn(folder)) {
                facts.putAll(tokenizer(checkpoint.config(), warnings));
            } else {
                warnings.add(folder
                        + ": no tokenizer was found, neither tokenizer.json nor tokenizer.model. Runs need one: download"
                        + " it from where the model is");
            }
            facts.put("warnings", warnings);
            if (json) {
                print(facts);
            } else {
                out().println(new Figures("%s").lines(18, facts));
            }
        }

        private Map<String, Object> tokenizer(DecoderConfig config, List<String> warnings) {
            try (HfTokenizer tokenizer = HfTokenizer.open(folder, config)) {
                Dialogues.of(tokenizer); // a run would stop at a chat template that cannot be rendered
                warnings.addAll(tokenizer.warnings());
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("startTokens", tokenizer.start());
                facts.put("chatTemplate", tokenizer.chatTemplate().isPresent());
                facts.put("tokenizerSha256", tokenizer.identity());
                return facts;
            }
        }

        /** In which formats the weights of the blocks' linears are stored, and how many of them. */
        private static Map<String, Integer> linears(Checkpoint checkpoint) {
            Map<String, Integer> formats = new TreeMap<>();
            checkpoint.linears().values().forEach(linear -> {
                String bits = linear.bits() == 0 ? "" : ", " + linear.bits() + " bits";
                formats.merge(linear.format() + bits, 1, Integer::sum);
            });
            return formats;
        }

        private static Map<String, Object> facts(Checkpoint checkpoint) {
            DecoderConfig config = checkpoint.config();
            ModelShape shape = checkpoint.shape();
            long parameters =
                    shape.linears().stream().mapToLong(LinearShape::parameters).sum()
                            + checkpoint.others().stream()
                                    .mapToLong(TensorEntry::elements)
                                    .sum();
            long bytes = checkpoint.tensors().values().stream()
                    .mapToLong(TensorEntry::bytes)
                    .sum();
            Map<String, Integer> types = new TreeMap<>();
            checkpoint
                    .tensors()
                    .values()
                    .forEach(entry -> types.merge(entry.type().name(), 1, Integer::sum));
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("architecture", shape.architecture());
            facts.put("parameters", parameters);
            facts.put("bytes", bytes);
            facts.put("tensors", types);
            facts.put("linears", linears(checkpoint));
            facts.put("blocks", config.layers());
            facts.put("hidden", config.hiddenSize());
            facts.put("intermediate", config.intermediateSize());
            facts.put("heads", config.heads());
            facts.put("kvHeads", config.kvHeads());
            facts.put("headDim", config.headDim());
            facts.put("vocabulary", config.vocabulary());
            facts.put("context", config.maxPositions());
            facts.put("ropeTheta", config.rope().theta());
            facts.put(
                    "ropeScaling", config.rope().scaling().map(Object::toString).orElse("none"));
            facts.put("slidingWindow", config.window().map(Object::toString).orElse("none"));
            facts.put("tiedHead", config.tiedHead());
            facts.put("endTokens", config.eosIds());
            facts.put("weightsSha256", checkpoint.weightsHash());
            return facts;
        }
    }

    /** {@code model logits}: one forward pass over given tokens. */
    @Command(
            name = "logits",
            description = "Writes the logits of a token sequence as safetensors: logits [seq, vocab].")
    static final class Logits extends OnFolder {
        @Option(
                names = "--tokens",
                required = true,
                split = ",",
                paramLabel = "ID",
                description = "Token ids, such as 1,2,3.")
        List<Integer> tokens = List.of();

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
        Path file = Path.of("");

        @Override
        void run() throws IOException {
            Checkpoint.open(folder).requireFinite();
            try (TorchEngine engine = EngineModels.startEngine();
                    BaseModel model = open(engine);
                    PtNDManager scope = engine.newScope()) {
                DecoderConfig config = model.checkpoint().config();
                for (int id : tokens) {
                    if (id < 0 || id >= config.vocabulary()) {
                        throw misuse(
                                "--tokens: " + id + " is no token id; they go from 0 to " + (config.vocabulary() - 1));
                    }
                }
                if (tokens.size() > config.maxPositions()) {
                    throw misuse("--tokens: " + tokens.size() + " tokens are more than the " + config.maxPositions()
                            + " that the model takes");
                }
                NDArray logits = model.decoder().logits(tokens, scope);
                List<Long> shape = List.of((long) tokens.size(), (long) config.vocabulary());
                Path target = file.toAbsolutePath();
                if (!Files.isDirectory(target.getParent())) {
                    throw misuse("--out: there is no folder " + target.getParent());
                }
                new SafetensorsWriter()
                        .add("logits", StoredType.F32, shape, new TensorIo(engine).bytes(logits, StoredType.F32))
                        .write(target);
            }
        }
    }

    /** {@code model perplexity}: exp of the mean negative log-likelihood of a text, in windows that do not overlap. */
    @Command(name = "perplexity", description = "Measures the perplexity of a text file.")
    static final class Perplexity extends OnFolder {
        private static final int WINDOWS_AT_ONCE = 16;

        @Option(
                names = "--text",
                required = true,
                paramLabel = "FILE",
                description = "UTF-8 text; one newline at its end is not scored.")
        Path text = Path.of("");

        @Option(
                names = "--window",
                paramLabel = "N",
                description = "Tokens of a window; the model's context if not given.")
        int window;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void run() throws IOException {
            String content = read(text);
            try (TorchEngine engine = EngineModels.startEngine();
                    BaseModel model = open(engine)) {
                int context = model.checkpoint().config().maxPositions();
                int length = window == 0 ? context : window;
                if (length < 2 || length > context) {
                    throw misuse("--window: must be 2 to " + context + ", was " + window);
                }
                List<Integer> ids = new ArrayList<>(model.tokenizer().start());
                ids.addAll(model.tokenizer().encode(content));
                List<TokenScorer.Sequence> windows = windows(ids, length);
                if (windows.isEmpty()) {
                    throw new ModelException(text + ": holds no token to score; name a longer text", null);
                }
                TokenScorer scorer = new TokenScorer(model.decoder());
                double nats = 0;
                long tokens = 0;
                for (int at = 0; at < windows.size(); at += WINDOWS_AT_ONCE) {
                    for (TokenScorer.Score score :
                            scorer.score(windows.subList(at, Math.min(windows.size(), at + WINDOWS_AT_ONCE)))) {
                        nats += score.sum();
                        tokens += score.nats().length;
                    }
                }
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("perplexity", Math.exp(-nats / tokens));
                result.put("natsPerToken", -nats / tokens);
                result.put("scoredTokens", tokens);
                result.put("tokens", ids.size());
                result.put("windows", windows.size());
                result.put("window", length);
                if (json) {
                    print(result);
                } else {
                    out().println(new Figures("%s").lines(14, result));
                }
            }
        }

        private static List<TokenScorer.Sequence> windows(List<Integer> ids, int length) {
            List<TokenScorer.Sequence> windows = new ArrayList<>();
            for (int at = 0; at < ids.size(); at += length) {
                List<Integer> part = List.copyOf(ids.subList(at, Math.min(ids.size(), at + length)));
                if (part.size() > 1) {
                    windows.add(new TokenScorer.Sequence(part, 1));
                }
            }
            return windows;
        }
    }

    /** {@code model generate}: continues a prompt. */
    @Command(name = "generate", description = "Continues a prompt; greedily unless a temperature is given.")
    static final class Generate extends OnFolder {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "Plain text; empty if not given.")
        String prompt = "";

        @Option(names = "--max-tokens", paramLabel = "N", description = "At most so many new tokens; 64 if not given.")
        int maxTokens = 64;

        @Option(names = "--temperature", paramLabel = "T", description = "0: greedy.")
        double temperature;

        @Option(names = "--top-p", paramLabel = "P", description = "Nucleus, in (0, 1].")
        double topP = 1;

        @Option(names = "--seed", paramLabel = "N", description = "Of the sampling.")
        long seed;

        @Option(names = "--stop", paramLabel = "TEXT", description = "A string that ends the answer; may be repeated.")
        List<String> stop = List.of();

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void run() {
            Ask.Generate ask;
            try {
                ask = new Ask.Generate(maxTokens, 1, temperature, topP, stop);
            } catch (IllegalArgumentException e) {
                throw misuse(e.getMessage());
            }
            Request request =
                    new Request(new Prompt.Text(List.of(Message.of(Role.USER, prompt)), Overflow.OLDEST_FIRST), ask);
            try (TorchEngine engine = EngineModels.startEngine();
                    BaseModel model = open(engine);
                    Variant base = model.acquire(List.of(), 0, (done, total) -> {})) {
                Completion completion = base.handle()
                        .submit(List.of(new SeededRequest(request, seed)))
                        .get(0)
                        .get()
                        .completions()
                        .get(0);
                if (json) {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("text", completion.text());
                    result.put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
                    result.put("tokens", completion.tokens());
                    completion.logLikelihood().ifPresent(nats -> result.put("logLikelihood", nats));
                    print(result);
                } else {
                    out().println(Escaped.lines(prompt + completion.text()));
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IllegalArgumentException tooLong) {
                    throw misuse(tooLong.getMessage());
                }
                throw new ModelException("generation failed: " + e.getCause().getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new org.comptrust.api.CancelledException();
            }
        }
    }

    /** {@code model tokenize}: ids and pieces of a text. */
    @Command(name = "tokenize", description = "Shows the token ids of a text.")
    static final class Tokenize extends OnFolder {
        @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
        @Nullable
        String text;

        @Option(names = "--file", paramLabel = "FILE", description = "A UTF-8 file instead.")
        @Nullable
        Path file;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void run() throws IOException {
            if ((text == null) == (file == null)) {
                throw misuse("give either --text or --file");
            }
            String content = text != null ? text : read(file);
            try (HfTokenizer tokenizer = HfTokenizer.open(folder, DecoderConfig.read(folder))) {
                List<Integer> ids = tokenizer.encode(content);
                if (json) {
                    Map<String, Object> result = new LinkedHashMap<>();
                    result.put("start", tokenizer.start());
                    result.put("ids", ids);
                    result.put("decoded", tokenizer.decode(ids));
                    print(result);
                } else {
                    ids.forEach(id ->
                            out().printf(Locale.ROOT, "%6d  %s%n", id, Escaped.line(tokenizer.decode(List.of(id)))));
                    out().println(ids.size() + " tokens, start tokens " + tokenizer.start() + " not counted");
                }
            }
        }
    }

    /** A text file without the newline that ends it. */
    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": no such file", null);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            if (text.endsWith("\r\n")) {
                return text.substring(0, text.length() - 2);
            }
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            throw new ModelException(file + ": is not UTF-8 text; convert it", e);
        }
    }
}

package org.comptrust.models.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CalibrationInput;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedProducts;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.models.store.TensorIo;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A model folder and all that is in memory of it: one set of base weights, loaded when the first variant is asked for, and an
 * overlay for each variant that is leased. Thread-safe. Leases end before the model is closed.
 */
public final class BaseModel implements AutoCloseable {
    /** Rises when the same recipe would give other weights. */
    private static final String RECIPE_VERSION = "2";

    /** Calibration tokens that go through a block in one step. */
    private static final int WALK_TOKENS = 2048;

    private final Supplier<TorchEngine> starting;
    private final Checkpoint checkpoint;
    private final HfTokenizer tokenizer;
    private final ArtifactStore artifacts;
    private final Path cache;
    private final Precision precision;
    private final Map<String, Shared> variants = new HashMap<>();
    private @Nullable WeightSet weights;
    private OptionalLong activationBytes = OptionalLong.empty();

    private BaseModel(
            Supplier<TorchEngine> starting,
            Checkpoint checkpoint,
            HfTokenizer tokenizer,
            Path cache,
            Precision precision) {
        this.starting = starting;
        this.precision = precision;
        this.checkpoint = checkpoint;
        this.tokenizer = tokenizer;
        this.cache = cache;
        this.artifacts = new ArtifactStore(cache);
    }

    /**
     * Reads configuration, tokenizer and file headers; no weight.
     *
     * @param cache folder for compressed weights
     * @throws CheckpointException if the folder is not a usable checkpoint
     */
    public static BaseModel open(TorchEngine engine, Path folder, Path cache) {
        return open(engine, folder, cache, Precision.FLOAT32);
    }

    /**
     * The same, computing in a given precision. Compression is float32 whatever the precision: the variants are the same.
     *
     * @throws CheckpointException if the folder is not a usable checkpoint
     */
    public static BaseModel open(TorchEngine engine, Path folder, Path cache, Precision precision) {
        return open(() -> engine, folder, cache, precision);
    }

    /**
     * The same with an engine that is started when the first weight is needed.
     *
     * @param engine gives the same engine each time
     * @throws CheckpointException if the folder is not a usable checkpoint
     */
    public static BaseModel open(Supplier<TorchEngine> engine, Path folder, Path cache, Precision precision) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        return new BaseModel(engine, checkpoint, HfTokenizer.open(folder, checkpoint.config()), cache, precision);
    }

    /**
     * Limits what compression keeps in memory of the calibration data's activations; the rest goes to disk, into the cache's folder.
     * Moves no bit of a result. Unless it is called, most of the memory that is free then is used.
     *
     * @param bytes at least 0
     */
    public synchronized BaseModel activationMemory(long bytes) {
        activationBytes = OptionalLong.of(bytes);
        return this;
    }

    private TorchEngine engine() {
        return starting.get();
    }

    private TensorIo io() {
        return new TensorIo(engine());
    }

    public ModelShape shape() {
        return checkpoint.shape();
    }

    public HfTokenizer tokenizer() {
        return tokenizer;
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Bits per weight in which the checkpoint's files hold a linear. */
    public double storedBits(LinearShape linear) {
        return storedBits(checkpoint, linear);
    }

    /** The base weights as functions; valid until this model is closed. */
    public synchronized Decoder decoder() {
        return new Decoder(engine(), weights());
    }

    /**
     * A variant in memory that reads dialogues by the model's own chat template, or plainly where it has none.
     *
     * @throws CheckpointException if files fail, or the chat template cannot be rendered
     * @throws CompressionException if a method fails
     */
    public Variant acquire(List<CompressionStep> chain, long seed, CompressionWalk.Watcher watcher) {
        return acquire(chain, seed, Dialogues.of(tokenizer), watcher);
    }

    /**
     * A variant in memory: from the cache of artifacts, or compressed now. An empty chain is the base itself.
     *
     * @param seed of the cell
     * @param dialogues how messages become text
     * @throws CheckpointException if files fail
     * @throws CompressionException if a method fails
     */
    public synchronized Variant acquire(
            List<CompressionStep> chain, long seed, ChatRenderer dialogues, CompressionWalk.Watcher watcher) {
        String key = chain.isEmpty() ? "" : key(chain, seed);
        Shared shared = variants.get(key);
        if (shared == null) {
            shared = chain.isEmpty() ? baseVariant() : compressed(key, chain, seed, watcher);
            variants.put(key, shared);
        }
        return lease(key, shared, checkpoint.config(), dialogues);
    }

    /**
     * A checkpoint of this model's shape as a variant of it. It holds in memory only the tensors that differ from the base's.
     *
     * @param dialogues how messages become text
     * @throws CheckpointException if files fail, or the checkpoint computes otherwise than this model
     */
    public synchronized Variant acquire(Checkpoint theirs, ChatRenderer dialogues) {
        String key = "checkpoint " + theirs.folder().toAbsolutePath();
        Shared shared = variants.get(key);
        if (shared == null) {
            shared = loaded(theirs);
            variants.put(key, shared);
        }
        return lease(key, shared, theirs.config(), dialogues);
    }

    private Variant lease(String key, Shared shared, DecoderConfig config, ChatRenderer dialogues) {
        shared.leases++;
        return new Variant(
                new DecoderHandle(
                        new Decoder(engine(), shared.weights),
                        tokenizer,
                        dialogues,
                        shared.facts.weights(),
                        precision
                                + (shared.weights.readsPacked() ? ", packed for " + PackedProducts.ROWS + " rows" : ""),
                        Set.copyOf(config.eosIds()),
                        () -> release(key, shared)),
                shared.facts);
    }

    private synchronized void release(String key, Shared shared) {
        if (--shared.leases == 0 && !key.isEmpty()) {
            variants.remove(key);
            shared.weights.close();
        }
    }

    private WeightSet weights() {
        if (weights == null) {
            weights = load(precision);
        }
        return weights;
    }

    private WeightSet load(Precision wanted) {
        WeightSet loaded = WeightSet.base(engine(), Geometry.of(checkpoint.config()), wanted);
        try {
            for (TensorEntry entry : checkpoint.others()) {
                loaded.put(entry.name(), io().read(entry, loaded.scope()));
            }
            LinearFormats formats = new LinearFormats(engine());
            for (StoredLinear linear : checkpoint.linears().values()) {
                loaded.put(linear.shape().name() + ".weight", formats.dense(linear, loaded.scope()));
                loaded.storedAs(linear);
            }
            return loaded;
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private Shared loaded(Checkpoint theirs) {
        Geometry.of(checkpoint.config())
                .difference(Geometry.of(theirs.config()))
                .ifPresent(difference -> {
                    throw new CheckpointException(
                            theirs.folder().resolve("config.json"),
                            difference + ", unlike in " + checkpoint.folder() + ". Is it a variant of that model?");
                });
        WeightSet overlay = weights().overlay();
        try {
            int shared = 0;
            for (TensorEntry entry : theirs.others()) {
                shared += overlay.putOrShare(entry.name(), io().read(entry, overlay.scope())) ? 1 : 0;
            }
            List<String> remarks = new ArrayList<>();
            LinearFormats formats = new LinearFormats(engine(), remarks::add);
            for (StoredLinear linear : theirs.linears().values()) {
                String name = linear.shape().name() + ".weight";
                if (overlay.putOrShare(name, formats.dense(linear, overlay.scope()))) {
                    shared++;
                } else {
                    overlay.storedAs(linear);
                }
            }
            int all = theirs.others().size() + theirs.linears().size();
            Totals totals = new Totals(overlay, Map.of(), theirs);
            Map<String, String> origin = new TreeMap<>(Map.of(
                    "base weights", checkpoint.weightsHash(),
                    "checkpoint weights", theirs.weightsHash(),
                    "tensors equal to the base's", shared + " of " + all));
            if (!remarks.isEmpty()) {
                origin.put("warnings", String.join("; ", remarks));
            }
            return new Shared(
                    overlay,
                    new ArtifactFacts(theirs.weightsHash(), totals.bits, totals.parameters, totals.zeros, origin));
        } catch (RuntimeException e) {
            overlay.close();
            throw e;
        }
    }

    private Shared baseVariant() {
        WeightSet base = weights();
        Totals totals = new Totals(base, Map.of(), checkpoint);
        Map<String, String> origin = new TreeMap<>(Map.of("base weights", checkpoint.weightsHash()));
        return new Shared(
                base,
                new ArtifactFacts(checkpoint.weightsHash(), totals.bits, totals.parameters, totals.zeros, origin));
    }

    private String key(List<CompressionStep> chain, long seed) {
        List<String> parts = new ArrayList<>(List.of(
                "comptrust artifact " + RECIPE_VERSION,
                checkpoint.weightsHash(),
                tokenizer.identity(),
                engine().identity(),
                "seed " + seed));
        for (CompressionStep step : chain) {
            parts.addAll(List.of(step.method(), step.code(), step.options()));
            parts.add(step.calibration().map(BaseModel::describe).orElse("no calibration"));
        }
        return Hashes.of(parts);
    }

    private static String describe(Calibration calibration) {
        if (calibration instanceof Calibration.FromModel own) {
            return "sampled from the model: " + own.samples() + " of " + own.length() + " tokens, seed " + own.seed();
        }
        return "tokens " + hash(((Calibration.Tokens) calibration).sequences()); // whatever the file is called
    }

    private static String hash(List<List<Integer>> ids) {
        return Hashes.of(ids.stream().map(List::toString).toList());
    }

    private Shared compressed(String key, List<CompressionStep> chain, long seed, CompressionWalk.Watcher watcher) {
        Optional<ArtifactFacts> kept = artifacts.find(key);
        ArtifactFacts facts = kept.isPresent() ? kept.get() : artifact(key, chain, seed, watcher);
        WeightSet overlay = weights().overlay();
        try {
            artifacts.load(key, facts.tensors(), engine(), overlay); // what is judged is what was written
            return new Shared(overlay, facts);
        } catch (RuntimeException e) {
            overlay.close();
            throw e;
        }
    }

    /** Compresses in float32 and writes the artifact. A base that computes narrower is held twice meanwhile. */
    private ArtifactFacts artifact(
            String key, List<CompressionStep> chain, long seed, CompressionWalk.Watcher watcher) {
        WeightSet dense = precision == Precision.FLOAT32 ? weights() : load(Precision.FLOAT32);
        try (WeightSet overlay = dense.overlay();
                PartialArtifact partial = new PartialArtifact(engine(), cache, key, checkpoint::typeOf)) {
            Map<String, LayerFacts> changed = new LinkedHashMap<>();
            Map<String, String> origin = new TreeMap<>();
            origin.put("base weights", checkpoint.weightsHash());
            origin.put("engine", engine().identity());
            origin.put("seed", Long.toString(seed));
            for (int i = 0; i < chain.size(); i++) {
                CompressionStep step = chain.get(i);
                String place = "step " + (i + 1) + " ";
                origin.put(place + "method", step.method());
                origin.put(place + "code", step.code());
                origin.put(place + "options", step.options());
                CompressionWalk walk = new CompressionWalk(engine(), shape(), overlay, checkpoint::typeOf, seed);
                try {
                    CalibrationInput calibration = calibration(step, place, dense, origin);
                    changed.putAll(
                            walk.run(step.plan(), calibration, activationMemory(), partial.step(i + 1), watcher));
                } catch (CompressionException e) {
                    throw e.in(step.method());
                }
            }
            Totals totals = new Totals(overlay, changed, checkpoint);
            ArtifactFacts facts = new ArtifactFacts(
                    key,
                    "",
                    totals.bits,
                    totals.parameters,
                    totals.zeros,
                    changed.values().stream().map(LayerFacts::report).toList(),
                    origin,
                    List.copyOf(overlay.ownNames()));
            ArtifactFacts complete = artifacts.save(checkpoint, overlay, engine(), facts);
            partial.complete();
            return complete;
        } finally {
            if (dense != weights) {
                dense.close();
            }
        }
    }

    private ActivationMemory activationMemory() {
        long changes = Float.BYTES
                * shape().linears().stream().mapToLong(LinearShape::parameters).sum();
        return activationBytes.isPresent()
                ? new ActivationMemory(activationBytes.getAsLong(), cache)
                : ActivationMemory.free(changes, cache);
    }

    /** @param place of the step, where origins are noted */
    private CalibrationInput calibration(
            CompressionStep step, String place, WeightSet dense, Map<String, String> origin) {
        if (step.calibration().isEmpty() || !CompressionWalk.measures(step.plan(), shape())) {
            return CalibrationInput.none();
        }
        Decoder decoder = new Decoder(engine(), dense);
        Calibration calibration = step.calibration().get();
        List<List<Integer>> ids = CalibrationTokens.of(calibration, tokenizer, () -> decoder);
        origin.put(place + "calibration", describe(calibration));
        origin.put(place + "calibration tokens", hash(ids));
        if (calibration instanceof Calibration.Tokens tokens) {
            tokens.origin().forEach((name, value) -> origin.put(place + "calibration " + name, value));
        }
        return CalibrationInput.of(decoder, ids, WALK_TOKENS);
    }

    private static double storedBits(Checkpoint files, LinearShape linear) {
        StoredLinear stored = files.linears().get(linear.name());
        if (stored == null) {
            throw new IllegalArgumentException("no linear " + linear.name());
        }
        return stored.bitsPerWeight();
    }

    @Override
    public synchronized void close() {
        for (Shared shared : new HashSet<>(variants.values())) {
            if (shared.weights != weights) {
                shared.weights.close();
            }
        }
        variants.clear();
        if (weights != null) {
            weights.close();
            weights = null;
        }
        tokenizer.close();
    }

    /** Weights in memory and how many leases hold them. */
    private static final class Shared {
        private final WeightSet weights;
        private final ArtifactFacts facts;
        private int leases;

        Shared(WeightSet weights, ArtifactFacts facts) {
            this.weights = weights;
            this.facts = facts;
        }
    }

    /** Sums over the linears of all blocks, changed or not. */
    private final class Totals {
        private double bits;
        private long parameters;
        private long zeros;

        Totals(WeightSet all, Map<String, LayerFacts> changed, Checkpoint files) {
            for (LinearShape linear : shape().linears()) {
                LayerFacts facts = changed.get(linear.name());
                parameters += linear.parameters();
                bits += facts != null ? facts.bits() : storedBits(files, linear) * linear.parameters();
                zeros += facts != null ? facts.zeros() : io().zeros(all.get(linear.name() + ".weight"));
            }
        }
    }
}

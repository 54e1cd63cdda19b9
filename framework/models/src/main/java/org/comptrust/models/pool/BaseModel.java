package org.comptrust.models.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.comptrust.models.decoder.WorkingMemory;
import org.comptrust.models.engine.NativeHeap;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedProducts;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.models.store.TensorIo;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A model folder and all that is in memory of it on one device: one set of base weights, loaded when the first variant is asked for,
 * and an overlay for each variant that is leased. What is no longer leased stays as long as the device's {@link WeightMemory} has
 * room. Thread-safe. Leases end before the model is closed.
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
    private final WeightMemory memory;
    private final boolean ownsTokenizer;
    private final Map<String, Shared> variants = new HashMap<>();
    private final BaseWeights baseWeights = new BaseWeights();
    private @Nullable WeightSet weights;
    private @Nullable ArtifactFacts baseFacts;
    private boolean pinned;
    private int sharers = 1;
    private OptionalLong activationBytes = OptionalLong.empty();

    private BaseModel(
            Supplier<TorchEngine> starting,
            Checkpoint checkpoint,
            HfTokenizer tokenizer,
            Path cache,
            Precision precision,
            WeightMemory memory,
            boolean ownsTokenizer) {
        this.memory = memory;
        this.ownsTokenizer = ownsTokenizer;
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
        BaseModel model = open(engine, folder, cache, precision, new WeightMemory(0));
        model.pinned = true;
        return model;
    }

    /**
     * The same where models share a device: base weights too may go when nobody uses them.
     *
     * @param memory of the device
     * @throws CheckpointException if the folder is not a usable checkpoint
     */
    public static BaseModel open(
            Supplier<TorchEngine> engine, Path folder, Path cache, Precision precision, WeightMemory memory) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        HfTokenizer tokenizer = HfTokenizer.open(folder, checkpoint.config());
        return new BaseModel(engine, checkpoint, tokenizer, cache, precision, memory, true);
    }

    /**
     * The same model on another device, with weights of its own there. To be closed before this one, whose tokenizer it uses.
     *
     * @param engine gives the same engine each time
     * @param there of the other device
     */
    public BaseModel on(Supplier<TorchEngine> engine, WeightMemory there) {
        BaseModel other = new BaseModel(engine, checkpoint, tokenizer, cache, precision, there, false);
        other.activationBytes = activationBytes;
        return other;
    }

    /**
     * Limits what compression keeps in memory of the calibration data's activations; the rest goes to disk, into the cache's folder.
     * Moves no bit of a result. Unless it is called, most of the memory that is free then is used.
     *
     * @param bytes at least 0
     */
    public BaseModel activationMemory(long bytes) {
        synchronized (memory) {
            activationBytes = OptionalLong.of(bytes);
            return this;
        }
    }

    /** Says that compressions on several devices share the machine's memory: each takes its part of what is free. */
    public BaseModel sharing(int devices) {
        synchronized (memory) {
            sharers = devices;
            return this;
        }
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
    public Decoder decoder() {
        synchronized (memory) {
            pinned = true;
            return new Decoder(engine(), weights());
        }
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
    public Variant acquire(
            List<CompressionStep> chain, long seed, ChatRenderer dialogues, CompressionWalk.Watcher watcher) {
        synchronized (memory) {
            String key = chain.isEmpty() ? "" : key(chain, seed);
            Shared shared = variants.get(key);
            if (shared == null) {
                shared = brought(() -> chain.isEmpty() ? baseVariant() : compressed(key, chain, seed, watcher));
            }
            return lease(shared, checkpoint.config(), dialogues);
        }
    }

    /**
     * A checkpoint of this model's shape as a variant of it. It holds in memory only the tensors that differ from the base's.
     *
     * @param dialogues how messages become text
     * @throws CheckpointException if files fail, or the checkpoint computes otherwise than this model
     */
    public Variant acquire(Checkpoint theirs, ChatRenderer dialogues) {
        synchronized (memory) {
            String key = "checkpoint " + theirs.folder().toAbsolutePath();
            Shared shared = variants.get(key);
            return lease(shared == null ? brought(() -> loaded(key, theirs)) : shared, theirs.config(), dialogues);
        }
    }

    private Variant lease(Shared shared, DecoderConfig config, ChatRenderer dialogues) {
        shared.leases++;
        variants.put(shared.key, shared);
        memory.use(shared);
        Decoder decoder = new Decoder(engine(), shared.weights);
        long beside = WorkingMemory.of(decoder).bytes();
        memory.take(beside);
        memory.makeRoom(0); // what was loaded may be more than was expected
        try {
            return new Variant(
                    new DecoderHandle(
                            decoder,
                            tokenizer,
                            dialogues,
                            shared.facts.weights(),
                            precision
                                    + (shared.weights.readsPacked()
                                            ? ", packed for " + PackedProducts.ROWS + " rows"
                                            : ""),
                            Set.copyOf(config.eosIds()),
                            () -> release(shared, beside)),
                    shared.facts);
        } catch (RuntimeException | Error e) {
            release(shared, beside);
            throw e;
        }
    }

    /** Where it fails, the base's weights may go: nobody uses them. */
    private Shared brought(Supplier<Shared> variant) {
        try {
            return variant.get();
        } catch (RuntimeException | Error e) {
            memory.leave(baseWeights);
            throw e;
        }
    }

    /** @param beside what the handle may have needed besides the weights, bytes */
    private void release(Shared shared, long beside) {
        synchronized (memory) {
            memory.free(beside);
            if (--shared.leases == 0 && variants.get(shared.key) == shared) { // else it went with its model
                memory.leave(baseWeights); // it was used as long as the variant was
                memory.leave(shared);
            }
        }
        NativeHeap.trim();
    }

    private WeightSet weights() {
        WeightSet present = weights;
        if (present == null) {
            memory.makeRoom(elements() * precision.bytes());
            present = load(precision);
            weights = present;
            baseWeights.take(present.ownBytes() + present.rotaryBytes());
        }
        memory.use(baseWeights);
        return present;
    }

    /** Numbers of all tensors. */
    private long elements() {
        return linearElements()
                + checkpoint.others().stream().mapToLong(TensorEntry::elements).sum();
    }

    private long linearElements() {
        return shape().linears().stream().mapToLong(LinearShape::parameters).sum();
    }

    /** An overlay of the base, and room for it if it replaces all linears. */
    private WeightSet newOverlay() {
        WeightSet base = weights();
        memory.makeRoom(linearElements() * precision.bytes());
        return base.overlay();
    }

    private Shared kept(String key, WeightSet overlay, ArtifactFacts facts) {
        Shared kept = new Shared(key, overlay, facts, overlay.ownBytes() + overlay.expectedPackedBytes());
        memory.take(kept.bytes);
        return kept;
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
        } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
        }
    }

    private Shared loaded(String key, Checkpoint theirs) {
        Geometry.of(checkpoint.config())
                .difference(Geometry.of(theirs.config()))
                .ifPresent(difference -> {
                    throw new CheckpointException(
                            theirs.folder().resolve("config.json"),
                            difference + ", unlike in " + checkpoint.folder() + ". Is it a variant of that model?");
                });
        checkpoint.others().stream()
                .map(TensorEntry::name)
                .filter(name -> !theirs.tensors().containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new CheckpointException(
                            theirs.folder(),
                            "has no tensor " + name + ", unlike " + checkpoint.folder()
                                    + ". Is it a variant of that model?");
                });
        WeightSet overlay = newOverlay();
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
            return kept(
                    key,
                    overlay,
                    new ArtifactFacts(theirs.weightsHash(), totals.bits, totals.parameters, totals.zeros, origin));
        } catch (RuntimeException | Error e) {
            overlay.close();
            throw e;
        }
    }

    private Shared baseVariant() {
        WeightSet base = weights();
        ArtifactFacts facts = baseFacts;
        if (facts == null) {
            Totals totals = new Totals(base, Map.of(), checkpoint);
            Map<String, String> origin = new TreeMap<>(Map.of("base weights", checkpoint.weightsHash()));
            facts = new ArtifactFacts(checkpoint.weightsHash(), totals.bits, totals.parameters, totals.zeros, origin);
            baseFacts = facts;
        }
        baseWeights.take(base.expectedPackedBytes());
        return new Shared("", base, facts, 0); // counted with the base
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
        WeightSet overlay = newOverlay();
        try {
            artifacts.load(key, facts.tensors(), engine(), overlay); // what is judged is what was written
            return kept(key, overlay, facts);
        } catch (RuntimeException | Error e) {
            overlay.close();
            throw e;
        }
    }

    /** Compresses in float32 and writes the artifact. A base that computes narrower is held twice meanwhile. */
    private ArtifactFacts artifact(
            String key, List<CompressionStep> chain, long seed, CompressionWalk.Watcher watcher) {
        WeightSet dense = precision == Precision.FLOAT32 ? weights() : loadBeside();
        long beside = dense == weights ? 0 : dense.ownBytes();
        memory.take(beside);
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
            memory.free(beside);
            if (dense != weights) {
                dense.close();
            }
        }
    }

    private WeightSet loadBeside() {
        memory.makeRoom(elements() * Float.BYTES);
        return load(Precision.FLOAT32);
    }

    private ActivationMemory activationMemory() {
        long changes = Float.BYTES
                * shape().linears().stream().mapToLong(LinearShape::parameters).sum();
        return activationBytes.isPresent()
                ? new ActivationMemory(activationBytes.getAsLong(), cache)
                : ActivationMemory.free(changes, cache, sharers);
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
    public void close() {
        synchronized (memory) {
            List.copyOf(variants.values()).forEach(Shared::end);
            baseWeights.end();
        }
        if (ownsTokenizer) {
            tokenizer.close();
        }
    }

    /** The base's weights, which its variants need. */
    private final class BaseWeights implements WeightMemory.Tenant {
        private long bytes;

        void take(long more) {
            bytes += more;
            memory.take(more);
        }

        @Override
        public boolean canGo() {
            return !pinned && variants.values().stream().allMatch(one -> one.key.isEmpty() && one.leases == 0);
        }

        @Override
        public void evict() {
            end();
        }

        private void end() {
            memory.forget(this);
            variants.remove("");
            WeightSet present = weights;
            if (present != null) {
                memory.free(bytes);
                bytes = 0;
                present.close();
                weights = null;
            }
        }
    }

    /** A variant in memory and how many leases hold it. */
    private final class Shared implements WeightMemory.Tenant {
        private final String key;
        private final WeightSet weights;
        private final ArtifactFacts facts;
        private final long bytes;
        private int leases;

        /** @param bytes of its own, the packed copies included that it will be written with */
        Shared(String key, WeightSet weights, ArtifactFacts facts, long bytes) {
            this.bytes = bytes;
            this.key = key;
            this.weights = weights;
            this.facts = facts;
        }

        /** The base itself goes with its weights. */
        @Override
        public boolean canGo() {
            return !key.isEmpty() && leases == 0;
        }

        @Override
        public void evict() {
            end();
        }

        private void end() {
            memory.forget(this);
            variants.remove(key);
            if (!key.isEmpty()) {
                memory.free(bytes);
                weights.close();
            }
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

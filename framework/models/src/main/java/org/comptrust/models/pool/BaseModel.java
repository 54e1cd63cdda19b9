package org.comptrust.models.pool;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.decoder.WorkingMemory;
import org.comptrust.models.engine.NativeHeap;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.PackedProducts;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A model folder and all that is in memory of it on one device: one set of base weights, loaded when the first variant is asked for,
 * and an overlay for each variant that is leased. What is no longer leased stays as long as the device's {@link WeightMemory} has
 * room. Thread-safe. Leases end before the model is closed.
 */
public final class BaseModel implements AutoCloseable {
    private final Supplier<TorchEngine> starting;
    private final Checkpoint checkpoint;
    private final CheckpointWeights files;
    private final HfTokenizer tokenizer;
    private final ArtifactStore artifacts;
    private final Compressor compressor;
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
        this.files = new CheckpointWeights(starting, checkpoint);
        this.tokenizer = tokenizer;
        this.cache = cache;
        this.artifacts = new ArtifactStore(cache);
        this.compressor = new Compressor(starting, files, tokenizer, artifacts, cache);
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
        return files.storedBits(linear);
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
            String key = chain.isEmpty() ? "" : compressor.key(chain, seed);
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
                            computed(shared.weights),
                            Set.copyOf(config.eosIds()),
                            () -> release(shared, beside)),
                    shared.facts);
        } catch (RuntimeException | Error e) {
            release(shared, beside);
            throw e;
        }
    }

    /** What numbers are computed in, as far as it moves a bit of an answer. */
    private String computed(WeightSet weights) {
        List<PackedProducts.Kernel> packed = weights.packedKernels();
        return packed.isEmpty()
                ? precision.toString()
                : precision + ", packed for " + PackedProducts.ROWS + " rows: " + packed;
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
            present = files.load(precision);
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

    private Shared loaded(String key, Checkpoint theirs) {
        files.checkVariant(theirs);
        WeightSet overlay = newOverlay();
        try {
            return kept(key, overlay, files.replace(overlay, theirs));
        } catch (RuntimeException | Error e) {
            overlay.close();
            throw e;
        }
    }

    private Shared baseVariant() {
        WeightSet base = weights();
        ArtifactFacts facts = baseFacts;
        if (facts == null) {
            facts = files.facts(base);
            baseFacts = facts;
        }
        baseWeights.take(base.expectedPackedBytes());
        return new Shared("", base, facts, 0); // counted with the base
    }

    private Shared compressed(String key, List<CompressionStep> chain, long seed, CompressionWalk.Watcher watcher) {
        Optional<ArtifactFacts> kept = artifacts.find(key);
        ArtifactFacts facts = kept.isPresent() ? kept.get() : made(key, chain, seed, watcher);
        WeightSet overlay = newOverlay();
        try {
            artifacts.load(key, facts.tensors(), engine(), overlay); // what is judged is what was written
            return kept(key, overlay, facts);
        } catch (RuntimeException | Error e) {
            overlay.close();
            throw e;
        }
    }

    /** Methods compress in float32; a base that computes narrower is held twice meanwhile. */
    private ArtifactFacts made(String key, List<CompressionStep> chain, long seed, CompressionWalk.Watcher watcher) {
        if (precision == Precision.FLOAT32) {
            return compressor.make(key, chain, seed, weights(), this::activationMemory, watcher);
        }
        memory.makeRoom(elements() * Float.BYTES);
        try (WeightSet dense = files.load(Precision.FLOAT32)) {
            long beside = dense.ownBytes();
            memory.take(beside);
            try {
                return compressor.make(key, chain, seed, dense, this::activationMemory, watcher);
            } finally {
                memory.free(beside);
            }
        }
    }

    private ActivationMemory activationMemory() {
        long changes = Float.BYTES
                * shape().linears().stream().mapToLong(LinearShape::parameters).sum();
        return activationBytes.isPresent()
                ? new ActivationMemory(activationBytes.getAsLong(), cache)
                : ActivationMemory.free(changes, cache, sharers);
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
}

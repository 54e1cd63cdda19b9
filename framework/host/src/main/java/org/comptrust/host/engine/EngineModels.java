package org.comptrust.host.engine;

import ai.djl.engine.EngineException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.DeviceChoice;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.host.doctor.DtypeProbe;
import org.comptrust.host.forecast.Compression;
import org.comptrust.host.forecast.Speed;
import org.comptrust.models.bench.EngineBench;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.compress.CompressionWalk.Watcher;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.DeviceException;
import org.comptrust.models.engine.Measurements;
import org.comptrust.models.engine.TorchDevice;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.format.UnsuitableFormatException;
import org.comptrust.models.pool.ArtifactFacts;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Calibration;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.models.pool.WeightMemory;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Core's way to models, over the engine. The engine's errors become core's. */
public final class EngineModels implements Models {
    private static final Logger LOG = LoggerFactory.getLogger(EngineModels.class);
    private final Map<TorchDevice, LazyEngine> engines = new LinkedHashMap<>();
    private final Map<TorchDevice, WeightMemory> memories = new HashMap<>();
    private final Map<OnDevice, BaseModel> onDevices = new HashMap<>();
    private final Path cache;
    private final Measurements measurements;
    private final Map<ModelSpec, BaseModel> opened = new LinkedHashMap<>();
    private final Map<ModelSpec, ServedModel> served = new LinkedHashMap<>();
    private final Map<BaseModel, Map<Object, Calibration>> calibrations = new HashMap<>();
    private @Nullable Speed speed;
    private List<TorchDevice> devices = List.of();
    private OptionalLong budget = OptionalLong.empty();

    private EngineModels(Path cache) {
        this.cache = cache;
        this.measurements = Measurements.in(cache.resolve("measured"));
    }

    /**
     * Models of an engine that starts when the first weight is needed: checking and a finished run do without it.
     *
     * @param cache folder for compressed weights
     */
    public static EngineModels start(Path cache) {
        return new EngineModels(cache);
    }

    /**
     * The engine alone; the caller closes it.
     *
     * @throws ModelException if the native libraries do not work on this machine
     */
    public static TorchEngine startEngine() {
        return startEngine(TorchDevice.cpu());
    }

    /**
     * The same on a device.
     *
     * @throws ModelException if the native libraries do not work on this machine, or do not see the device
     */
    public static TorchEngine startEngine(TorchDevice device) {
        return started(() -> TorchEngine.on(device));
    }

    /** The same, choosing as runs with this cache did before. */
    private TorchEngine startKeptEngine(TorchDevice device) {
        return started(() -> TorchEngine.on(device, measurements));
    }

    private static <T> T started(Supplier<T> engine) {
        try {
            return engine.get();
        } catch (DeviceException e) {
            throw new ModelException(e.getMessage(), e);
        } catch (EngineException | LinkageError e) {
            throw new ModelException(
                    "the PyTorch engine does not start: " + e.getMessage()
                            + ". This distribution holds its libraries for one platform; build it on this one.",
                    e);
        }
    }

    @Override
    public synchronized List<String> devices(DeviceChoice choice) {
        devices = choice.names().isEmpty()
                ? automatic()
                : choice.names().stream().map(EngineModels::device).toList();
        devices.forEach(device -> {
            if (device.isCuda()) {
                started(() -> {
                    TorchEngine.check(device);
                    return device;
                });
            }
        });
        budget = choice.memory();
        return devices.stream().map(TorchDevice::toString).toList();
    }

    private static TorchDevice device(String name) {
        return TorchDevice.named(name)
                .orElseThrow(() -> new ModelException(name + " is no device; write cpu or cuda:0", null));
    }

    /** Loads no library where those on the class path are known to be for processors. */
    private static List<TorchDevice> automatic() {
        boolean others = Stream.of("PYTORCH_LIBRARY_PATH", "PYTORCH_FLAVOR")
                .anyMatch(name -> System.getenv(name) != null || System.getProperty(name) != null);
        return others ? started(TorchEngine::automatic) : List.of(TorchDevice.cpu());
    }

    /** The devices that were chosen, or else those that there are. */
    private synchronized List<TorchDevice> devices() {
        if (devices.isEmpty()) {
            devices = automatic();
        }
        return devices;
    }

    private synchronized LazyEngine engine(TorchDevice device) {
        return engines.computeIfAbsent(device, place -> new LazyEngine(() -> startKeptEngine(place)));
    }

    /** The engine for what runs on no device in particular. */
    private LazyEngine engine() {
        return engine(devices().get(0));
    }

    private WeightMemory memory(TorchDevice device) {
        int sharers = (int) devices().stream().filter(one -> !one.isCuda()).count();
        return memories.computeIfAbsent(
                device,
                unknown -> budget.isPresent()
                        ? new WeightMemory(budget.getAsLong())
                        : WeightMemory.automatic(device, Math.max(1, sharers)));
    }

    /** A model's weights on a device. */
    private synchronized BaseModel on(BaseModel base, String name) {
        TorchDevice device = device(name);
        return onDevices.computeIfAbsent(new OnDevice(base, device), place -> base.on(engine(device), memory(device))
                .sharing(devices().size()));
    }

    private record OnDevice(BaseModel base, TorchDevice device) {}

    /** Where compressed weights are kept: {@code COMPTRUST_CACHE}, or {@code .cache/comptrust} in the user's home. */
    public static Path defaultCache() {
        return Optional.ofNullable(System.getenv("COMPTRUST_CACHE"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "comptrust"));
    }

    @Override
    public synchronized Model open(ModelSpec spec) {
        if (spec.source() instanceof ModelSource.Endpoint endpoint) {
            return served.computeIfAbsent(spec, unopened -> ServedModel.open(this, unopened, endpoint));
        }
        if (spec.source() instanceof ModelSource.Recorded recorded) {
            return RecordedModel.open(this, recorded);
        }
        BaseModel base = opened(spec);
        ChatRenderer dialogues = translated(() -> dialogues(spec.chatTemplate(), base.tokenizer()));
        return new EngineModel(this, base, dialogues, spec.name());
    }

    @Override
    public synchronized String quickerDtype(DeviceChoice choice) {
        TorchDevice first = choice.names().isEmpty()
                ? devices().get(0)
                : device(choice.names().get(0));
        return translated(() -> {
            TorchEngine engine = engine(first).get();
            return engine.measured(
                            "rates of matrix products in float32 and bfloat16, GFLOP/s",
                            DtypeProbe.class,
                            () -> Optional.of(DtypeProbe.measure(engine)))
                    .orElseThrow()
                    .automatic();
        });
    }

    /** How quick this machine is in float32, measured when it is first asked for. */
    private synchronized Speed speed() {
        Speed known = speed;
        if (known == null) {
            known = speed(engine().get(), "float32");
            speed = known;
        }
        return known;
    }

    /** Seconds spent so far in the kernels of decoders: all forward steps of all models. */
    public double secondsInForwardSteps() {
        return Decoder.secondsInCalls(engine().get());
    }

    /** What runs the kernels, with its version, device and threads. */
    String engineIdentity() {
        return engine().get().identity();
    }

    /** Matrix products that take turns with the forward steps of all models, until it is closed. */
    CeilingInTurns ceilingInTurns(Precision precision) {
        TorchEngine engine = engine().get();
        return new CeilingInTurns(
                new EngineBench(engine).ceiling(precision), work -> Decoder.beforeCalls(engine, work));
    }

    /** How quick an engine is in a dtype; takes less than a second. */
    public static Speed speed(TorchEngine engine, String dtype) {
        return new Speed(1e9 * DtypeProbe.rate(engine, dtype), DtypeProbe.bandwidth(engine));
    }

    /** The folder of the compressed weights that a variant's facts name. */
    public Path artifact(String key) {
        return cache.resolve(key);
    }

    /**
     * Writes a model in a format that others load.
     *
     * @param source a folder of any format
     * @param folder that does not exist, or is empty
     * @throws UnsuitableFormatException if the format cannot hold it; names those that can
     * @throws ModelException if files fail
     */
    public Export.Written export(Path source, ExportFormat format, Path folder, Progress progress) {
        return translated(() -> new Export(engine().get())
                .write(
                        Checkpoint.open(source),
                        format,
                        folder,
                        (done, total) -> progress.step("writing " + format.id(), done, total)));
    }

    private synchronized BaseModel opened(ModelSpec spec) {
        BaseModel known = opened.get(spec);
        if (known != null) {
            return known;
        }
        Precision precision = Precision.named(spec.dtype())
                .orElseThrow(() -> new ModelException(
                        "dtype " + spec.dtype() + " is not supported; this version computes in "
                                + String.join(" or ", Precision.names()),
                        null));
        if (!(spec.source() instanceof ModelSource.Folder folder)) {
            throw new IllegalStateException(spec.source().describe() + " is no folder");
        }
        BaseModel base = translated(() -> BaseModel.open(() -> engine().get(), folder.path(), cache, precision));
        Stream.concat(base.checkpoint().warnings().stream(), base.tokenizer().warnings().stream())
                .forEach(warning -> LOG.warn("{}", warning));
        opened.put(spec, base);
        return base;
    }

    /** @param chatTemplate {@code auto}, {@code plain} or a file */
    static ChatRenderer dialogues(String chatTemplate, HfTokenizer tokenizer) {
        return switch (chatTemplate) {
            case "auto" -> Dialogues.of(tokenizer);
            case "plain" -> new PlainDialogue();
            default -> Dialogues.of(Path.of(chatTemplate), tokenizer);
        };
    }

    @Override
    public synchronized void close() {
        onDevices.values().forEach(BaseModel::close);
        onDevices.clear();
        opened.values().forEach(BaseModel::close);
        opened.clear();
        served.values().forEach(ServedModel::close);
        served.clear();
        calibrations.clear();
        engines.values().forEach(LazyEngine::close);
        engines.clear();
    }

    static <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (CheckpointException | KernelException | DataException e) {
            throw new ModelException(e.getMessage(), e);
        } catch (EngineException e) {
            throw new ModelException("the engine failed: " + e.getMessage(), e);
        }
    }

    private record EngineModel(EngineModels models, BaseModel base, ChatRenderer dialogues, String name)
            implements Model {
        @Override
        public Optional<ModelShape> shape() {
            return Optional.of(base.shape());
        }

        @Override
        public Optional<Tokenizer> tokenizer() {
            return Optional.of(base.tokenizer());
        }

        @Override
        public double storedBits(LinearShape linear) {
            return base.storedBits(linear);
        }

        @Override
        public Lease acquire(VariantRecipe recipe, Progress progress) {
            return acquire(recipe, models.devices().get(0).toString(), progress);
        }

        @Override
        public Lease acquire(VariantRecipe recipe, String device, Progress progress) {
            BaseModel here = models.on(base, device);
            List<CompressionStep> chain = translated(() ->
                    recipe.chain().stream().map(link -> step(link, progress)).toList());
            String what = chain.isEmpty()
                    ? "loading " + name
                    : "compressing " + name + " with "
                            + String.join(
                                    " and ",
                                    chain.stream().map(CompressionStep::method).toList());
            try {
                if (recipe.checkpoint().isPresent()) {
                    ModelSpec theirs = recipe.checkpoint().get();
                    if (!(theirs.source() instanceof ModelSource.Folder)) {
                        return models.open(theirs)
                                .acquire(new VariantRecipe(List.of(), recipe.seed()), device, progress);
                    }
                    progress.step("loading " + theirs.name(), 0, 1);
                    Checkpoint checkpoint = models.opened(theirs).checkpoint();
                    return translated(() -> new EngineLease(here.acquire(checkpoint, dialogues)));
                }
                Watcher watcher = new ExpectedTime(
                        what,
                        progress,
                        () -> Compression.of(
                                        recipe,
                                        base.shape(),
                                        models.speed(),
                                        data -> tokens(models.calibration(data, base, dialogues, progress)))
                                .seconds(),
                        new BlockProgress(what, progress));
                return translated(() -> new EngineLease(here.acquire(chain, recipe.seed(), dialogues, watcher)));
            } catch (CompressionException e) {
                throw e.fault() == CompressionException.Fault.METHOD
                        ? new PluginException(origin(recipe, e.method()), "compress", e)
                        : new ModelException(e.getMessage(), e);
            } catch (IllegalArgumentException e) { // calibration that does not fit this model
                throw new ModelException(e.getMessage(), e);
            }
        }

        private static long tokens(Calibration calibration) {
            return calibration instanceof Calibration.Tokens given
                    ? given.sequences().stream().mapToLong(List::size).sum()
                    : (long) ((Calibration.FromModel) calibration).samples()
                            * ((Calibration.FromModel) calibration).length();
        }

        private static Origin origin(VariantRecipe recipe, String method) {
            return recipe.chain().stream()
                    .filter(link -> link.method().equals(method))
                    .findFirst()
                    .map(VariantRecipe.Link::origin)
                    .orElse(new Origin(method, "", "", ""));
        }

        private CompressionStep step(VariantRecipe.Link link, Progress progress) {
            String code = link.origin().sha256().isEmpty()
                    ? link.origin().plugin() + " " + link.origin().version()
                    : link.origin().sha256();
            return new CompressionStep(
                    link.method(),
                    code,
                    link.options(),
                    link.plan(),
                    link.calibration().map(data -> models.calibration(data, base, dialogues, progress)));
        }
    }

    /** Calibration data, read once for each model: variants of a sweep share them. */
    private synchronized Calibration calibration(
            CalibrationSpec spec, BaseModel base, ChatRenderer own, Progress progress) {
        if (spec.text().isEmpty()) {
            return new Calibration.FromModel(spec.samples(), spec.length(), spec.seed());
        }
        return calibrations
                .computeIfAbsent(base, model -> new HashMap<>())
                .computeIfAbsent(
                        List.of(spec, own.identity()),
                        unread -> CalibrationFiles.read(spec, base.tokenizer(), own, progress));
    }

    private record EngineLease(Variant variant) implements Lease {
        @Override
        public ModelHandle handle() {
            return new TranslatingHandle(variant.handle());
        }

        @Override
        public VariantFacts facts() {
            ArtifactFacts facts = variant.facts();
            return new VariantFacts(
                    facts.key(),
                    facts.bitsPerWeight(),
                    facts.sparsity(),
                    Math.round(facts.bits() / 8),
                    facts.layers(),
                    Map.copyOf(facts.origin()));
        }

        @Override
        public void close() {
            variant.close();
        }
    }

    /** Started when it is first asked for. Has a lock of its own: models ask for it under theirs. */
    private static final class LazyEngine implements Supplier<TorchEngine>, AutoCloseable {
        private final Supplier<TorchEngine> start;
        private @Nullable TorchEngine started;

        LazyEngine(Supplier<TorchEngine> start) {
            this.start = start;
        }

        @Override
        public synchronized TorchEngine get() {
            TorchEngine running = started;
            if (running == null) {
                running = start.get();
                started = running;
            }
            return running;
        }

        @Override
        public synchronized void close() {
            if (started != null) {
                started.close();
                started = null;
            }
        }
    }
}

package org.comptrust.models.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch on one device. Owns the modules that were loaded and the root of all native memory on that device; closing it closes
 * everything that is left. Thread-safe.
 */
public final class TorchEngine implements AutoCloseable {
    private static final KernelText TRANSFER = KernelText.resource(TorchEngine.class, "transfer.py");

    private static final GpuNames GPUS = GpuNames.here();
    private static final String PROCESSOR = Cpu.here().identity(System.getenv());
    private static @Nullable CudaDevices cuda;

    private final Engine engine;
    private final TorchDevice device;
    private final Measurements measurements;
    private final PtNDManager root;
    private final Map<KernelText, TorchModule> modules = new ConcurrentHashMap<>();
    private final OpenHandles<IValue> values = new OpenHandles<>(IValue::isReleased);
    private final OpenHandles<PtNDManager> scopes = new OpenHandles<>(scope -> !scope.isOpen());

    private TorchEngine(TorchDevice device, Measurements measurements) {
        this.engine = Engine.getEngine("PyTorch");
        this.device = device;
        this.measurements = measurements;
        this.root = (PtNDManager) engine.newBaseManager(device.djl());
    }

    /**
     * The processor.
     *
     * @throws EngineException if the native libraries of this platform are not on the class path
     */
    public static TorchEngine cpu() {
        return on(TorchDevice.cpu());
    }

    /**
     * A device. Engines on the same device share nothing: each has weights of its own.
     *
     * @throws DeviceException if the loaded libtorch does not see the device
     * @throws EngineException if the native libraries of this platform are not on the class path
     */
    public static TorchEngine on(TorchDevice device) {
        return on(device, Measurements.ofProcess());
    }

    /**
     * The same, choosing by what was measured before.
     *
     * @throws DeviceException if the loaded libtorch does not see the device
     * @throws EngineException if the native libraries of this platform are not on the class path
     */
    public static TorchEngine on(TorchDevice device, Measurements measurements) {
        check(device);
        return new TorchEngine(device, measurements);
    }

    /**
     * Asks whether there is a device.
     *
     * @throws DeviceException if the loaded libtorch does not see it
     */
    public static void check(TorchDevice device) {
        if (device.isCuda()) {
            cudaDevices().trouble(device).ifPresent(trouble -> {
                throw new DeviceException(trouble);
            });
        }
    }

    /**
     * The GPUs that the loaded libtorch sees.
     *
     * @throws EngineException if the native libraries of this platform are not on the class path
     */
    public static synchronized CudaDevices cudaDevices() {
        CudaDevices known = cuda;
        if (known == null) {
            try (TorchEngine processor = cpu()) {
                known = CudaDevices.of(processor.module(CudaDevices.TEXT));
            }
            cuda = known;
        }
        return known;
    }

    /** All GPUs that the loaded libtorch sees, or else the processor. */
    public static List<TorchDevice> automatic() {
        List<TorchDevice> found = cudaDevices().all();
        return found.isEmpty() ? List.of(TorchDevice.cpu()) : found;
    }

    /** Where it computes. */
    public TorchDevice device() {
        return device;
    }

    /** The loaded form of a text; parsed once. */
    public TorchModule module(KernelText text) {
        return modules.computeIfAbsent(text, this::load);
    }

    /** A scope for arrays; the caller closes it. */
    public PtNDManager newScope() {
        return scopes.note((PtNDManager) root.newSubManager());
    }

    /**
     * Numbers of the program as an array on this device, in {@code scope}. To a GPU they go through pinned memory, and nobody waits until
     * they are there.
     */
    public PtNDArray send(long[] numbers, Shape shape, PtNDManager scope) {
        return send(where -> where.create(numbers, shape), scope);
    }

    /** The same in float64, {@code [numbers]}. */
    public PtNDArray send(double[] numbers, PtNDManager scope) {
        return send(where -> where.create(numbers), scope);
    }

    private PtNDArray send(Function<NDManager, NDArray> numbers, PtNDManager scope) {
        return device.isCuda() ? sendFromHost(numbers, scope) : (PtNDArray) numbers.apply(scope);
    }

    /** By way of an array in the host's memory. */
    PtNDArray sendFromHost(Function<NDManager, NDArray> numbers, PtNDManager scope) {
        try (NDManager host = scope.newSubManager(Device.cpu());
                NDArray made = numbers.apply(host);
                IValue sent = module(TRANSFER).call("send", made, device.torchName())) {
            return sent.toTensor(scope);
        }
    }

    /** Arrays as one value, a {@code List[Tensor]} that shares their memory; the caller closes it. */
    public IValue list(List<PtNDArray> arrays) {
        return values.note(IValue.listFrom(arrays.toArray(PtNDArray[]::new)));
    }

    /**
     * What is in native memory and was not closed yet, the modules aside. Each has an owner who closes it: when all owners are closed,
     * nothing is left.
     *
     * @param arrays in all scopes
     * @param values that modules returned, and lists of arrays
     * @param scopes that were opened by {@link #newScope()}
     */
    public record Handles(long arrays, long values, long scopes) {
        /** All of them. */
        public long count() {
            return arrays + values + scopes;
        }

        @Override
        public String toString() {
            return arrays + " arrays, " + values + " values, " + scopes + " scopes";
        }
    }

    /** What is open now. */
    public Handles handles() {
        return new Handles(root.getManagedArrays().size(), values.open(), scopes.open());
    }

    /** What all scopes hang from, for looking at only: what nobody closed shows here. */
    public NDManager root() {
        return root;
    }

    /** Version, kind of device and threads, as far as they may move a bit of a result. */
    public String identity() {
        return "PyTorch " + engine.getVersion() + " " + device.identity(GPUS, PROCESSOR) + " threads="
                + JniUtils.getNumThreads();
    }

    /**
     * Something that is measured of this engine to choose by, the first time that it is asked for; the same after that.
     *
     * @param what it is, with all that the result depends on besides this engine's {@link #identity()}
     * @param kind of the result, which Jackson can write and read
     * @param measure empty where there is nothing to measure
     */
    public <T> Optional<T> measured(String what, Class<T> kind, Supplier<Optional<T>> measure) {
        return measurements.first(identity(), what, kind, measure);
    }

    private TorchModule load(KernelText text) {
        byte[] archive = ModuleArchive.of(text.methods());
        try {
            PtSymbolBlock block = JniUtils.loadModule(root, new ByteArrayInputStream(archive), false, false);
            return new TorchModule(text.name(), block, values);
        } catch (EngineException e) {
            throw new KernelException(text.name() + " does not parse: " + TorchModule.reason(e), e);
        } catch (IOException e) {
            throw new KernelException(text.name() + " cannot be read", e); // from memory: does not happen
        }
    }

    @Override
    public void close() {
        modules.clear();
        root.close();
    }
}

package org.comptrust.models.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;

/**
 * PyTorch on one device. Owns the modules that were loaded and the root of all native memory on that device; closing it closes
 * everything that is left. Thread-safe.
 */
public final class TorchEngine implements AutoCloseable {
    private final Engine engine;
    private final PtNDManager root;
    private final Map<KernelText, TorchModule> modules = new ConcurrentHashMap<>();

    private TorchEngine(Device device) {
        this.engine = Engine.getEngine("PyTorch");
        this.root = (PtNDManager) engine.newBaseManager(device);
    }

    /**
     * The processor.
     *
     * @throws EngineException if the native libraries of this platform are not on the class path
     */
    public static TorchEngine cpu() {
        return new TorchEngine(Device.cpu());
    }

    /** The loaded form of a text; parsed once. */
    public TorchModule module(KernelText text) {
        return modules.computeIfAbsent(text, this::load);
    }

    /** A scope for arrays; the caller closes it. */
    public PtNDManager newScope() {
        return (PtNDManager) root.newSubManager();
    }

    /** Number of native resources that are attached to the root: sub-scopes that nobody closed show here. */
    public NDManager root() {
        return root;
    }

    /** Version, device and threads, as far as they may move a bit of a result. */
    public String identity() {
        return "PyTorch " + engine.getVersion() + " " + root.getDevice() + " threads=" + JniUtils.getNumThreads();
    }

    private TorchModule load(KernelText text) {
        byte[] archive = ModuleArchive.of(text.methods());
        try {
            PtSymbolBlock block = JniUtils.loadModule(root, new ByteArrayInputStream(archive), false, false);
            return new TorchModule(text.name(), block);
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

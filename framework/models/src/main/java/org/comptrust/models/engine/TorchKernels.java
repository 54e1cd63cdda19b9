package org.comptrust.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;

/** Kernels whose results belong to one scope: what a plugin gets for the length of a call. */
public final class TorchKernels implements Kernels {
    private final TorchEngine engine;
    private final PtNDManager scope;

    /** @param scope owns all results; stays the caller's */
    public TorchKernels(TorchEngine engine, PtNDManager scope) {
        this.engine = engine;
        this.scope = scope;
    }

    @Override
    public Kernel load(KernelText text) {
        TorchModule module = engine.module(text);
        return new ModuleKernel(text.name(), module, scope);
    }

    private record ModuleKernel(String name, TorchModule module, PtNDManager scope) implements Kernel {
        @Override
        public NDArray array(String method, Object... arguments) {
            try (IValue result = module.call(method, arguments)) {
                if (!result.isTensor()) {
                    throw unexpected(method, result, "a Tensor");
                }
                return result.toTensor(scope);
            }
        }

        @Override
        public List<NDArray> arrays(String method, Object... arguments) {
            try (IValue result = module.call(method, arguments)) {
                if (!result.isTensorList()) {
                    throw unexpected(method, result, "a List[Tensor]");
                }
                return List.of(result.toTensorArray(scope));
            }
        }

        @Override
        public double number(String method, Object... arguments) {
            try (IValue result = module.call(method, arguments)) {
                if (result.isDouble()) {
                    return result.toDouble();
                } else if (result.isLong()) {
                    return result.toLong();
                } else if (result.isBoolean()) {
                    return result.toBoolean() ? 1 : 0;
                } else if (result.isTensor()) {
                    try (NDArray array = result.toTensor(scope);
                            NDArray wide = array.toType(DataType.FLOAT64, false)) {
                        return wide.getDouble();
                    }
                }
                throw unexpected(method, result, "a number");
            }
        }

        private KernelException unexpected(String method, IValue result, String wanted) {
            return new KernelException(
                    name + ": " + method + " returns " + result.getType() + ", expected " + wanted,
                    new ClassCastException(result.getType()));
        }
    }
}

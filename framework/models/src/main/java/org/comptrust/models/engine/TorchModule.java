package org.comptrust.models.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.comptrust.api.kernel.KernelException;
import org.jspecify.annotations.Nullable;

/**
 * A loaded kernel text: code without weights, callable from any thread. Owned by its {@link TorchEngine}.
 *
 * <p>Arguments are {@link NDArray}, a non-empty list of them, {@link Long}, {@link Integer}, {@link Double}, {@link Boolean},
 * {@link String}, {@code long[]} (a {@code List[int]}) or an {@link IValue}, which stays the caller's.
 */
public final class TorchModule {
    /** The graph optimiser is a thread-local of libtorch; on, it costs time and bakes in dtypes. */
    private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private final String name;
    private final PtSymbolBlock block;
    private final LongAdder nanos = new LongAdder();
    private final OpenHandles<IValue> results;
    private volatile @Nullable Runnable before;

    /** @param results notes what is handed out */
    TorchModule(String name, PtSymbolBlock block, OpenHandles<IValue> results) {
        this.name = name;
        this.block = block;
        this.results = results;
    }

    /**
     * Calls a method. The caller closes the result.
     *
     * @throws KernelException if there is no such method or it fails
     */
    public IValue call(String method, Object... arguments) {
        PREPARED.get();
        Runnable first = before;
        if (first != null) {
            first.run();
        }
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = value(method, i, arguments[i]);
            }
            long start = System.nanoTime();
            try {
                return results.note(IValueUtils.runMethod(block, method, values));
            } finally {
                nanos.add(System.nanoTime() - start);
            }
        } catch (EngineException e) {
            throw new KernelException(name + ": " + method + " failed: " + reason(e), e);
        } finally {
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null && values[i] != arguments[i]) {
                    values[i].close();
                }
            }
        }
    }

    /**
     * Seconds spent inside calls so far, on all threads together. A device that works while the caller goes on is not waited for, so
     * on such devices this says little.
     */
    public double secondsInCalls() {
        return nanos.sum() / 1e9;
    }

    /**
     * Runs something before each call, on the thread that calls, such as a measurement that takes turns with the calls; its time is
     * not counted.
     *
     * @param work {@code null}: nothing any more
     */
    public void beforeCalls(@Nullable Runnable work) {
        before = work;
    }

    /** Calls a method whose result needs no looking at. */
    public void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    /**
     * Calls a method that differentiates, such as a training step; {@link #call} runs under libtorch's inference mode, where nothing
     * can be differentiated. Must not run at the same time as another call with the same arrays.
     *
     * @param arguments arrays made by a scope, not by a kernel, or non-empty lists of them; parameters require gradients
     * @return what the method returns, in {@code scope}
     * @throws KernelException if there is no such method or it fails
     */
    public NDList differentiate(String method, List<Object> arguments, PtNDManager scope) {
        PREPARED.get();
        boolean before = JniUtils.isGradMode();
        try (NDArray selector = scope.create(0)) {
            selector.setName("module_method:" + method);
            NDList named = new NDList(selector);
            for (int i = 0; i < arguments.size(); i++) {
                if (arguments.get(i) instanceof List<?> list && !list.isEmpty()) {
                    for (Object element : list) {
                        named.add(named(method, i, element, "list" + i + "[]"));
                    }
                } else {
                    named.add(named(method, i, arguments.get(i), "array" + i));
                }
            }
            JniUtils.setGradMode(true);
            return IValueUtils.forward(block, named, true);
        } catch (EngineException e) {
            throw new KernelException(name + ": " + method + " failed: " + reason(e), e);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** The names say what belongs to which list. */
    private NDArray named(String method, int index, Object argument, String as) {
        if (!(argument instanceof PtNDArray array)) {
            throw unusable(method, index, argument);
        }
        array.setName(as);
        return array;
    }

    private IValue value(String method, int index, @Nullable Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        } else if (argument instanceof IValue value) {
            return value;
        } else if (argument instanceof Long number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Double number) {
            return IValue.from(number.doubleValue());
        } else if (argument instanceof Boolean flag) {
            return IValue.from(flag.booleanValue());
        } else if (argument instanceof String text) {
            return IValue.from(text);
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof List<?> list && !list.isEmpty()) {
            List<PtNDArray> arrays = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof PtNDArray array)) {
                    throw unusable(method, index, element);
                }
                arrays.add(array);
            }
            return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
        }
        throw unusable(method, index, argument);
    }

    private KernelException unusable(String method, int index, @Nullable Object argument) {
        String kind = argument == null
                ? "null"
                : argument instanceof List<?>
                        ? "an empty list"
                        : argument.getClass().getSimpleName();
        return new KernelException(
                name + ": argument " + index + " of " + method + " is " + kind
                        + "; a kernel takes NDArray, a non-empty list of NDArray, long, double, boolean or String",
                new IllegalArgumentException(kind));
    }

    /** The sentence of libtorch's report that says what went wrong, without its stacks. */
    static String reason(Throwable e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        int start = text.indexOf("RuntimeError: ");
        String reason = start >= 0 ? text.substring(start + "RuntimeError: ".length()) : text;
        for (String end : List.of("\nException raised from", "\nframe #0", "\n\n")) {
            int at = reason.indexOf(end);
            if (at > 0) {
                reason = reason.substring(0, at);
            }
        }
        return reason.strip();
    }
}

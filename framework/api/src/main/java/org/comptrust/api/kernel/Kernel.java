package org.comptrust.api.kernel;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A loaded {@link KernelText}. Arguments are {@link NDArray}, a non-empty {@code List<NDArray>}, {@link Long},
 * {@link Integer}, {@link Double}, {@link Boolean} or {@link String}, in the order of the method's parameters, never null.
 * Results are float32, int64, uint8 or bool arrays that belong to the scratch manager of the current call.
 *
 * @since 0.1
 */
public interface Kernel {
    /** @throws KernelException if there is no such method or it fails */
    NDArray array(String method, Object... arguments);

    /**
     * For methods that return {@code List[Tensor]}.
     *
     * @throws KernelException if there is no such method or it fails
     */
    List<NDArray> arrays(String method, Object... arguments);

    /**
     * For methods that return a float, an int or a tensor of one element.
     *
     * @throws KernelException if there is no such method or it fails
     */
    double number(String method, Object... arguments);
}

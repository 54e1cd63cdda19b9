package org.comptrust.api.kernel;

/**
 * Where kernel texts become callable. Implemented by the host.
 *
 * @since 0.1
 */
public interface Kernels {
    /**
     * The callable form of a text; parsed once per engine and text, cheap afterwards.
     *
     * @throws KernelException with the text's name if it does not parse
     */
    Kernel load(KernelText text);
}

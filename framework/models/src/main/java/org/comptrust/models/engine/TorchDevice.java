package org.comptrust.models.engine;

import ai.djl.Device;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where tensors lie and are computed with: {@code cpu}, or a GPU such as {@code cuda:0}. {@code cpu:0} and {@code cpu:1} are the same
 * processor with memory of their own for each, so that work on several devices can be seen on a machine that has none.
 *
 * @param index of a GPU, or of a part of the processor's work; -1: the processor, not numbered
 */
public record TorchDevice(Kind kind, int index) {
    private static final Pattern NAME = Pattern.compile("(cpu|cuda)(?::(\\d{1,3}))?");

    /** Kinds of devices. */
    public enum Kind {
        CPU,
        CUDA
    }

    public TorchDevice {
        if (index < (kind == Kind.CUDA ? 0 : -1)) {
            throw new IllegalArgumentException("device " + index + " of kind " + kind);
        }
    }

    /** The processor. */
    public static TorchDevice cpu() {
        return new TorchDevice(Kind.CPU, -1);
    }

    /** A GPU. */
    public static TorchDevice cuda(int index) {
        return new TorchDevice(Kind.CUDA, index);
    }

    /** The device of a name: {@code cpu}, {@code cpu:1}, {@code cuda:0}; {@code cuda} is the first GPU. Empty: no such name. */
    public static Optional<TorchDevice> named(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean cuda = parts.group(1).equals("cuda");
        int index = parts.group(2) == null ? (cuda ? 0 : -1) : Integer.parseInt(parts.group(2));
        return Optional.of(new TorchDevice(cuda ? Kind.CUDA : Kind.CPU, index));
    }

    public boolean isCuda() {
        return kind == Kind.CUDA;
    }

    Device djl() {
        return isCuda() ? Device.gpu(index) : Device.cpu();
    }

    /** What libtorch calls it: all parts of the processor {@code cpu}. */
    public String torchName() {
        return isCuda() ? "cuda:" + index : "cpu";
    }

    /**
     * What results hang on: which of several equal GPUs of a machine it is, or which part of the processor, moves no bit of them.
     *
     * @param processor what they hang on there
     */
    String identity(GpuNames gpus, String processor) {
        return isCuda() ? gpus.of(this) : processor;
    }

    @Override
    public String toString() {
        return isCuda() || index >= 0 ? (isCuda() ? "cuda:" : "cpu:") + index : "cpu";
    }
}

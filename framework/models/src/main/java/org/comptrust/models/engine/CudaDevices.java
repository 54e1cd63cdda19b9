package org.comptrust.models.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;

/**
 * The GPUs that the loaded libtorch sees, found by making a number on each: what a driver or a folder of libraries promises counts for
 * nothing until then.
 *
 * @param count how many
 * @param built whether the loaded libtorch can use any
 * @param reason why there is none, in libtorch's words, their first line; empty if there is one, or the libtorch is built for processors only
 */
public record CudaDevices(int count, boolean built, String reason) {
    static final KernelText TEXT = KernelText.resource(CudaDevices.class, "devices.py");

    /** More than any machine has; an end to asking. */
    private static final int MOST = 64;

    public CudaDevices {
        reason = reason.lines().findFirst().orElse("").strip(); // libtorch adds lines of advice to some errors
        reason = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }

    /** Asks libtorch, through an engine on any device. */
    static CudaDevices of(TorchModule module) {
        for (int i = 0; i < MOST; i++) {
            try {
                module.run("touch", "cuda:" + i);
            } catch (KernelException e) {
                boolean built = !isProcessorOnly(String.valueOf(e.getMessage()));
                return new CudaDevices(i, built, i == 0 && built ? String.valueOf(e.getMessage()) : "");
            }
        }
        return new CudaDevices(MOST, true, "");
    }

    /** libtorch tells it in words only. */
    static boolean isProcessorOnly(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return lower.contains("could not run 'aten::")
                || lower.contains("not linked with support for cuda")
                || lower.contains("not compiled with cuda");
    }

    /** All of them. */
    public List<TorchDevice> all() {
        return IntStream.range(0, count).mapToObj(TorchDevice::cuda).toList();
    }

    /** Why a device cannot be used; empty if it can. */
    Optional<String> trouble(TorchDevice device) {
        if (!device.isCuda() || device.index() < count) {
            return Optional.empty();
        }
        if (!built) {
            return Optional.of(device + ": the PyTorch that was loaded is built for processors only. Point"
                    + " PYTORCH_LIBRARY_PATH at a CUDA build, see docs/gpu.md, or write cpu.");
        }
        if (count == 0) {
            return Optional.of(device + ": the PyTorch that was loaded sees no CUDA device: " + reason
                    + ". Check the driver with nvidia-smi, see docs/gpu.md, or write cpu.");
        }
        String names = all().stream().map(TorchDevice::toString).collect(Collectors.joining(", "));
        return Optional.of(
                device + ": this machine has " + count + " CUDA device" + (count == 1 ? "" : "s") + ": " + names + '.');
    }
}

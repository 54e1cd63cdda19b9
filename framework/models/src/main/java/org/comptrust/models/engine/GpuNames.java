package org.comptrust.models.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the GPUs of a machine are called, as the driver tells it: libtorch's texts cannot ask. Kernels of other GPUs add up in another
 * order, so the name is part of what results hang on.
 *
 * @param names each once; none where the driver tells nothing
 * @param visible which GPUs programs may see, if that was limited: numbers of devices count these
 */
record GpuNames(Set<String> names, Optional<String> visible) {
    /** The GPUs of this machine. */
    static GpuNames here() {
        return new GpuNames(
                read(Path.of("/proc/driver/nvidia/gpus")), Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
    }

    /** @param driver a folder with a folder for each GPU, with a file {@code information} that has a line {@code Model: NAME} */
    static Set<String> read(Path driver) {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> gpus = Files.list(driver)) {
            for (Path gpu : gpus.toList()) {
                Files.readAllLines(gpu.resolve("information")).stream()
                        .filter(line -> line.startsWith("Model:"))
                        .map(line -> line.substring("Model:".length()).strip())
                        .forEach(names::add);
            }
        } catch (IOException | UncheckedIOException untold) {
            return Set.of();
        }
        return names;
    }

    /** A GPU by its name; where there are several kinds, by its number and all their names. */
    String of(TorchDevice device) {
        if (names.isEmpty()) {
            return "cuda of an unknown kind";
        }
        return names.size() == 1
                ? "cuda " + names.iterator().next()
                : device + visible.map(limited -> " (visible: " + limited + ")").orElse("") + " of "
                        + String.join(", ", names);
    }
}

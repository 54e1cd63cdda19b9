package org.comptrust.models.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The processor.
 *
 * @param name as it calls itself; the architecture where it does not
 * @param vendor as it calls itself; empty where it does not
 * @param features those that matter here; empty where the system does not tell
 */
public record Cpu(String name, String vendor, Optional<List<String>> features) {
    /** What libraries choose kernels of matrix products by, on x86-64 and on ARM. */
    private static final List<String> WANTED = List.of(
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "amx_tile",
            "amx_bf16",
            "asimd",
            "i8mm",
            "bf16",
            "sve");

    /** With these, users tell the libraries to leave some of them unused. */
    private static final List<String> LIMITS = List.of(
            "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR");

    public Cpu {
        features = features.map(List::copyOf);
    }

    /** This machine's. */
    public static Cpu here() {
        try {
            return of(Files.readAllLines(Path.of("/proc/cpuinfo")), System.getProperty("os.arch"));
        } catch (IOException noSuchFile) { // not Linux: nothing is wrong with that
            return new Cpu(System.getProperty("os.arch"), "", Optional.empty());
        }
    }

    /**
     * What {@code /proc/cpuinfo} says of the first core.
     *
     * @param architecture where it says no name, as on ARM
     */
    static Cpu of(List<String> cpuinfo, String architecture) {
        String name = value(cpuinfo, "model name").orElse(architecture);
        Optional<List<String>> features = value(cpuinfo, "flags")
                .or(() -> value(cpuinfo, "Features"))
                .map(text -> Set.copyOf(Arrays.asList(text.split(" +"))))
                .map(all -> WANTED.stream().filter(all::contains).toList());
        return new Cpu(name, value(cpuinfo, "vendor_id").orElse(""), features);
    }

    /**
     * What results hang on: libraries have kernels for the features of a vendor's processors, and those add up in orders of their own.
     *
     * @param environment variables of the process
     */
    String identity(Map<String, String> environment) {
        List<String> parts = new ArrayList<>(List.of("cpu"));
        if (!vendor.isEmpty()) {
            parts.add(vendor);
        }
        parts.addAll(features.orElse(List.of(name)));
        LIMITS.stream()
                .filter(environment::containsKey)
                .forEach(limit -> parts.add(limit + "=" + environment.get(limit)));
        return String.join(" ", parts);
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.split(":", 2)[0].strip().equals(key) && line.contains(":"))
                .map(line -> line.split(":", 2)[1].strip())
                .findFirst();
    }
}

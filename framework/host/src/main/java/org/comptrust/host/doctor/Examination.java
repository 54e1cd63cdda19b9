package org.comptrust.host.doctor;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.core.port.ModelException;
import org.comptrust.host.plugin.Version;
import org.comptrust.host.text.Sizes;
import org.comptrust.models.engine.Cpu;
import org.comptrust.models.engine.CudaDevices;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.PackedProducts;

/** All findings on a machine: facts by section, and what is wrong. */
public final class Examination {
    /** Less than this and a run of any size ends in trouble. */
    private static final long LITTLE_DISK = 1L << 30;

    /** Outputs and inputs of the matrix with which packed products are measured. */
    private static final int PACKED = 2048;

    private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean engineStarts;

    /** Facts by section; values are text, numbers or lists of text. */
    public Map<String, Map<String, Object>> sections() {
        return sections;
    }

    /** What is wrong, a sentence or two each, the way out included. */
    public List<String> problems() {
        return problems;
    }

    /** Whether models can run at all. */
    public boolean engineStarts() {
        return engineStarts;
    }

    /** Adds a fact. */
    public void note(String section, String name, Object value) {
        sections.computeIfAbsent(section, s -> new LinkedHashMap<>()).put(name, value);
    }

    /** Adds what is wrong. */
    public void problem(String sentence) {
        problems.add(sentence);
    }

    /** Program, processor and memory. */
    public void machine() {
        note("program", "comptrust", Version.current());
        note(
                "program",
                "java",
                Runtime.version() + " (" + System.getProperty("java.vendor") + ", " + System.getProperty("java.home")
                        + ")");
        note(
                "machine",
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        Cpu cpu = Cpu.here();
        note("machine", "processor", cpu.name());
        note("machine", "features", cpu.features().<Object>map(list -> list).orElse("not known on this system"));
        note("machine", "cores", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            note("machine", "memory", Sizes.text(system.getTotalMemorySize()));
            note("machine", "free memory", Sizes.text(Memory.available(system)));
        }
        note(
                "machine",
                "Java heap",
                "at most " + Sizes.text(Runtime.getRuntime().maxMemory()));
    }

    /** Free space where a folder is, or will be. */
    public void disk(String name, Path folder) {
        Path at = existing(folder);
        try {
            long free = Files.getFileStore(at).getUsableSpace();
            note(
                    "disk",
                    name,
                    Sizes.text(free) + " free at " + folder.toAbsolutePath().normalize());
            if (free < LITTLE_DISK) {
                problem(name + ": only " + Sizes.text(free) + " are free at " + at
                        + ". Make room or name another folder.");
            }
            if (!Files.isWritable(at)) {
                problem(name + ": " + at + " cannot be written. Correct its permissions or name another folder.");
            }
        } catch (IOException e) {
            problem(name + ": the disk of " + at + " cannot be asked: " + e + ". Name a folder on a local disk.");
        }
    }

    /** Compressions in a cache that were not finished: they go on if they are asked for again, and take room until then. */
    public void unfinished(Path cache) {
        List<Path> folders = List.of();
        if (Files.isDirectory(cache)) {
            try (Stream<Path> all = Files.list(cache)) {
                folders = all.filter(folder -> folder.toString().endsWith(".partial"))
                        .filter(Files::isDirectory)
                        .toList();
            } catch (IOException e) {
                problem("cache: " + cache + " cannot be listed: " + e
                        + ". Correct its permissions or name another folder.");
            }
        }
        if (!folders.isEmpty()) {
            long bytes = folders.stream().mapToLong(Examination::bytes).sum();
            note(
                    "disk",
                    "unfinished",
                    folders.size() + (folders.size() == 1 ? " compression, " : " compressions, ") + Sizes.text(bytes)
                            + ": each goes on when it is asked for again; what no run will ask for may be deleted (*.partial)");
        }
    }

    /** Of what can be read: a run at work may be changing it. */
    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** Natives, the engine and the dtype probe. */
    public void engine(Supplier<TorchEngine> start) {
        note("natives", "PyTorch", Natives.found("/native/lib/pytorch.properties"));
        note("natives", "tokenizers", Natives.found("/native/lib/tokenizers.properties") + ", " + tokenizers());
        String sqlite = Natives.loading(Natives::sqlite);
        note("natives", "SQLite", sqlite);
        if (!sqlite.startsWith("loaded")) {
            problem("the journal's library SQLite " + sqlite + ". The folder for temporary files ("
                    + System.getProperty("java.io.tmpdir") + ") must be writable and may not forbid execution.");
        }
        try (TorchEngine engine = start.get()) {
            engineStarts = true;
            note("engine", "starts", engine.identity());
            String threads = System.getenv("OMP_NUM_THREADS");
            note("engine", "OMP_NUM_THREADS", threads == null ? "not set" : threads);
            DtypeProbe probe = DtypeProbe.measure(engine);
            note("engine", "float32", String.format(Locale.ROOT, "%.0f GFLOP/s", probe.float32()));
            note("engine", "bfloat16", String.format(Locale.ROOT, "%.0f GFLOP/s", probe.bfloat16()));
            note("engine", "faster here", probe.faster());
            note("engine", "dtype: auto", probe.automatic());
            note("engine", "packed 4 bits", packed(engine, new PackedProducts.Kernel(4, 128, PACKED, PACKED)));
            note("engine", "packed 8 bits", packed(engine, new PackedProducts.Kernel(8, PACKED, PACKED, PACKED)));
            note("engine", "float16", "for GPUs; processors compute in it slowly");
            devices();
        } catch (ModelException e) {
            note("engine", "starts", "no");
            note("engine", "GPU", driver());
            problem(e.getMessage());
        } catch (KernelException e) {
            problem("the engine starts, but matrix products fail: " + e.getMessage() + ". Report this.");
        }
    }

    /** What it brings to decode with weights that stay quantized, which models in bfloat16 do where it is no slower. */
    private static String packed(TorchEngine engine, PackedProducts.Kernel kernel) {
        return new PackedProducts(engine)
                .timing(kernel)
                .map(timing -> String.format(
                        Locale.ROOT,
                        "%s: %.1f times as fast as bfloat16 with 1 row, %.1f times with %d",
                        timing.packedIsQuicker() ? "used" : "not used",
                        timing.bfloat16().get(0) / timing.packed().get(0),
                        timing.bfloat16().get(1) / timing.packed().get(1),
                        PackedProducts.ROWS))
                .orElse("not used: there is no such product here");
    }

    private String tokenizers() {
        String state = Natives.loading(() -> {
            LibUtils.checkStatus();
            return "";
        });
        if (!state.equals("loaded")) {
            problem("the tokenizers' library " + state + ". This distribution holds libraries of one platform;"
                    + " build it on this one.");
        }
        return state;
    }

    private void devices() {
        List<String> names = new ArrayList<>(List.of("cpu"));
        CudaDevices cuda = TorchEngine.cudaDevices();
        cuda.all().forEach(device -> names.add(device.toString()));
        note("engine", "devices", names);
        if (cuda.count() > 0) {
            note("engine", "GPU", "used by PyTorch");
        } else if (cuda.built()) {
            note("engine", "GPU", "none: " + cuda.reason());
            problem("the PyTorch that was loaded is built for CUDA and sees no GPU: " + cuda.reason()
                    + ". Check the driver with nvidia-smi, see docs/gpu.md.");
        } else {
            note(
                    "engine",
                    "GPU",
                    "not used: the PyTorch that was loaded is built for processors only, see docs/gpu.md; " + driver());
        }
    }

    private static String driver() {
        return Files.exists(Path.of("/proc/driver/nvidia/version"))
                ? "there is an NVIDIA driver"
                : "no NVIDIA driver was found";
    }

    /** Memory of this machine, bytes; the largest number where the system does not tell. */
    public static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    /** Free space where a folder is, or will be; the largest number where the system does not tell. */
    public static long freeAt(Path folder) {
        try {
            return Files.getFileStore(existing(folder)).getUsableSpace();
        } catch (IOException e) { // a forecast warns only of what it knows
            return Long.MAX_VALUE;
        }
    }

    private static Path existing(Path folder) {
        Path at = folder.toAbsolutePath().normalize();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    /** What Linux calls available, which counts caches that can be given up. */
    private static final class Memory {
        static long available(OperatingSystemMXBean system) {
            return kernel().map(known -> Math.min(known, system.getTotalMemorySize()))
                    .orElseGet(system::getFreeMemorySize);
        }

        private static Optional<Long> kernel() {
            try {
                return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(line -> line.startsWith("MemAvailable:"))
                        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                        .findFirst();
            } catch (IOException notLinux) {
                return Optional.empty();
            }
        }
    }
}

package org.comptrust.models.compress;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where activations of the calibration data are kept between passes. Moves no bit of a result.
 *
 * @param bytes most of them in memory
 * @param folder for the rest
 */
public record ActivationMemory(long bytes, Path folder) {
    private static final long LEAST = 256L << 20;
    private static final long SPARE = 1L << 30;

    public ActivationMemory {
        if (bytes < 0) {
            throw new IllegalArgumentException("memory for activations must not be negative, was " + bytes);
        }
    }

    /**
     * Most of the memory that is free now, without what a walk takes otherwise.
     *
     * @param changes bytes of the weights that the walk will change: their dense float32 values
     */
    public static ActivationMemory free(long changes, Path folder) {
        return free(changes, folder, 1);
    }

    /**
     * The same where several walks go on side by side.
     *
     * @param walks how many, this one included
     */
    public static ActivationMemory free(long changes, Path folder, int walks) {
        long left = available() / walks - changes - SPARE;
        return new ActivationMemory(Math.max(LEAST, left / 4 * 3), folder);
    }

    /** Bytes of the machine's memory, or the container's, that are free now. */
    public static long available() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long ofContainer = system.getTotalMemorySize()
                - number("/proc/self/status", "VmRSS:").orElse(0L);
        long available = number("/proc/meminfo", "MemAvailable:").orElseGet(system::getFreeMemorySize);
        return Math.min(available, ofContainer);
    }

    /** A line such as {@code MemAvailable:  123 kB} of a file of Linux, in bytes. */
    private static Optional<Long> number(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}

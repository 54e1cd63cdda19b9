package org.comptrust.models.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory of this process at a moment, after its Java heap was collected.
 *
 * @param resident bytes in RAM, of everything; empty where the system does not say so under {@code /proc}
 * @param heap bytes of the Java heap in use
 * @param heapCommitted bytes that the Java heap takes
 */
record ProcessMemory(OptionalLong resident, long heap, long heapCommitted) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Collects garbage, so that it counts neither as heap nor as what its owners forgot. */
    static ProcessMemory now() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new ProcessMemory(residentBytes(), heap.getUsed(), heap.getCommitted());
    }

    static OptionalLong residentBytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}

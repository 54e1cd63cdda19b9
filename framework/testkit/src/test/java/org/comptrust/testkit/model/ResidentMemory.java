package org.comptrust.testkit.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Memory of this process that is resident: native memory shows there and nowhere else. */
final class ResidentMemory {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE = 4096;
    private static final int READINGS = 5;

    private ResidentMemory() {}

    /** Whether this system tells. */
    static boolean known() {
        return Files.exists(STATM);
    }

    /**
     * The least growth from one reading to the next. What is taken once, whenever that is (compiled code, the arenas of an allocator, a larger
     * heap), shows between two readings; a leak shows between all.
     */
    static long steadyGrowth(List<Long> readings) {
        return IntStream.range(1, readings.size())
                .mapToLong(i -> readings.get(i) - readings.get(i - 1))
                .min()
                .orElseThrow();
    }

    /** Bytes, without what a collection gives back. The collector does not shrink the heap each time, so the least of some readings. */
    static long bytes() throws IOException, InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            System.gc();
            Thread.sleep(20);
            String[] fields = Files.readString(STATM).split(" ");
            least = Math.min(least, Long.parseLong(fields[1]) * PAGE);
        }
        return least;
    }
}

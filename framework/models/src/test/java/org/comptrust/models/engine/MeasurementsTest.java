package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    private final AtomicInteger times = new AtomicInteger();

    @TempDir
    private Path folder;

    /** Each time another result, as a busy machine has it. */
    private final Supplier<Optional<Rate>> measure =
            () -> Optional.of(new Rate(List.of(1.0 * times.incrementAndGet())));

    private record Rate(List<Double> seconds) {}

    @Test
    void theFirstOneStaysForLaterProcesses() {
        assertEquals(List.of(1.0), seconds(Measurements.in(folder), "engine", "product"));
        Measurements later = Measurements.in(folder);
        assertEquals(List.of(1.0), seconds(later, "engine", "product"));
        assertEquals(List.of(1.0), seconds(later, "engine", "product"));
        assertEquals(1, times.get());
    }

    @Test
    void anotherEngineIsAnotherSubject() {
        assertEquals(List.of(1.0), seconds(Measurements.in(folder), "threads=1", "product"));
        assertEquals(List.of(2.0), seconds(Measurements.in(folder), "threads=2", "product"));
        assertEquals(List.of(3.0), seconds(Measurements.in(folder), "threads=2", "sum"));
    }

    @Test
    void thatThereIsNothingToMeasureIsKeptToo() {
        Supplier<Optional<Rate>> none = () -> {
            times.incrementAndGet();
            return Optional.empty();
        };
        assertEquals(Optional.empty(), Measurements.in(folder).first("engine", "product", Rate.class, none));
        assertEquals(Optional.empty(), Measurements.in(folder).first("engine", "product", Rate.class, none));
        assertEquals(1, times.get());
    }

    @Test
    void aFileThatIsNoMeasurementIsReplaced() throws IOException {
        for (String broken :
                List.of("", "{", "[]", "{\"engine\": \"engine\", \"what\": \"product\", \"measured\": 7}")) {
            seconds(Measurements.in(folder), "engine", "product");
            Files.writeString(onlyFile(), broken);
            int before = times.get();
            assertEquals(List.of(before + 1.0), seconds(Measurements.in(folder), "engine", "product"));
            assertEquals(List.of(before + 1.0), seconds(Measurements.in(folder), "engine", "product"));
        }
    }

    @Test
    void whereNothingCanBeWrittenItHoldsForTheProcess() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Measurements homeless = Measurements.in(file.resolve("measured"));
        assertEquals(List.of(1.0), seconds(homeless, "engine", "product"));
        assertEquals(List.of(1.0), seconds(homeless, "engine", "product"));
    }

    private List<Double> seconds(Measurements measurements, String engine, String what) {
        return measurements
                .first(engine, what, Rate.class, measure)
                .orElseThrow()
                .seconds();
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            return all.get(0);
        }
    }
}

package org.comptrust.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work goes where weights are. */
class WorkQueueTest {
    private WorkQueue queue;

    @BeforeEach
    void twoModelsWithThreeVariantsEach(@TempDir Path folder) {
        queue = new WorkQueue(Experiment.write(folder, """
                apiVersion: comptrust/v1
                name: trial
                models:
                  one: { source: model }
                  two: { source: model, dtype: bfloat16 }
                methods:
                  round: { use: rounding, with: { bits: [4, 2] } }
                dimensions:
                  quiz: { use: quiz }
                """).plan(new FakeModels()));
    }

    @Test
    void aDeviceGoesOnWithTheModelThatItHas() {
        assertEquals("one", next("a"));
        assertEquals("two", next("b"));
        assertEquals(List.of("one", "one"), List.of(next("a"), next("a")));
        assertEquals(List.of("two", "two"), List.of(next("b"), next("b")));
    }

    @Test
    void aDeviceWithoutWorkHelpsTheOther() {
        next("a");
        next("b");
        next("a");
        next("a");

        assertEquals("two", next("a"));
        assertEquals("two", next("b"));
        assertEquals("", next("a"));
    }

    @Test
    void aSingleDeviceKeepsThePlansOrder() {
        List<String> taken = new ArrayList<>();
        for (String model = next("a"); !model.isEmpty(); model = next("a")) {
            taken.add(model);
        }
        assertEquals(List.of("one", "one", "one", "two", "two", "two"), taken);
    }

    private String next(String device) {
        return queue.next(device).map(unit -> unit.model().spec().name()).orElse("");
    }
}

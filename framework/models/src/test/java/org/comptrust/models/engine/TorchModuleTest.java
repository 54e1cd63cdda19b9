package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.kernel.KernelText;
import org.junit.jupiter.api.Test;

class TorchModuleTest {
    private static final KernelText TEXT = new KernelText("sum.py", """
            def sum(self: __torch__.Ops, x: int, y: int) -> int:
              return x + y
            """);

    @Test
    void whatTakesTurnsWithCallsRunsBeforeEachOnItsThreadUntilItIsTakenAway() {
        try (TorchEngine engine = TorchEngine.cpu()) {
            TorchModule module = engine.module(TEXT);
            List<Thread> turns = new ArrayList<>();

            module.beforeCalls(() -> turns.add(Thread.currentThread()));
            module.run("sum", 1, 2);
            module.run("sum", 3, 4);
            module.beforeCalls(null);
            module.run("sum", 5, 6);

            assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), turns);
        }
    }

    @Test
    void timeOfWhatTakesTurnsIsNotCounted() {
        try (TorchEngine engine = TorchEngine.cpu()) {
            TorchModule module = engine.module(TEXT);
            List<Double> counted = new ArrayList<>();

            module.run("sum", 1, 2);
            double before = module.secondsInCalls();
            module.beforeCalls(() -> counted.add(module.secondsInCalls()));
            module.run("sum", 1, 2);

            assertEquals(List.of(before), counted, "while it runs, no call is under way");
        }
    }
}

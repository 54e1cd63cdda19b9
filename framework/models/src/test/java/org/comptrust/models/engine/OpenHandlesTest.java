package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import org.comptrust.api.kernel.KernelText;
import org.junit.jupiter.api.Test;

/** What was handed out in native memory and not closed can be counted. */
class OpenHandlesTest {
    private static final KernelText TEXT = new KernelText("one.py", """
            def one(self: __torch__.Ops) -> Tensor:
              return torch.ones([1])
            """);

    @Test
    void resultsCountUntilTheyAreClosed() {
        try (TorchEngine engine = TorchEngine.cpu()) {
            IValue kept = engine.module(TEXT).call("one");
            engine.module(TEXT).run("one");

            assertEquals(1, engine.handles().values());
            kept.close();
            assertEquals(0, engine.handles().count());
        }
    }

    @Test
    void scopesAndTheirArraysCountUntilTheScopeIsClosed() {
        try (TorchEngine engine = TorchEngine.cpu()) {
            PtNDManager scope = engine.newScope();
            PtNDArray array = (PtNDArray) scope.zeros(new Shape(2), DataType.FLOAT32);
            IValue list = engine.list(List.of(array));

            assertEquals(new TorchEngine.Handles(1, 1, 1), engine.handles());
            scope.close();
            assertEquals(new TorchEngine.Handles(0, 1, 0), engine.handles());
            list.close();
            assertEquals(0, engine.handles().count());
        }
    }

    @Test
    void whatIsClosedIsForgottenAndWhatIsOpenIsNot() {
        OpenHandles<boolean[]> handles = new OpenHandles<>(closed -> closed[0]);
        boolean[] open = handles.note(new boolean[] {false});
        for (int i = 0; i < 5000; i++) {
            handles.note(new boolean[] {true});
        }

        assertEquals(1, handles.open());
        open[0] = true;
        assertEquals(0, handles.open());
    }
}

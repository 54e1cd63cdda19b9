package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TorchKernelsTest {
    private static final KernelText TEXT = new KernelText("sample.py", """
            # Comments and blank lines are part of the language.

            # x [n] any float -> [n]
            def scaled(self: __torch__.Ops, x: Tensor, by: float, times: int, up: bool, mode: str) -> Tensor:
              y = x
              for i in range(times):
                y = torch.mul(y, by)
              if up and mode == "ceil":
                y = torch.ceil(y)
              return y

            def halves(self: __torch__.Ops, xs: List[Tensor]) -> List[Tensor]:
              out = annotate(List[Tensor], [])
              for x in xs:
                out.append(torch.div(x, 2.0))
              return out

            def total(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.sum(x)

            def count(self: __torch__.Ops, x: Tensor) -> int:
              return torch.numel(x)

            def wrong_shapes(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.matmul(x, torch.ones([99, 3]))
            """);

    private static TorchEngine engine;
    private PtNDManager scope;
    private Kernel kernel;

    @BeforeAll
    static void open() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @BeforeEach
    void load() {
        scope = engine.newScope();
        kernel = new TorchKernels(engine, scope).load(TEXT);
    }

    @AfterEach
    void free() {
        scope.close();
    }

    @Test
    void takesTensorsNumbersFlagsAndText() {
        NDArray result = kernel.array("scaled", scope.create(new float[] {1, 2}), 1.5, 2, true, "ceil");

        assertArrayEquals(new float[] {3, 5}, result.toFloatArray());
    }

    @Test
    void takesAndReturnsListsOfTensors() {
        List<NDArray> halves =
                kernel.arrays("halves", List.of(scope.create(new float[] {2}), scope.create(new float[] {5})));

        assertEquals(2.5f, halves.get(1).getFloat());
    }

    @Test
    void returnsNumbersFromTensorsAndIntegers() {
        NDArray x = scope.create(new float[] {1, 2, 4});

        assertEquals(7, kernel.number("total", x));
        assertEquals(3, kernel.number("count", x));
    }

    @Test
    void readingANumberLeavesNoArrayInTheScope() {
        NDArray x = scope.create(new float[] {1, 2, 4});
        int before = scope.getManagedArrays().size();

        kernel.number("total", x);

        assertEquals(before, scope.getManagedArrays().size());
    }

    @Test
    void saysWhichTextDoesNotParse() {
        KernelText broken = new KernelText(
                "broken.py", "def f(self: __torch__.Ops, x: Tensor) -> Tensor:\n  return torch.nosuch(x)");

        KernelException e = assertThrows(KernelException.class, () -> new TorchKernels(engine, scope).load(broken));

        assertTrue(e.getMessage().startsWith("broken.py does not parse: "), e.getMessage());
        assertTrue(e.getMessage().contains("nosuch"), e.getMessage());
    }

    @Test
    void saysWhichMethodFailedAndWhy() {
        NDArray x = scope.create(new float[] {1, 2});

        KernelException e = assertThrows(KernelException.class, () -> kernel.array("wrong_shapes", x));

        assertTrue(e.getMessage().startsWith("sample.py: wrong_shapes failed: "), e.getMessage());
        assertTrue(e.getMessage().length() < 400, e.getMessage());
    }

    @Test
    void refusesAnEmptyListBeforeItReachesTheEngine() {
        assertThrows(KernelException.class, () -> kernel.arrays("halves", List.of()));
    }

    @Test
    void resultsDieWithTheirScope() {
        NDArray result = kernel.array("total", scope.create(new float[] {1}));

        scope.close();

        assertThrows(IllegalStateException.class, result::toFloatArray);
    }
}

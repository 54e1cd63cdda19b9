package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.stream.LongStream;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;
import org.junit.jupiter.api.Test;

/** Numbers on their way to a device: straight to the processor, and as a GPU gets them. */
class TransferTest {
    private static final long[] IDS =
            LongStream.range(0, 12).map(i -> i * 7_000_000_000L).toArray();
    private static final double[] DRAWS = {0, 0.25, Math.nextDown(1.0)};

    @Test
    void bothWaysBringTheSameNumbers() {
        try (TorchEngine engine = TorchEngine.cpu();
                PtNDManager scope = engine.newScope();
                NDArray straight = engine.send(IDS, new Shape(3, 4), scope);
                NDArray throughHost = engine.sendFromHost(where -> where.create(IDS, new Shape(3, 4)), scope);
                NDArray draws = engine.send(DRAWS, scope);
                NDArray drawsThroughHost = engine.sendFromHost(where -> where.create(DRAWS), scope)) {
            assertEquals(straight.getShape(), throughHost.getShape());
            assertEquals(DataType.INT64, throughHost.getDataType());
            assertArrayEquals(IDS, straight.toLongArray());
            assertArrayEquals(IDS, throughHost.toLongArray());
            assertArrayEquals(DRAWS, draws.toDoubleArray());
            assertArrayEquals(DRAWS, drawsThroughHost.toDoubleArray());
        }
    }

    @Test
    void whatWasSentOutlivesTheHostsArray() {
        try (TorchEngine engine = TorchEngine.cpu();
                PtNDManager scope = engine.newScope()) {
            NDArray sent = engine.sendFromHost(where -> where.create(IDS, new Shape(12)), scope);
            assertEquals(1, engine.handles().arrays(), "the array in the host's memory is closed");
            assertArrayEquals(IDS, sent.toLongArray());
        }
    }

    @Test
    void anEmptyArrayIsSentToo() {
        try (TorchEngine engine = TorchEngine.cpu();
                PtNDManager scope = engine.newScope()) {
            NDArray sent = engine.sendFromHost(where -> where.create(new long[0], new Shape(0)), scope);
            assertEquals(new Shape(0), sent.getShape());
        }
    }

    @Test
    void onlyAGpuIsServedFromPinnedMemory() {
        assumeFalse(TorchEngine.cudaDevices().built(), "a libtorch for GPUs pins memory");
        KernelText text = KernelText.resource(TorchEngine.class, "transfer.py");
        try (TorchEngine engine = TorchEngine.cpu();
                PtNDManager scope = engine.newScope();
                NDArray ids = scope.create(IDS)) {
            engine.module(text).run("send", ids, "cpu");
            KernelException refused = assertThrows(
                    KernelException.class, () -> engine.module(text).run("send", ids, "cuda:0"));
            String pinning = "Cannot access accelerator device when none is available";
            assertTrue(String.valueOf(refused.getMessage()).contains(pinning), refused.getMessage());
        }
    }
}

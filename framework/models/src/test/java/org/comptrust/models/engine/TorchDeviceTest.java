package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchDeviceTest {
    @ParameterizedTest
    @CsvSource({"cpu, cpu", "cpu:1, cpu:1", "cuda, cuda:0", "cuda:3, cuda:3"})
    void aNameIsADevice(String name, String device) {
        assertEquals(device, TorchDevice.named(name).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "gpu:0", "cuda:", "cuda:-1", "CUDA:0", "cpu:x", "cuda:12345"})
    void otherWordsAreNone(String name) {
        assertEquals(Optional.empty(), TorchDevice.named(name));
    }

    @Test
    void partsOfTheProcessorGiveTheSameResultsAsTheWhole() {
        try (TorchEngine whole = TorchEngine.cpu();
                TorchEngine part = TorchEngine.on(new TorchDevice(TorchDevice.Kind.CPU, 1))) {
            assertEquals(whole.identity(), part.identity());
        }
    }

    @Test
    void resultsHangOnWhatAGpuIsCalledAndNotOnItsNumber(@TempDir Path driver) throws IOException {
        gpu(driver.resolve("0000:01:00.0"), "Example A10");
        gpu(driver.resolve("0000:02:00.0"), "Example A10");
        GpuNames equal = new GpuNames(GpuNames.read(driver), Optional.empty());

        assertEquals("cuda Example A10", TorchDevice.cuda(0).identity(equal, "cpu avx2"));
        assertEquals("cuda Example A10", TorchDevice.cuda(1).identity(equal, "cpu avx2"));
        assertEquals("cpu avx2", TorchDevice.cpu().identity(equal, "cpu avx2"));
    }

    @Test
    void ofGpusOfSeveralKindsTheNumberTells(@TempDir Path driver) throws IOException {
        gpu(driver.resolve("0000:01:00.0"), "Example B20");
        gpu(driver.resolve("0000:02:00.0"), "Example A10");

        assertEquals(
                "cuda:1 (visible: 2,0) of Example A10, Example B20",
                TorchDevice.cuda(1).identity(new GpuNames(GpuNames.read(driver), Optional.of("2,0")), "cpu avx2"));
        assertEquals(
                "cuda of an unknown kind",
                TorchDevice.cuda(1)
                        .identity(new GpuNames(GpuNames.read(driver.resolve("none")), Optional.empty()), "cpu avx2"));
    }

    private static void gpu(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("information"), "Model: \t\t " + name + "\nIRQ:   \t\t 42\n");
    }

    @Test
    void enginesOfOneDeviceEndEachAlone() {
        TorchEngine first = TorchEngine.on(TorchDevice.named("cpu:0").orElseThrow());
        try (TorchEngine second = TorchEngine.on(TorchDevice.named("cpu:1").orElseThrow());
                PtNDManager scope = second.newScope();
                NDArray x = scope.create(new float[] {1, 2})) {
            first.close();
            assertEquals(3, x.sum().getFloat());
        }
    }

    @Test
    void aGpuThatIsNotThereIsNamedWithThoseThatAre() {
        CudaDevices one = new CudaDevices(1, true, "");
        assertEquals(
                "cuda:1: this machine has 1 CUDA device: cuda:0.",
                one.trouble(TorchDevice.cuda(1)).orElseThrow());
        assertEquals(Optional.empty(), one.trouble(TorchDevice.cuda(0)));
        assertEquals(
                "cuda:7: this machine has 2 CUDA devices: cuda:0, cuda:1.",
                new CudaDevices(2, true, "").trouble(TorchDevice.cuda(7)).orElseThrow());
    }

    @Test
    void withoutADriverTheReasonIsTold() {
        assertEquals(
                "cuda:0: the PyTorch that was loaded sees no CUDA device: no NVIDIA driver. Check the driver with nvidia-smi,"
                        + " see docs/gpu.md, or write cpu.",
                new CudaDevices(0, true, "no NVIDIA driver")
                        .trouble(TorchDevice.cuda(0))
                        .orElseThrow());
    }

    @Test
    void aReasonOfSeveralLinesIsToldInOne() {
        String refusal = new CudaDevices(
                        0, true, "CUDA error: no kernel image\nCUDA kernel errors might be reported later.\n")
                .trouble(TorchDevice.cuda(0))
                .orElseThrow();
        assertEquals(1, refusal.lines().count(), refusal);
        assertFalse(refusal.contains(".."), refusal);
    }

    @Test
    void aLibtorchForProcessorsSaysHowToGetAnother() {
        assumeFalse(TorchEngine.cudaDevices().built());
        DeviceException refused = assertThrows(DeviceException.class, () -> TorchEngine.on(TorchDevice.cuda(0)));
        assertEquals(
                "cuda:0: the PyTorch that was loaded is built for processors only. Point PYTORCH_LIBRARY_PATH at a CUDA build,"
                        + " see docs/gpu.md, or write cpu.",
                refused.getMessage());
        assertEquals(List.of(TorchDevice.cpu()), TorchEngine.automatic());
        assertFalse(TorchEngine.cudaDevices().all().iterator().hasNext());
    }
}

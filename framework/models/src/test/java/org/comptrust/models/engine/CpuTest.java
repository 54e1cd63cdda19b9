package org.comptrust.models.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CpuTest {
    @Test
    void readsAnX86ProcessorWithTheFeaturesThatMatter() {
        Cpu cpu = Cpu.of(
                List.of(
                        "processor\t: 0",
                        "vendor_id\t: GenuineIntel",
                        "model name\t: Some Xeon: 2.50GHz",
                        "flags\t\t: fpu sse2 avx2 amx_bf16 amx_tile avx512f fma",
                        "processor\t: 1",
                        "flags\t\t: fpu"),
                "amd64");

        assertEquals(
                new Cpu(
                        "Some Xeon: 2.50GHz",
                        "GenuineIntel",
                        Optional.of(List.of("avx2", "fma", "avx512f", "amx_tile", "amx_bf16"))),
                cpu);
    }

    @Test
    void readsAnArmProcessorThatHasNoName() {
        Cpu cpu = Cpu.of(List.of("processor\t: 0", "Features\t: fp asimd i8mm bf16"), "aarch64");

        assertEquals(new Cpu("aarch64", "", Optional.of(List.of("asimd", "i8mm", "bf16"))), cpu);
    }

    @Test
    void saysNothingOfFeaturesThatTheSystemDoesNotTell() {
        assertEquals(new Cpu("riscv64", "", Optional.empty()), Cpu.of(List.of(), "riscv64"));
    }

    @Test
    void resultsHangOnFeaturesAndVendorAndNotOnTheName() {
        Cpu cpu = new Cpu("Some Xeon: 2.50GHz", "GenuineIntel", Optional.of(List.of("avx2", "fma")));

        assertEquals("cpu GenuineIntel avx2 fma", cpu.identity(Map.of("PATH", "bin")));
    }

    @Test
    void resultsHangOnWhatLibrariesMayUse() {
        Cpu cpu = new Cpu("Some Xeon: 2.50GHz", "GenuineIntel", Optional.of(List.of("avx2", "fma", "avx512f")));

        assertEquals(
                "cpu GenuineIntel avx2 fma avx512f ATEN_CPU_CAPABILITY=avx2",
                cpu.identity(Map.of("ATEN_CPU_CAPABILITY", "avx2")));
    }

    @Test
    void whereTheSystemTellsNoFeatureTheNameStandsForThem() {
        assertEquals("cpu aarch64", new Cpu("aarch64", "", Optional.empty()).identity(Map.of()));
    }
}

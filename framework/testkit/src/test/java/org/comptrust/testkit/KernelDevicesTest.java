package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.comptrust.api.kernel.KernelText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelDevicesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.add(x, torch.ones([3]))",
                "torch.to(torch.arange(torch.size(x, 0)), x)",
                "torch.cat([torch.zeros([1], dtype=6), torch.zeros([1], device=ops.prim.device(x))])",
                "torch.to(x, torch.device(\"cuda:0\"))"
            })
    void whatDoesNotSayWhereOrNamesADeviceIsFound(String code) {
        assertEquals(1, KernelDevices.homeless("def f(x):\n  return " + code).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.add(x, torch.ones([3], device=ops.prim.device(x)))",
                "torch.new_zeros(x, [3])",
                "torch.zeros_like(x) # as torch.zeros([3])",
                "torch.ones([n], device=torch.device(device))"
            })
    void whatIsMadeWhereTheInputsAreIsNot(String code) {
        assertEquals(List.of(), KernelDevices.homeless("def f(x):\n  return " + code));
    }

    @Test
    void aPluginsTestRefusesSuchAKernel() {
        KernelText text = new KernelText("lost.py", """
                def f(self: __torch__.Ops, x: Tensor) -> Tensor:
                  return torch.add(x, torch.ones([3]))
                """);
        try (TestRun run = new TestRun(1)) {
            assertThrows(AssertionError.class, () -> run.kernels().load(text));
        }
    }

    /** The engine's and the plugins' own. */
    @Test
    void noKernelOfThisProjectWouldMixDevices() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root())) {
            List<Path> texts = files.filter(file -> file.toString().endsWith(".py"))
                    .filter(file -> file.toString().contains("src/main/resources"))
                    .toList();
            assertFalse(texts.isEmpty());
            for (Path text : texts) {
                List<String> homeless = KernelDevices.homeless(Files.readString(text));
                if (!homeless.isEmpty()) {
                    found.put(text.toString(), homeless);
                }
            }
        }
        assertEquals(Map.of(), found);
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("registry.yaml"))) {
            at = at.getParent();
        }
        return at;
    }
}

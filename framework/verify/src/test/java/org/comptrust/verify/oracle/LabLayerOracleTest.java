package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.core.plan.SingleMethod;
import org.comptrust.host.engine.LayerLab;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.PluginFolder;
import org.comptrust.host.registry.RegistryReader;
import org.comptrust.testkit.oracle.OracleCase;
import org.comptrust.testkit.oracle.OracleSettings;
import org.comptrust.testkit.oracle.TensorFile;
import org.comptrust.verify.Shipped;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lab layer} writes against the outputs of the reference code: each installed method once on each layer it has cases of. */
@Tag("oracle")
class LabLayerOracleTest {
    @TempDir
    Path folder;

    @Test
    void writesWhatTheReferenceCodeComputes() throws IOException {
        Path layers = OracleFolder.fixtures("index.json").stream()
                .map(index -> index.resolveSibling("layers"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        List<String> agreed = new ArrayList<>();
        try (PluginCatalog catalog =
                PluginFolder.open(Shipped.plugins(), RegistryReader.read(Shipped.registry()), false)) {
            for (String method : catalog.methods()) {
                Set<String> seen = new HashSet<>();
                for (OracleCase one : OracleCase.ofLinears(OracleFolder.path(), method)) {
                    String layer = one.settings().path("layer").asText();
                    if (!layer.isEmpty() && seen.add(layer)) {
                        check(catalog, method, one, layers.resolve(layer + ".safetensors"));
                        agreed.add(one.id());
                    }
                }
            }
        }
        System.out.println("lab layer: " + agreed.size() + " of " + agreed.size());
        assertTrue(agreed.size() >= 5, agreed.toString());
    }

    private void check(PluginCatalog catalog, String method, OracleCase one, Path layer) {
        Path out = folder.resolve("out.safetensors");
        try (LayerLab lab = LayerLab.open(layer.toString(), layer.toString(), Optional.of("seq_lens"))) {
            SingleMethod planned = SingleMethod.of(catalog, method, settings(catalog, method, one), lab.shape());
            lab.compress(planned, 0, Optional.of(out));
        }
        TensorFile written = TensorFile.read(out);
        float[] before = TensorFile.read(layer).values("weight");
        for (Map.Entry<String, float[]> output : one.outputs().entrySet()) {
            switch (output.getKey()) {
                case "codes" -> agree(one, "codes", output.getValue(), written.values("codes"));
                case "mask" ->
                    agree(one, "mask", output.getValue(), mask(output.getValue(), before, written.values("weight")));
                default -> {} // the others are judged where no file is between
            }
        }
    }

    private static Map<String, String> settings(PluginCatalog catalog, String method, OracleCase one) {
        return OracleSettings.options(
                one.settings(), catalog.method(method).orElseThrow().value().options());
    }

    private static void agree(OracleCase one, String role, float[] expected, float[] actual) {
        assertEquals(Optional.empty(), one.closeness(role).refuse(expected, actual), one.id() + " " + role);
    }

    /** 1 where a weight was pruned; of a weight that was zero before, nobody can tell. */
    private static float[] mask(float[] expected, float[] before, float[] after) {
        float[] mask = new float[after.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = before[i] == 0 ? expected[i] : after[i] == 0 ? 1 : 0;
        }
        return mask;
    }
}

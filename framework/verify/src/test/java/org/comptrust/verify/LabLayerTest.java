package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.testkit.oracle.TensorFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code comptrust lab layer} with the shipped jars, on a small layer of ours. */
class LabLayerTest {
    private static final int OUT = 8;
    private static final int IN = 16;
    private static final int TOKENS = 24;

    @TempDir
    Path folder;

    private Path file;
    private float[] weight;
    private float[] inputs;

    @BeforeEach
    void writeALayer() throws IOException {
        Random random = new Random(3);
        weight = numbers(random, OUT * IN);
        inputs = numbers(random, TOKENS * IN);
        file = write("layer.safetensors", weight, inputs, 10, 14);
    }

    @Test
    void saysWhatALayerLosesAndWritesIt() throws IOException {
        Path out = folder.resolve("out.safetensors");

        Shipped.Result result = lab(
                "--sequences",
                "seq_lens",
                "--with",
                "rtn",
                "--option",
                "bits=4",
                "--option",
                "groupSize=8",
                "--json",
                "--out",
                out.toString());

        assertEquals(0, result.exitCode(), result.err());
        JsonNode said = new ObjectMapper().readTree(result.out());
        TensorFile written = TensorFile.read(out);
        float[] changed = written.values("weight");
        double[] change = new double[changed.length];
        Arrays.setAll(change, i -> changed[i] - weight[i]);
        double[] before = new double[weight.length];
        Arrays.setAll(before, i -> weight[i]);
        assertEquals(
                norm(output(change)) / norm(output(before)),
                said.path("outputError").asDouble(),
                1e-6);
        assertEquals(norm(change) / norm(before), said.path("weightError").asDouble(), 1e-6);
        // codes, and for each group of 8 a scale of 16 bits and a zero-point of 4
        assertEquals(4 + (16 + 4) / 8.0, said.path("bitsPerWeight").asDouble());
        float[] codes = written.values("codes");
        float[] scales = written.values("scales");
        float[] zeros = written.values("zero_points");
        for (int i = 0; i < changed.length; i++) {
            int group = i / IN * (IN / 8) + i % IN / 8;
            assertEquals(scales[group] * (codes[i] - zeros[group]), changed[i], "weight " + i);
        }
    }

    @Test
    void inputsDecideWhatWandaKeeps() throws IOException {
        for (int token = 0; token < TOKENS; token++) {
            for (int channel = 0; channel < IN; channel++) {
                inputs[token * IN + channel] *= channel % 4 < 2 ? 1000 : 1;
            }
        }
        file = write("loud.safetensors", weight, inputs, 10, 14);
        Path out = folder.resolve("out.safetensors");

        Shipped.Result result = lab(
                "--sequences",
                file + "#seq_lens",
                "--with",
                "wanda",
                "--option",
                "pattern=2:4",
                "--out",
                out.toString());

        assertEquals(0, result.exitCode(), result.err());
        float[] kept = TensorFile.read(out).values("weight");
        for (int i = 0; i < kept.length; i++) {
            assertEquals(i % 4 < 2 ? weight[i] : 0, kept[i], "weight " + i);
        }
        assertTrue(result.out().contains("sparsity         0.5"), result.out());
    }

    @Test
    void drawsATableWithTheBestFirst() throws IOException {
        Shipped.Result result = lab(
                "--compare", "rtn:bits=2,rtn,magnitude:pattern=2:4", "--option", "bits=8", "--option", "groupSize=-1");

        assertEquals(0, result.exitCode(), result.err());
        List<String> rows = result.out().lines().toList();
        assertTrue(rows.get(0).matches("method +bits +output error.*"), rows.get(0));
        assertEquals(
                List.of("rtn", "magnitude:pattern=2:4", "rtn:bits=2"),
                rows.stream().skip(1).map(row -> row.split(" ")[0]).toList());
    }

    @Test
    void aJarOfSomebodyElseIsTriedBesideOurs() throws IOException {
        Workbench bench = Workbench.in(folder);
        Files.copy(Shipped.thirdPartyJar(), bench.plugins().resolve("theirs.jar"));

        Shipped.Result result = bench.run(
                "lab",
                "layer",
                "--allow-unregistered",
                "--weights",
                file.toString(),
                "--inputs",
                file.toString(),
                "--compare",
                "com.example.salient-columns:keep=0.5,rtn:bits=2:groupSize=-1",
                "--json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode trials = new ObjectMapper().readTree(result.out()).path("trials");
        assertEquals(2, trials.size());
        trials.forEach(trial -> assertTrue(trial.path("outputError").asDouble() > 0, trial.toString()));
    }

    @Test
    void mistakesAreNamedWithAWayOut() throws IOException {
        wrong(2, "rtn: option bits: 5 is not allowed. Use 2, 3, 4, 8", "--with", "rtn", "--option", "bits=5");
        wrong(2, "rtn: option bit: no such option. Did you mean \"bits\"?", "--with", "rtn", "--option", "bit=4");
        wrong(
                2,
                "rtn: option groupSize: 17 is larger",
                "--with",
                "rtn",
                "--option",
                "bits=4",
                "--option",
                "groupSize=17");
        wrong(2, "Did you mean \"wanda\"?", "--with", "wnada");
        wrong(2, "either --with METHOD or --compare");
        wrong(2, "--option bit: no method has such an option", "--compare", "rtn,wanda", "--option", "bit=4");
        wrong(2, "--option bits: must be NAME=VALUE", "--with", "rtn", "--option", "bits");
        wrong(4, "there is no tensor \"lengths\". Name one as FILE#TENSOR", "--with", "rtn", "--sequences", "lengths");
        wrong(4, "seq_lens is I32 [2]; a weight must be [out, in]", "--with", "rtn", "--weights", file + "#seq_lens");
        Path short_ = write("short.safetensors", weight, inputs, 10, 13);
        wrong(4, "add up to 23 tokens", "--with", "rtn", "--sequences", short_ + "#seq_lens");
        weight[5] = Float.NaN;
        Path broken = write("broken.safetensors", weight, inputs, 10, 14);
        wrong(
                4,
                "weight holds 1 NaN or infinite",
                "--with",
                "rtn",
                "--option",
                "bits=4",
                "--weights",
                broken.toString());
    }

    private void wrong(int exitCode, String message, String... arguments) {
        Shipped.Result result = lab(arguments);

        assertEquals(exitCode, result.exitCode(), result.err());
        assertTrue(result.err().contains(message), result.err());
        assertFalse(result.err().contains("internal error"), result.err());
    }

    private Shipped.Result lab(String... arguments) {
        List<String> all = new ArrayList<>(List.of("lab", "layer"));
        Stream.of("--weights", "--inputs")
                .filter(name -> !List.of(arguments).contains(name))
                .forEach(name -> all.addAll(List.of(name, file.toString())));
        all.addAll(List.of(arguments));
        return Shipped.run(folder.resolve("cache"), all.toArray(String[]::new));
    }

    private Path write(String name, float[] weight, float[] inputs, int... lengths) throws IOException {
        ByteBuffer sequences = ByteBuffer.allocate(4 * lengths.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(lengths).forEach(sequences::putInt);
        Path target = folder.resolve(name);
        new SafetensorsWriter()
                .add("weight", StoredType.F32, List.of((long) OUT, (long) IN), bytes(weight))
                .add("inputs", StoredType.F32, List.of((long) TOKENS, (long) IN), bytes(inputs))
                .add("seq_lens", StoredType.I32, List.of((long) lengths.length), sequences.flip())
                .write(target);
        return target;
    }

    private static ByteBuffer bytes(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.flip();
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** {@code X W^T}. */
    private double[] output(double[] matrix) {
        double[] output = new double[TOKENS * OUT];
        for (int token = 0; token < TOKENS; token++) {
            for (int row = 0; row < OUT; row++) {
                for (int column = 0; column < IN; column++) {
                    output[token * OUT + row] += inputs[token * IN + column] * matrix[row * IN + column];
                }
            }
        }
        return output;
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }
}

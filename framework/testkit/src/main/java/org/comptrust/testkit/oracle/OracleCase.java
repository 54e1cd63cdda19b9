package org.comptrust.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;

/**
 * One case of an oracle folder's index: inputs and the outputs of the reference code.
 *
 * @param folder of the index; file names are relative to it
 * @param json as it stands in the index
 */
public record OracleCase(Path folder, JsonNode json) {
    /** Where cases lie below the folder of all oracles. */
    private static final String FIXTURES = "fixtures";

    /**
     * The cases of a method on a single linear, from every {@code index.json} below {@code fixtures}.
     *
     * @param oracles folder of all oracles
     * @throws UncheckedIOException if an index cannot be read
     */
    public static List<OracleCase> ofLinears(Path oracles, String method) {
        List<OracleCase> cases = new ArrayList<>();
        for (Path index : indexes(oracles.resolve(FIXTURES))) {
            for (JsonNode json : read(index).path("cases")) {
                boolean linear = json.path("inputs").has("layer_file")
                        || json.path("inputs").has("weight");
                if (json.path("method").asText().equals(method) && linear) {
                    cases.add(new OracleCase(index.getParent(), json));
                }
            }
        }
        return cases;
    }

    /**
     * The cases of a method on whole models, from every {@code index.json} below {@code fixtures}.
     *
     * @param oracles folder of all oracles
     * @throws UncheckedIOException if an index cannot be read
     */
    public static List<OracleCase> ofModels(Path oracles, String method) {
        List<OracleCase> cases = new ArrayList<>();
        for (Path index : indexes(oracles.resolve(FIXTURES))) {
            for (JsonNode json : read(index).path("cases")) {
                if (json.path("method").asText().equals(method)
                        && json.path("settings").has("config")) {
                    cases.add(new OracleCase(index.getParent(), json));
                }
            }
        }
        return cases;
    }

    public String id() {
        return json.get("id").asText();
    }

    public JsonNode settings() {
        return json.get("settings");
    }

    /** The weight of the linear, rounded to float16 where the case says that the reference had it so. */
    public Matrix weight() {
        JsonNode inputs = json.get("inputs");
        if (inputs.has("weight")) {
            String[] place = inputs.get("weight").asText().split("#", 2);
            return rounded(TensorFile.read(folder.resolve(place[0])).matrix(place[1]));
        }
        return rounded(layer().matrix("weight"));
    }

    /** What enters the linear; one token of ones where the method is not calibrated and the case gives none. */
    public LayerInputs inputs() {
        if (!json.get("inputs").has("layer_file")) {
            int columns = weight().columns();
            float[] ones = new float[columns];
            java.util.Arrays.fill(ones, 1);
            return new LayerInputs(new Matrix(1, columns, ones), List.of(1));
        }
        List<Integer> lengths = new ArrayList<>();
        for (float length : layer().values("seq_lens")) {
            lengths.add((int) length);
        }
        return new LayerInputs(rounded(layer().matrix("inputs")), lengths);
    }

    /** The reference's outputs by role, such as {@code codes}; remarks in brackets are dropped. */
    public Map<String, float[]> outputs() {
        TensorFile file = TensorFile.read(folder.resolve(json.get("file").asText()));
        Map<String, float[]> outputs = new LinkedHashMap<>();
        json.get("outputs").properties().forEach(output -> {
            outputs.put(
                    output.getKey().replaceFirst(" \\(.*", ""),
                    file.values(output.getValue().asText()));
        });
        return outputs;
    }

    /** The file of the outputs. */
    public TensorFile file() {
        return TensorFile.read(folder.resolve(json.get("file").asText()));
    }

    /** The numbers that the case gives beside its tensors, such as {@code loss}, if it has a tolerance for them. */
    public Map<String, float[]> numbers() {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        json.properties().forEach(member -> {
            if (member.getValue().isNumber() && json.path("tolerance").has(member.getKey())) {
                numbers.put(
                        member.getKey(), new float[] {(float) member.getValue().asDouble()});
            }
        });
        return numbers;
    }

    /** Whether the index says how near this must come. */
    public boolean judges(String role) {
        return json.path("tolerance").has(role);
    }

    /** How near an output must come. */
    public Closeness closeness(String role) {
        return Closeness.of(json.path("tolerance").path(role));
    }

    private Matrix rounded(Matrix matrix) {
        String dtype = settings().path("dtype").asText("float32");
        if (dtype.startsWith("float16")) {
            return matrix.map((row, column, value) -> TensorFile.toHalf(value));
        } else if (!dtype.startsWith("float32")) {
            throw new IllegalArgumentException(id() + ": inputs of dtype " + dtype);
        }
        return matrix;
    }

    private TensorFile layer() {
        return TensorFile.read(
                folder.resolve(json.get("inputs").get("layer_file").asText()));
    }

    private static JsonNode read(Path index) {
        try {
            return new ObjectMapper().readTree(index.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + index, e);
        }
    }

    private static List<Path> indexes(Path fixtures) {
        try (Stream<Path> files = Files.walk(fixtures)) {
            return files.filter(file -> file.endsWith("index.json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + fixtures, e);
        }
    }
}

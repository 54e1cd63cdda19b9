package org.comptrust.testkit.oracle;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.Tolerances;

/**
 * The model of a case: decoder blocks without embedding and head, entered at the hidden states of block 0, compressed by the production
 * walk. Owns its memory until closed.
 */
public final class OracleModel implements AutoCloseable {
    private static final List<LinearRole> ROLES = List.of(
            LinearRole.Q, LinearRole.K, LinearRole.V, LinearRole.O, LinearRole.GATE, LinearRole.UP, LinearRole.DOWN);
    private static final double EPSILON = 1e-5;
    private static final double THETA = 10000;

    /** {@code within 5% of ...}. */
    private static final Pattern SHARE = Pattern.compile("within ([0-9.]+)%");

    private final OracleCase one;
    private final TorchEngine engine;
    private final PtNDManager scope;
    private final WeightSet base;
    private final WeightSet compressed;
    private final PtNDArray hidden;
    private final Map<String, long[]> sizes = new LinkedHashMap<>();

    /** @param one a case with a model's configuration; its weights stand in {@code inputs.model_file}, or are named by {@code inputs} */
    public OracleModel(TorchEngine engine, OracleCase one) {
        this.one = one;
        this.engine = engine;
        this.scope = engine.newScope();
        this.base = WeightSet.base(engine, geometry());
        this.compressed = base.overlay();
        Map<String, String> tensors = new LinkedHashMap<>();
        JsonNode inputs = one.json().get("inputs");
        TensorFile file = inputs.has("model_file")
                ? TensorFile.read(one.folder().resolve(inputs.get("model_file").asText()))
                : one.file();
        if (inputs.has("model_file")) {
            file.names().forEach(name -> tensors.put(name, name));
        } else {
            inputs.properties()
                    .forEach(input ->
                            tensors.put(input.getKey(), input.getValue().asText()));
        }
        tensors.forEach((name, tensor) -> {
            if (name.startsWith("model.")) {
                sizes.put(name, file.shape(tensor));
                base.put(name, array(file, tensor, base.scope()));
            }
        });
        this.hidden = array(file, tensors.get("input_hidden"), scope);
    }

    /** The plan of a method with the case's settings. */
    public <O extends Record> CompressionPlan plan(CompressionMethod<O> method) {
        O options = OptionsRecords.of(method.options(), OracleSettings.options(one.settings(), method.options()));
        PlanInputs<O> inputs = new PlanInputs<>(options, shape());
        CompressionPlan plan = method.plan(inputs);
        if (!inputs.problems().isEmpty()) {
            throw new IllegalArgumentException(one.id() + ": the plan has problems: " + inputs.problems());
        }
        return plan;
    }

    /** Walks through the blocks; what changed is seen by {@link #weight} and {@link #output}. */
    public Map<String, LayerFacts> compress(CompressionPlan plan) {
        return new CompressionWalk(engine, shape(), compressed, tensor -> StoredType.F32, 0)
                .run(plan, List.of(hidden), (done, total) -> {});
    }

    /** A tensor as it is after the walk. */
    public float[] weight(String name) {
        return compressed.get(name).toFloatArray();
    }

    /** A tensor as it was before. */
    public float[] original(String name) {
        return base.get(name).toFloatArray();
    }

    /** What leaves the last block after the walk. */
    public float[] output() {
        return output(compressed);
    }

    /** What left the last block before. */
    public float[] denseOutput() {
        return output(base);
    }

    /**
     * What is further from the reference than the case allows, of what a method leaves behind: weights ({@code quantized/NAME}), norms
     * ({@code scaled_clipped/NAME}) and the error of the output. NaN is always too far.
     */
    public List<String> differences() {
        List<String> wrong = new ArrayList<>();
        JsonNode tolerance = one.json().get("tolerance");
        TensorFile file = one.file();
        for (String name : file.names()) {
            if (name.startsWith("quantized/")) {
                refuse(name, file, tolerance.path("quantized").path("rel_frobenius"), wrong);
            } else if (name.startsWith("scaled_clipped/")) {
                refuse(name, file, tolerance.path("scales").path("rel"), wrong);
            }
        }
        double error = Tolerances.relativeFrobenius(denseOutput(), output());
        double expected = one.json().get("output_error_vs_dense").asDouble();
        Matcher share = SHARE.matcher(
                tolerance.path("output").path("error_against_dense_rel").asText());
        double limit = share.find() ? Double.parseDouble(share.group(1)) / 100 : Double.NaN;
        if (!(Math.abs(error / expected - 1) <= limit)) {
            wrong.add("output error " + error + ", expected " + expected + " within " + limit);
        }
        return wrong;
    }

    private void refuse(String tensor, TensorFile file, JsonNode limit, List<String> wrong) {
        String name = tensor.substring(tensor.indexOf('/') + 1);
        double error = Tolerances.relativeFrobenius(file.values(tensor), weight(name));
        if (!(error <= limit.asDouble(Double.NaN))) {
            wrong.add(name + ": relative error " + error + " above " + limit);
        }
    }

    public ModelShape shape() {
        List<List<LinearShape>> blocks = new ArrayList<>();
        for (int block = 0; block < number("layers"); block++) {
            List<LinearShape> linears = new ArrayList<>();
            for (int i = 0; i < ROLES.size(); i++) {
                String name = "model.layers." + block + "." + WeightNames.LINEARS.get(i);
                long[] size = sizes.get(name + ".weight");
                linears.add(new LinearShape(name, block, ROLES.get(i), (int) size[0], (int) size[1], false));
            }
            blocks.add(linears);
        }
        return new ModelShape(
                "llama",
                0,
                number("hidden"),
                number("heads"),
                number("kv_heads"),
                number("head_dim"),
                number("seqlen"),
                true,
                blocks);
    }

    private Geometry geometry() {
        return new Geometry(
                number("layers"),
                number("heads"),
                number("kv_heads"),
                number("head_dim"),
                number("seqlen"),
                EPSILON,
                Geometry.rotaryFrequencies(number("head_dim"), THETA));
    }

    private int number(String name) {
        return one.settings().get("config").get(name).asInt();
    }

    private float[] output(WeightSet weights) {
        try (PtNDManager scratch = engine.newScope()) {
            PtNDArray x = hidden;
            for (int block = 0; block < number("layers"); block++) {
                x = new Decoder(engine, weights).block(x, block, scratch);
            }
            return x.toFloatArray();
        }
    }

    private static PtNDArray array(TensorFile file, String name, PtNDManager manager) {
        return (PtNDArray) manager.create(file.values(name), new Shape(file.shape(name)));
    }

    @Override
    public void close() {
        compressed.close();
        base.close();
        scope.close();
    }
}

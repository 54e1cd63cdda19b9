package org.comptrust.compression.awq;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.testkit.oracle.OracleCase;
import org.comptrust.testkit.oracle.OracleModel;
import org.comptrust.testkit.oracle.OracleReport;
import org.comptrust.testkit.oracle.TensorFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every scale, loss, clip and weight of whole models, through the production walk, against the authors' tool. */
@Tag("oracle")
class AwqOracleTest {
    /** Two trials whose losses are nearer than this may change places, and losses agree as well as this. */
    private static final double SAME_LOSS = 1e-3;

    @Test
    void agreesWithTheReferenceCode() {
        Path oracles = Path.of(System.getProperty("comptrust.oracles"));
        Map<String, Optional<String>> failures = new TreeMap<>();
        try (TorchEngine engine = TorchEngine.cpu()) {
            for (OracleCase one : OracleCase.ofModels(oracles, "awq")) {
                try (Comparison comparison = new Comparison(engine, one)) {
                    failures.put(one.id(), comparison.failure());
                }
            }
        }
        OracleReport report = new OracleReport("awq", failures);
        System.out.println(report.summary() + " (scales, losses, clips, weights)");
        report.requireAll();
    }

    /** What the searches found, by what it belongs to. */
    private static final class Recorder implements Findings {
        private final Map<List<String>, Scale> scales = new LinkedHashMap<>();
        private final Map<List<String>, float[]> factors = new HashMap<>();
        private final Map<String, float[]> clips = new LinkedHashMap<>();

        @Override
        public void scale(LinearInput input, Scale scale) {
            List<String> readers = input.consumers().stream()
                    .map(layer -> layer.shape().name())
                    .toList();
            scales.put(readers, scale);
            factors.put(readers, scale.factors().toFloatArray());
        }

        @Override
        public void clip(LinearLayer layer, NDArray limits) {
            clips.put(layer.shape().name(), limits.toFloatArray());
        }
    }

    /** The plan, overheard. */
    private record Overheard(AwqPlan plan, Findings findings) implements CompressionPlan {
        @Override
        public List<Stage> stages(List<LinearShape> block) {
            return plan.stages(block);
        }

        @Override
        public StageResult compress(DecoderBlock block, RunContext run) {
            return plan.compress(block, run, findings);
        }

        @Override
        public boolean compressedInputs() {
            return plan.compressedInputs();
        }

        @Override
        public Estimate estimate(LinearShape linear) {
            return plan.estimate(linear);
        }
    }

    private static final class Comparison implements AutoCloseable {
        private final OracleCase one;
        private final JsonNode tolerance;
        private final TensorFile file;
        private final OracleModel model;
        private final Recorder found = new Recorder();
        private final List<String> wrong = new ArrayList<>();

        Comparison(TorchEngine engine, OracleCase one) {
            this.one = one;
            this.tolerance = one.json().get("tolerance");
            this.file = one.file();
            this.model = new OracleModel(engine, one);
        }

        /** Empty: all is as near as the case asks for. */
        Optional<String> failure() {
            model.compress(new Overheard((AwqPlan) model.plan(new AwqMethod()), found));
            one.json().get("outputs").get("scales").forEach(this::compareScale);
            check(
                    "number of scales",
                    Math.abs(found.scales.size()
                            - one.json().get("outputs").get("scales").size()),
                    0);
            compareClips();
            wrong.addAll(model.differences());
            return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
        }

        private void compareScale(JsonNode expected) {
            List<String> readers = texts(expected.get("linears"));
            Scale scale = found.scales.get(readers);
            if (scale == null) {
                wrong.add("no scale for " + readers + ", only for " + found.scales.keySet());
                return;
            }
            double[] losses = numbers(expected.get("loss_history"));
            for (int i = 0; i < losses.length; i++) {
                check(readers + " loss " + i, Math.abs(scale.losses().get(i) / losses[i] - 1), SAME_LOSS);
            }
            double best = expected.get("best_ratio").asDouble();
            if (scale.ratio() != best) {
                int index = (int) Math.round(scale.ratio() * losses.length);
                double least = losses[(int) Math.round(best * losses.length)];
                check(readers + " ratio " + scale.ratio() + " for " + best, losses[index] / least - 1, SAME_LOSS);
                return;
            }
            float[] reference = file.values(expected.get("scale").asText());
            float[] factors = found.factors.get(readers);
            double worst = 0;
            for (int i = 0; i < reference.length; i++) {
                worst = Math.max(worst, Math.abs((double) factors[i] / reference[i] - 1));
            }
            check(
                    readers + " scale",
                    worst,
                    tolerance.path("scales").path("rel").asDouble());
        }

        private void compareClips() {
            for (String tensor : texts(outputs("clips"))) {
                float[] expected = file.values(tensor);
                float[] actual = found.clips.remove(tensor.replaceFirst("clip/", ""));
                if (actual == null) {
                    wrong.add("no " + tensor);
                    continue;
                }
                double differing = 0;
                for (int i = 0; i < expected.length; i++) {
                    // Steps are 5 % apart; what differs by less is the same step of a range that rounding moved.
                    differing += Math.abs(expected[i] - actual[i]) <= 1e-4 * expected[i] ? 0 : 1;
                }
                check(
                        tensor,
                        differing / expected.length,
                        tolerance.path("clip").path("max_mismatch_fraction").asDouble());
            }
            check("clips of " + found.clips.keySet(), found.clips.size(), 0);
        }

        private void check(String what, double measured, double limit) {
            if (!(measured <= limit)) { // also if it is no number
                wrong.add(what + ": " + measured + " above " + limit);
            }
        }

        private JsonNode outputs(String beginning) {
            return one.json().get("outputs").properties().stream()
                    .filter(output -> output.getKey().startsWith(beginning))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
        }

        private static List<String> texts(JsonNode array) {
            return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                    .map(i -> array.get(i).asText())
                    .toList();
        }

        private static double[] numbers(JsonNode array) {
            double[] numbers = new double[array.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = array.get(i).asDouble();
            }
            return numbers;
        }

        @Override
        public void close() {
            model.close();
        }
    }
}

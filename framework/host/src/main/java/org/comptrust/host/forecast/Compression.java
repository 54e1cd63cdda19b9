package org.comptrust.host.forecast;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.VariantRecipe;

/**
 * What the chain of a variant takes, beside the weights, until its artifact is written. Everything is computed in float32.
 *
 * @param tokens of the calibration data; those of all methods together
 * @param seconds without the writing of the artifact
 * @param activationBytes what is held of the calibration data between passes; goes to disk where memory lacks
 * @param scratchBytes statistics of a stage, the method's own temporary memory, and weights in float32 where the model computes
 *     narrower
 */
public record Compression(long tokens, double seconds, long activationBytes, long scratchBytes) {
    /** Nothing is compressed. */
    public static final Compression NONE = new Compression(0, 0, 0, 0);

    private static final int BYTES = Float.BYTES;

    /** Tokens that go through a block at a time. */
    private static final int BATCH = 2048;

    /**
     * The forecast of a recipe.
     *
     * @param speed of this machine in float32
     * @param tokens of calibration data
     * @throws org.comptrust.core.port.PluginException if a plan fails
     */
    public static Compression of(
            VariantRecipe recipe, ModelShape shape, Speed speed, ToLongFunction<CalibrationSpec> tokens) {
        Compression all = NONE;
        for (VariantRecipe.Link link : recipe.chain()) {
            Compression one = PluginBorder.call(link.origin(), "plan", () -> of(link, shape, speed, tokens));
            all = new Compression(
                    all.tokens + one.tokens,
                    all.seconds + one.seconds,
                    Math.max(all.activationBytes, one.activationBytes), // methods come one after the other
                    Math.max(all.scratchBytes, one.scratchBytes));
        }
        return all;
    }

    /** The same where the weights have to be held once more, in float32. */
    Compression beside(long weightBytes) {
        return new Compression(tokens, seconds, activationBytes, scratchBytes + weightBytes);
    }

    private static Compression of(
            VariantRecipe.Link link, ModelShape shape, Speed speed, ToLongFunction<CalibrationSpec> counted) {
        long tokens = link.calibration().map(counted::applyAsLong).orElse(0L);
        double seconds = 0;
        if (tokens > 0) {
            seconds += link.calibration().get().text().isEmpty() ? writing(tokens, shape, speed) : 0;
            seconds += running(link.calibration().get(), tokens, shape, speed);
        }
        long scratch = 0;
        long width = 0;
        for (List<LinearShape> block : shape.blocks()) {
            for (Stage stage : link.plan().stages(block)) {
                Map<Input, Integer> inputs = inputs(stage);
                seconds += measuring(stage, inputs, tokens, speed);
                List<Estimate> estimates =
                        stage.linears().stream().map(link.plan()::estimate).toList();
                // A method that does little arithmetic still writes and reads its temporary memory.
                seconds += sum(
                        estimates,
                        one -> Math.max(speed.products(one.flops()), speed.reading(2.0 * one.scratchBytes())));
                long own = estimates.stream()
                        .mapToLong(Estimate::scratchBytes)
                        .max()
                        .orElse(0);
                scratch = Math.max(scratch, statistics(stage, inputs) + own);
                width = Math.max(width, width(link.plan(), stage, inputs, shape));
            }
        }
        long batch = tokens == 0 ? 0 : Math.min(tokens, BATCH) * batchWidth(shape) * BYTES;
        return new Compression(tokens, seconds, tokens * width * BYTES, scratch + batch);
    }

    /** Distinct inputs of a block's linears. */
    private enum Input {
        ATTENTION,
        O,
        MLP,
        DOWN,
        OTHER;

        static Input of(LinearRole role) {
            return switch (role) {
                case Q, K, V, QKV -> ATTENTION;
                case O -> O;
                case GATE, UP, GATE_UP -> MLP;
                case DOWN -> DOWN;
                case OTHER -> OTHER;
            };
        }
    }

    /** The distinct inputs of a stage, with their widths. */
    private static Map<Input, Integer> inputs(Stage stage) {
        Map<Input, Integer> inputs = new HashMap<>();
        stage.linears().forEach(linear -> inputs.put(Input.of(linear.role()), linear.in()));
        return inputs;
    }

    private static double writing(long tokens, ModelShape shape, Speed speed) {
        return speed.seconds(new Workload(0, tokens), active(shape), BYTES);
    }

    /** Between stages only what the rest of a block can be run from is held: all stages together cost about one run of the model. */
    private static double running(CalibrationSpec data, long tokens, ModelShape shape, Speed speed) {
        double attention = 4.0
                * tokens
                * data.length()
                * shape.heads()
                * shape.headDim()
                * shape.blocks().size();
        return speed.blocks(2.0 * tokens * active(shape) + attention);
    }

    private static double active(ModelShape shape) {
        return shape.linears().stream().mapToLong(LinearShape::parameters).sum();
    }

    /** Sums of columns cost a reading of all inputs each. */
    private static double measuring(Stage stage, Map<Input, Integer> inputs, long tokens, Speed speed) {
        double seconds = 0;
        for (int in : inputs.values()) {
            if (gram(stage)) {
                seconds += speed.gram(tokens, in);
            }
            Set<Need> sums = EnumSet.of(Need.MEAN_SQUARE, Need.ABS_MEAN);
            sums.retainAll(stage.needs());
            seconds += sums.size() * speed.reading((double) tokens * in * BYTES);
        }
        return seconds;
    }

    private static boolean gram(Stage stage) {
        return stage.needs().contains(Need.GRAM) || stage.needs().contains(Need.GRAM_BFLOAT16);
    }

    private static long statistics(Stage stage, Map<Input, Integer> inputs) {
        return gram(stage)
                ? inputs.values().stream()
                        .mapToLong(in -> (long) in * in * BYTES)
                        .sum()
                : 0;
    }

    /** Numbers for each token that are held while a stage is at work: what enters the block or leaves it, and what else is needed. */
    private static long width(CompressionPlan plan, Stage stage, Map<Input, Integer> inputs, ModelShape shape) {
        if (stage.needs().isEmpty()) {
            return 0;
        }
        boolean replays = stage.needs().contains(Need.REPLAY);
        // What enters the block and o, or leaves the block; before a stage of nothing but down, what enters that, and
        // the residuals.
        long width = !replays && inputs.keySet().equals(Set.of(Input.DOWN))
                ? shape.hidden() + inputs.get(Input.DOWN)
                : 2L * shape.hidden();
        width += plan.compressedInputs() ? 0 : shape.hidden();
        width += replays ? shape.hidden() : 0;
        width += stage.needs().contains(Need.ROWS)
                ? inputs.values().stream().mapToLong(Integer::longValue).sum()
                : 0;
        return width;
    }

    /** Numbers for each token of a batch while a block runs. */
    private static long batchWidth(ModelShape shape) {
        return shape.blocks().stream()
                .mapToLong(block -> 4L * shape.hidden()
                        + block.stream().mapToLong(LinearShape::out).sum())
                .max()
                .orElse(0);
    }

    private static double sum(List<Estimate> estimates, ToDoubleFunction<Estimate> figure) {
        return estimates.stream().mapToDouble(figure).sum();
    }
}

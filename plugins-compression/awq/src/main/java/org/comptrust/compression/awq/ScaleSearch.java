package org.comptrust.compression.awq;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Segment;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.LayerOptions;

/**
 * Searches for the scale of an input: the power of its channels' mean activations whose rounding error does least harm. The block stays
 * as it was all the time, and only the readers of the input are rounded in a trial. Lin et al. 2023, Eq. (4) and (5).
 */
final class ScaleSearch {
    /** Trial weights that are held at once, in bytes: all tokens go through the block once for each such lot. */
    static final long TRIAL_BYTES = 2L << 30;

    private final DecoderBlock block;
    private final LayerOptions<AwqOptions> options;
    private final AwqOptions shared;
    private final Kernel kernel;
    private final RunContext run;

    ScaleSearch(
            DecoderBlock block, LayerOptions<AwqOptions> options, AwqOptions shared, Kernel kernel, RunContext run) {
        this.block = block;
        this.options = options;
        this.shared = shared;
        this.kernel = kernel;
        this.run = run;
    }

    /**
     * The best scale of an input.
     *
     * @throws UnsupportedLayerException if a statistic or a loss is not finite
     */
    Scale of(LinearInput input) {
        LinearLayer first = input.consumers().get(0);
        NDArray mean = input.absMean();
        new Finite(run.kernels()).requireStatistic(first, mean, "mean magnitude");
        try (Candidates candidates = candidates(input, mean)) {
            Optional<Segment> segment = ScalePlace.segment(input);
            List<Double> losses = segment.isPresent()
                    ? lossesOf(segment.get(), input, candidates)
                    : lossesOfOutput(first, candidates);
            int best = leastOf(losses, first);
            return new Scale(candidates.take(best), candidates.ratio(best), losses, (long) kernel.number("dead", mean));
        }
    }

    private Candidates candidates(LinearInput input, NDArray mean) {
        Candidates candidates = new Candidates(shared.ratios());
        if (!shared.duoScaling()) {
            candidates.fill(ratio -> kernel.array("scale", mean, ratio));
            return candidates;
        }
        try (NDArray magnitude = magnitude(input)) {
            candidates.fill(ratio -> kernel.array("duo_scale", mean, magnitude, ratio));
        }
        return candidates;
    }

    /** {@code [in]}: mean over the rows of all readers of |w| relative to the greatest of its group. */
    private NDArray magnitude(LinearInput input) {
        List<NDArray> sums = new ArrayList<>();
        long rows = 0;
        for (LinearLayer layer : input.consumers()) {
            sums.add(kernel.array("magnitude", layer.weight(), size(layer)));
            rows += layer.shape().out();
        }
        try {
            return kernel.array("mean_of", sums, (double) rows);
        } finally {
            sums.forEach(NDArray::close);
        }
    }

    private List<Double> lossesOf(Segment segment, LinearInput input, Candidates candidates) {
        long weights = input.consumers().stream()
                .mapToLong(layer -> layer.shape().parameters())
                .sum();
        int lot = lot(candidates.size(), weights);
        List<Double> losses = new ArrayList<>();
        for (int start = 0; start < candidates.size(); start += lot) {
            run.throwIfCancelled();
            List<Map<LinearLayer, NDArray>> trials = new ArrayList<>();
            for (int i = start; i < Math.min(candidates.size(), start + lot); i++) {
                trials.add(trial(input, candidates.get(i)));
            }
            for (double loss : block.replay().errors(segment, trials)) {
                losses.add(loss);
            }
            trials.forEach(trial -> trial.values().forEach(NDArray::close));
        }
        return losses;
    }

    /** How many trials of so many weights are replayed at once. */
    static int lot(int trials, long weights) {
        return (int) Math.max(1, Math.min(trials, TRIAL_BYTES / (Float.BYTES * weights)));
    }

    private Map<LinearLayer, NDArray> trial(LinearInput input, NDArray scale) {
        Map<LinearLayer, NDArray> trial = new HashMap<>();
        input.consumers().forEach(layer -> trial.put(layer, tried(layer, scale)));
        return trial;
    }

    private List<Double> lossesOfOutput(LinearLayer layer, Candidates candidates) {
        List<Double> losses = new ArrayList<>();
        try (NDArray gram = kernel.array("no_gram", layer.weight())) {
            layer.input().forEach(batch -> {
                run.throwIfCancelled();
                kernel.number("add_gram", gram, batch);
            });
            double outputs = (double) layer.input().tokens() * layer.shape().out();
            for (int i = 0; i < candidates.size(); i++) {
                run.throwIfCancelled();
                try (NDArray tried = tried(layer, candidates.get(i))) {
                    losses.add(kernel.number("output_error", layer.weight(), tried, gram) / outputs);
                }
            }
        }
        return losses;
    }

    private NDArray tried(LinearLayer layer, NDArray scale) {
        AwqOptions its = options.get(layer.shape());
        return kernel.array("trial", layer.weight(), scale, size(layer), its.bits(), !its.zeroPoint());
    }

    private int size(LinearLayer layer) {
        return options.get(layer.shape()).groupSize(layer.shape().in());
    }

    private static int leastOf(List<Double> losses, LinearLayer layer) {
        int best = 0;
        for (int i = 0; i < losses.size(); i++) {
            if (!Double.isFinite(losses.get(i))) {
                throw new UnsupportedLayerException(
                        "the outputs behind " + layer.shape().name()
                                + " overflow while its scale is searched for. Load the model with dtype float32 or bfloat16,"
                                + " or set scaleSearch to false.");
            }
            best = losses.get(i) < losses.get(best) ? i : best;
        }
        return best;
    }
}

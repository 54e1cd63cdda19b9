package org.comptrust.compression.awq;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearRole;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.Grids;
import org.comptrust.compression.support.LayerOptions;

/**
 * The steps on one block: all scales are searched for in the block as it is; then they are applied, input by input, and what they divide
 * is divided; then groups are clipped, on inputs that are divided too; then all is rounded.
 */
final class AwqBlock {
    /** Products of the clip search that are held at once, in bytes, with their tokens and errors. */
    static final long CLIP_BYTES = 96L << 20;

    private static final KernelText TEXT = Grids.with(KernelText.resource(AwqBlock.class, "awq.py"));

    /** What the clip search passes over: the products of queries and keys are too sensitive to it, says the reference. */
    private static final Set<LinearRole> NEVER_CLIPPED = Set.of(LinearRole.Q, LinearRole.K, LinearRole.QKV);

    private final DecoderBlock block;
    private final LayerOptions<AwqOptions> options;
    private final RunContext run;
    private final Findings findings;
    private final Kernel kernel;
    private final Grids grids;
    private final ScaleSearch search;
    private final Map<LinearInput, ScalePlace> places = new LinkedHashMap<>();
    private final Map<LinearInput, Scale> scales = new LinkedHashMap<>();
    private final StageResult result = new StageResult();

    AwqBlock(
            DecoderBlock block,
            LayerOptions<AwqOptions> options,
            AwqOptions shared,
            RunContext run,
            Findings findings) {
        this.block = block;
        this.options = options;
        this.run = run;
        this.findings = findings;
        this.kernel = run.kernels().load(TEXT);
        this.grids = new Grids(run.kernels());
        this.search = new ScaleSearch(block, options, shared, kernel, run);
    }

    StageResult compress() {
        Finite finite = new Finite(run.kernels());
        block.targets().forEach(finite::requireWeight);
        int steps = block.inputs().size() + block.targets().size();
        int done = 0;
        for (LinearInput input : block.inputs()) {
            run.throwIfCancelled();
            search(input);
            run.progress((double) ++done / steps);
        }
        for (LinearInput input : block.inputs()) {
            for (LinearLayer layer : targets(input)) {
                run.throwIfCancelled();
                finish(layer);
                run.progress((double) ++done / steps);
            }
        }
        places.forEach(this::divide);
        scales.values().forEach(scale -> scale.factors().close());
        return result;
    }

    private List<LinearLayer> targets(LinearInput input) {
        return input.consumers().stream().filter(block.targets()::contains).toList();
    }

    private void search(LinearInput input) {
        boolean wanted = targets(input).stream()
                .allMatch(layer -> options.get(layer.shape()).scaleSearch());
        ScalePlace place = wanted ? ScalePlace.of(input, block.targets()) : new ScalePlace.Nowhere("");
        places.put(input, place);
        if (!(place instanceof ScalePlace.Nowhere)) {
            Scale scale = search.of(input);
            scales.put(input, scale);
            findings.scale(input, scale);
        }
    }

    /** Scales, clips and rounds one linear. */
    private void finish(LinearLayer layer) {
        AwqOptions its = options.get(layer.shape());
        int size = its.groupSize(layer.shape().in());
        Map<String, Double> figures = new TreeMap<>();
        List<String> deviations = new ArrayList<>();
        describeScale(layer, figures, deviations);
        try (NDArray scaled = scaled(layer);
                NDArray clipped = clipped(layer, its, size, scaled, figures, deviations)) {
            GroupQuantizedWeight quantized = grids.awq(layer, clipped, size, its.bits(), !its.zeroPoint());
            figures.put("relativeError", grids.relativeError(quantized, scaled));
            long cutOff = its.zeroPoint() ? grids.ofOneSign(clipped, size) : 0;
            if (cutOff > 0) {
                deviations.add("groups of one sign: " + cutOff + " of "
                        + quantized.scales().size()
                        + "; zero is not among their levels, and what lies beyond the width of their range is cut off");
            }
            result.put(layer, quantized, new LayerReport(layer.shape().name(), figures, deviations));
        }
    }

    /** The weight in the block whose scales are applied. */
    private NDArray scaled(LinearLayer layer) {
        try (NDArray columns = columns(layer);
                NDArray rows = rows(layer)) {
            return kernel.array("scaled", layer.weight(), columns, rows);
        }
    }

    private NDArray columns(LinearLayer layer) {
        Scale scale = scales.get(layer.input());
        return scale == null
                ? kernel.array("ones", layer.weight(), layer.shape().in())
                : kernel.array("copy", scale.factors());
    }

    private NDArray rows(LinearLayer layer) {
        for (Map.Entry<LinearInput, Scale> entry : scales.entrySet()) {
            if (places.get(entry.getKey()) instanceof ScalePlace.OfRows rows
                    && rows.linear().shape().equals(layer.shape())) {
                return kernel.array(
                        "divisors",
                        entry.getValue().factors(),
                        rows.firstRow(),
                        layer.shape().out());
            }
        }
        return kernel.array("ones", layer.weight(), layer.shape().out());
    }

    private NDArray clipped(
            LinearLayer layer,
            AwqOptions its,
            int size,
            NDArray scaled,
            Map<String, Double> figures,
            List<String> deviations) {
        if (!its.clipSearch() || NEVER_CLIPPED.contains(layer.shape().role())) {
            return kernel.array("copy", scaled);
        }
        long tokens = layer.input().tokens();
        if (tokens == 0) {
            deviations.add("not clipped: no calibration token reached it");
            return kernel.array("copy", scaled);
        }
        if (tokens < its.clipTokens()) {
            deviations.add("clipped on all " + tokens + " calibration tokens, fewer than " + its.clipTokens());
        }
        try (NDArray columns = columns(layer);
                NDArray inputs = kernel.array(
                        "divided", layer.input().rows(0, Math.max(1, tokens / its.clipTokens())), columns)) {
            List<NDArray> found = kernel.arrays(
                    "clip", scaled, inputs, size, its.bits(), !its.zeroPoint(), its.clipGrid(), its.clipSteps());
            try (NDArray limits = found.get(0);
                    NDArray share = found.get(1)) {
                figures.put("clippedGroups", (double) share.getFloat());
                findings.clip(layer, limits);
                return kernel.array("clipped", scaled, limits, size);
            }
        }
    }

    private void describeScale(LinearLayer layer, Map<String, Double> figures, List<String> deviations) {
        Scale scale = scales.get(layer.input());
        if (scale == null) {
            String why = ((ScalePlace.Nowhere) places.get(layer.input())).why();
            if (!why.isEmpty()) {
                deviations.add("its input is not scaled: " + why);
            }
            return;
        }
        figures.put("ratio", scale.ratio());
        figures.put("lossAtRatioZero", scale.losses().get(0));
        figures.put("lossAtRatio", scale.loss());
        if (scale.dead() > 0) {
            deviations.add(scale.dead() + " of " + layer.shape().in()
                    + " inputs were zero on all calibration tokens: at ratios above 0 their scale is the floor");
        }
    }

    /** Takes the scale of an input out of what computes it; the rows of a linear were divided with its weight. */
    private void divide(LinearInput input, ScalePlace place) {
        if (place instanceof ScalePlace.OfNorm normed) {
            NDArray factors = scales.get(input).factors();
            result.put(normed.norm(), kernel.array("divided", normed.norm().weight(), factors));
        } else if (place instanceof ScalePlace.OfRows rows
                && rows.linear().bias().isPresent()) {
            LinearLayer linear = rows.linear();
            NDArray bias = linear.bias().get();
            try (NDArray divisors = rows(linear)) {
                result.putBias(linear, kernel.array("divided", bias, divisors));
            }
        }
    }
}

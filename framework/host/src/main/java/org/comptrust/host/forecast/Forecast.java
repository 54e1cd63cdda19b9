package org.comptrust.host.forecast;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.calibration.CalibrationReader;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.Pace;
import org.comptrust.core.plan.AssumedModel;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.host.text.Sizes;

/**
 * What an experiment takes, about: good enough to see whether it is minutes or days, and whether it fits.
 *
 * @param variants in the plan's order, by model and variant
 * @param basis where times come from, a sentence
 */
public record Forecast(Map<String, Map<String, Variant>> variants, String basis) {
    /** At which artifacts are written and hashed, by experience. */
    private static final double WRITTEN_PER_SECOND = 3e8;

    /**
     * One variant.
     *
     * @param weightBytes weights in memory, those shared with the base included
     * @param ownBytes those of them that are not shared with the base
     * @param artifactBytes files of the compressed model, if the cache has none yet; 0 for a base and a checkpoint
     * @param items that it is asked
     * @param seconds for compression, the writing of the artifact and answers together
     * @param compression of that, what compression takes
     */
    public record Variant(
            long weightBytes, long ownBytes, long artifactBytes, long items, double seconds, Compression compression) {
        /** Memory beside the weights, if all activations are held in it. */
        public long compressionBytes() {
            return compression.activationBytes() + compression.scratchBytes();
        }
    }

    public Forecast {
        variants = Map.copyOf(variants);
    }

    /**
     * The forecast of a plan.
     *
     * @param paces of an earlier run; used instead of speeds where there is one
     * @param speed of this machine by a model's dtype
     */
    public static Forecast of(ExperimentPlan plan, List<Pace> paces, Function<String, Speed> speed) {
        Map<String, Map<String, Variant>> variants = new LinkedHashMap<>();
        Set<Boolean> measured = new HashSet<>();
        for (PlannedModel model : plan.models()) {
            variants.put(model.spec().name(), of(model, paces, speed, measured));
        }
        String basis = !measured.contains(true)
                ? "from the speed of matrix products here and the length of some prompts; several times off is possible"
                : !measured.contains(false)
                        ? "from the pace of the run before"
                        : "from the pace of the run before, and for what is new from the speed of matrix products here";
        return new Forecast(variants, basis);
    }

    private static Map<String, Variant> of(
            PlannedModel model, List<Pace> paces, Function<String, Speed> speeds, Set<Boolean> measured) {
        return model.model()
                .shape()
                .map(shape -> of(model, shape, paces, speeds, measured))
                .orElseGet(() -> elsewhere(model, paces, measured));
    }

    /** A model that is not computed here takes no memory; how quick it is only an earlier run tells. */
    private static Map<String, Variant> elsewhere(PlannedModel model, List<Pace> paces, Set<Boolean> measured) {
        Map<String, Variant> variants = new LinkedHashMap<>();
        for (PlannedVariant variant : model.variants()) {
            double seconds = 0;
            for (PlannedDimension dimension : model.dimensions(variant)) {
                Optional<Pace> pace = pace(model, dimension, paces);
                measured.add(pace.isPresent());
                seconds += pace.map(known -> known.secondsPerItem() * dimension.items())
                        .orElse(0.0);
            }
            long items = model.dimensions(variant).stream()
                    .mapToLong(PlannedDimension::items)
                    .sum();
            variants.put(variant.id(), new Variant(0, 0, 0, items, seconds, Compression.NONE));
        }
        return variants;
    }

    private static Optional<Pace> pace(PlannedModel model, PlannedDimension dimension, List<Pace> paces) {
        return paces.stream()
                .filter(known -> known.model().equals(model.spec().name())
                        && known.dimension().equals(dimension.label()))
                .findFirst();
    }

    private static Map<String, Variant> of(
            PlannedModel model,
            ModelShape shape,
            List<Pace> paces,
            Function<String, Speed> speeds,
            Set<Boolean> measured) {
        Speed speed = speeds.apply(model.spec().dtype());
        int bytes = model.spec().dtype().equals("float32") ? 4 : 2;
        double parameters = parameters(shape);
        double active = parameters - (shape.tiedHead() ? 0 : (double) shape.vocabulary() * shape.hidden());
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (PlannedDimension dimension : model.dimensions()) {
            Optional<Pace> pace = pace(model, dimension, paces);
            measured.add(pace.isPresent());
            seconds.put(
                    dimension.label(),
                    pace.isPresent()
                            ? pace.get().secondsPerItem() * dimension.items()
                            : speed.seconds(workload(model, dimension), active, bytes));
        }
        Map<CalibrationSpec, Long> counted = new HashMap<>();
        ToLongFunction<CalibrationSpec> tokens = data -> counted.computeIfAbsent(
                data,
                uncounted -> CalibrationReader.tokens(
                        uncounted, model.model().tokenizer().orElseThrow()));
        Map<String, Variant> variants = new LinkedHashMap<>();
        for (PlannedVariant variant : model.variants()) {
            double own = ownWeights(variant, shape) * bytes;
            List<PlannedDimension> asked = model.dimensions(variant);
            double answers =
                    asked.stream().mapToDouble(d -> seconds.get(d.label())).sum();
            Compression compression = variant.recipe().chain().isEmpty()
                    ? Compression.NONE
                    : Compression.of(variant.recipe(), shape, speeds.apply("float32"), tokens)
                            .beside(bytes == Float.BYTES ? 0 : (long) (parameters + own / bytes) * Float.BYTES);
            long artifact = variant.recipe().chain().isEmpty() ? 0 : artifactBytes(model, variant, shape);
            variants.put(
                    variant.id(),
                    new Variant(
                            (long) (parameters * bytes + own),
                            (long) (variant.isBase() ? parameters * bytes : own),
                            artifact,
                            asked.stream().mapToLong(PlannedDimension::items).sum(),
                            answers + compression.seconds() + artifact / WRITTEN_PER_SECOND,
                            compression));
        }
        return variants;
    }

    /** The base's files, with their linears as the methods leave them. */
    private static long artifactBytes(PlannedModel model, PlannedVariant variant, ModelShape shape) {
        double parameters =
                shape.linears().stream().mapToLong(LinearShape::parameters).sum();
        double stored = shape.linears().stream()
                .mapToDouble(linear -> model.model().storedBits(linear) * linear.parameters() / 8)
                .sum();
        double kept =
                variant.bitsPerWeight().isPresent() ? variant.bitsPerWeight().getAsDouble() * parameters / 8 : stored;
        return Math.max(0, Math.round(checkpointBytes(model, shape) - stored + kept));
    }

    private static Workload workload(PlannedModel model, PlannedDimension dimension) {
        return dimension.failure().isPresent()
                ? Workload.NONE
                : Workload.of(dimension, model.model().tokenizer().orElseThrow());
    }

    /** Embedding, head, linears and norms. */
    private static double parameters(ModelShape shape) {
        double table = (double) shape.vocabulary() * shape.hidden();
        return table * (shape.tiedHead() ? 1 : 2)
                + shape.linears().stream().mapToLong(LinearShape::parameters).sum()
                + (2.0 * shape.blocks().size() + 1) * shape.hidden();
    }

    /** Weights that a variant does not share with its base. */
    private static double ownWeights(PlannedVariant variant, ModelShape shape) {
        if (variant.recipe().checkpoint().isPresent()) {
            if (!(variant.recipe().checkpoint().get().source() instanceof ModelSource.Folder)) {
                return 0;
            }
            return parameters(shape); // equal tensors are shared, which only their content says
        }
        Set<LinearShape> own = new HashSet<>();
        variant.recipe().chain().forEach(link -> own.addAll(targets(link, shape)));
        return own.stream().mapToLong(LinearShape::parameters).sum();
    }

    private static Set<LinearShape> targets(VariantRecipe.Link link, ModelShape shape) {
        CompressionPlan plan = link.plan();
        return PluginBorder.call(link.origin(), "plan", () -> {
            Set<LinearShape> targets = new HashSet<>();
            for (List<LinearShape> block : shape.blocks()) {
                for (Stage stage : plan.stages(block)) {
                    targets.addAll(stage.linears());
                }
            }
            return targets;
        });
    }

    private static double checkpointBytes(PlannedModel model, ModelShape shape) {
        return model.model() instanceof AssumedModel || !(model.spec().source() instanceof ModelSource.Folder folder)
                ? parameters(shape) * 2 // stored in 16 bits, as their linears
                : checkpointBytes(folder.path());
    }

    private static long checkpointBytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                bytes += name.endsWith(".safetensors") || name.startsWith("tokenizer") ? Files.size(file) : 0;
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** Most weights in memory at once: each model's base with its largest variant; models come one after the other and stay. */
    public long memoryBytes() {
        long bases = 0;
        long largest = 0;
        for (Map<String, Variant> model : variants.values()) {
            for (Map.Entry<String, Variant> variant : model.entrySet()) {
                if (variant.getKey().equals(PlannedVariant.BASE)) {
                    bases += variant.getValue().ownBytes();
                } else {
                    largest = Math.max(largest, variant.getValue().ownBytes());
                }
            }
        }
        return bases + largest;
    }

    /** Compressed models on disk, those included that the cache has already. */
    public long diskBytes() {
        return all().stream().mapToLong(Variant::artifactBytes).sum();
    }

    /** Of {@link #seconds}, what compression takes. */
    public double compressionSeconds() {
        return all().stream().mapToDouble(v -> v.compression().seconds()).sum();
    }

    /** Most memory that a compression takes beside weights, if all its activations are held in it. */
    public long compressionBytes() {
        return all().stream().mapToLong(Variant::compressionBytes).max().orElse(0);
    }

    /** The whole run, without what the journal and the cache have already. */
    public double seconds() {
        return all().stream().mapToDouble(Variant::seconds).sum();
    }

    /** The forecast of a variant. */
    public Variant of(String model, String variant) {
        return variants.get(model).get(variant);
    }

    private List<Variant> all() {
        List<Variant> all = new ArrayList<>();
        variants.values().forEach(model -> all.addAll(model.values()));
        return all;
    }

    /**
     * What will not fit.
     *
     * @param memory of the machine, bytes
     * @param cacheFree free on the cache's disk, bytes
     * @param cache its folder
     */
    public List<String> warnings(long memory, long cacheFree, Path cache) {
        List<String> warnings = new ArrayList<>();
        if (memoryBytes() > memory) {
            warnings.add("weights take about " + Sizes.text(memoryBytes()) + " of memory, this machine has "
                    + Sizes.text(memory)
                    + ". Use a smaller model, or dtype: bfloat16 if it is float32.");
        }
        long scratch = all().stream()
                .mapToLong(v -> v.compression().scratchBytes())
                .max()
                .orElse(0);
        if (memoryBytes() <= memory && memoryBytes() + scratch > memory) {
            warnings.add("compression takes about " + Sizes.text(scratch) + " of memory beside "
                    + Sizes.text(memoryBytes()) + " of weights, this machine has " + Sizes.text(memory)
                    + ". Use fewer methods at a time, or a smaller model.");
        }
        long spilled = Math.max(0, compressionBytes() - Math.max(0, memory - memoryBytes()));
        if (spilled > 0 && diskBytes() + spilled > cacheFree && diskBytes() <= cacheFree) {
            warnings.add("activations of the calibration data take about " + Sizes.text(spilled)
                    + " of disk for a while, beside " + Sizes.text(diskBytes()) + " for compressed models; "
                    + Sizes.text(cacheFree) + " are free at " + cache
                    + ". Make room, or use fewer or shorter calibration samples.");
        }
        if (diskBytes() > cacheFree) {
            warnings.add("compressed models take up to " + Sizes.text(diskBytes())
                    + " of disk, " + Sizes.text(cacheFree) + " are free at " + cache
                    + ". Make room, or name another folder by COMPTRUST_CACHE.");
        }
        return warnings;
    }
}

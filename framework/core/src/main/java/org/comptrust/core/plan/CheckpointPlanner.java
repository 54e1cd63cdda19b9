package org.comptrust.core.plan;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.spec.ExperimentSpec.CheckpointEntry;
import org.comptrust.core.spec.ExperimentSpec.ModelEntry;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;

/** Checks that a model that was compressed elsewhere can be judged as a variant of its base. */
final class CheckpointPlanner {
    private final Models models;
    private final Problems problems;
    private final long seed;
    private final ModelEntry base;
    private final Models.Model model;
    private final BiConsumer<Place, ModelException> unusable;

    /** @param unusable takes folders that are no usable checkpoint, with the place where they are named */
    CheckpointPlanner(
            Models models,
            Problems problems,
            long seed,
            ModelEntry base,
            Models.Model model,
            BiConsumer<Place, ModelException> unusable) {
        this.models = models;
        this.problems = problems;
        this.seed = seed;
        this.base = base;
        this.model = model;
        this.unusable = unusable;
    }

    /** The variant; empty after a problem, and for the checkpoint of another model. */
    Optional<PlannedVariant> plan(String key, CheckpointEntry entry) {
        if (!entry.of().equals(base.spec().name())) {
            return Optional.empty();
        }
        // Beside a base in memory, a checkpoint's own chat template is not looked at: it is asked with that of the
        // base.
        boolean both =
                entry.source() instanceof ModelSource.Folder && base.spec().source() instanceof ModelSource.Folder;
        ModelSpec spec = new ModelSpec(
                key,
                entry.source(),
                base.spec().dtype(),
                both ? "plain" : base.spec().chatTemplate(),
                base.spec().paperTemplate());
        if (entry.source() instanceof ModelSource.Folder folder
                && !Files.isDirectory(folder.path())) { // tolerated, and said where it was read
            return Optional.of(new PlannedVariant(
                    key,
                    key,
                    new VariantRecipe(Optional.of(spec), List.of(), seed),
                    OptionalDouble.empty(),
                    Optional.empty()));
        }
        Models.Model theirs;
        try {
            theirs = models.open(spec);
        } catch (ModelException cannot) {
            unusable.accept(entry.place(), cannot);
            return Optional.empty();
        }
        Optional<String> misfit = model.shape().flatMap(ours -> theirs.shape().flatMap(other -> misfit(ours, other)));
        if (misfit.isPresent()) {
            problems.add(
                    entry.place(),
                    "is no variant of " + base.spec().name() + ": " + misfit.get(),
                    "Name the folder of a checkpoint that was made from it, or judge this one alone under models.");
            return Optional.empty();
        }
        if (!(model instanceof AssumedModel)
                && model.tokenizer().isPresent()
                && theirs.tokenizer().isPresent()
                && !theirs.tokenizer()
                        .get()
                        .identity()
                        .equals(model.tokenizer().get().identity())) {
            problems.add(
                    entry.place(),
                    "has another tokenizer than " + base.spec().name() + ", so the two would not be asked the same",
                    "If both mean the same tokens, copy tokenizer.json and tokenizer_config.json of "
                            + base.spec().source().describe() + " into it.");
            return Optional.empty();
        }
        return Optional.of(new PlannedVariant(
                key,
                key,
                new VariantRecipe(Optional.of(spec), List.of(), seed),
                theirs.shape().isPresent() ? OptionalDouble.of(storedBits(theirs)) : OptionalDouble.empty(),
                Optional.empty()));
    }

    /** What of the shape differs, in the words of {@code config.json}. */
    private static Optional<String> misfit(ModelShape ours, ModelShape other) {
        return differs("architecture", ours.architecture(), other.architecture())
                .or(() -> differs("vocab_size", ours.vocabulary(), other.vocabulary()))
                .or(() -> differs("hidden_size", ours.hidden(), other.hidden()))
                .or(() -> differs(
                        "num_hidden_layers",
                        ours.blocks().size(),
                        other.blocks().size()))
                .or(() -> differs("num_attention_heads", ours.heads(), other.heads()))
                .or(() -> differs("num_key_value_heads", ours.kvHeads(), other.kvHeads()))
                .or(() -> differs("head_dim", ours.headDim(), other.headDim()))
                .or(() -> differs("max_position_embeddings", ours.maxPositions(), other.maxPositions()))
                .or(() -> differs("tie_word_embeddings", ours.tiedHead(), other.tiedHead()))
                .or(() -> otherLinear(ours.linears(), other.linears()));
    }

    private static Optional<String> differs(String what, Object ours, Object theirs) {
        return ours.equals(theirs) ? Optional.empty() : Optional.of("its " + what + " is " + theirs + ", not " + ours);
    }

    private static Optional<String> otherLinear(List<LinearShape> ours, List<LinearShape> theirs) {
        return theirs.stream()
                .filter(linear -> !ours.contains(linear))
                .findFirst()
                .map(linear -> "its " + linear.name() + " has another shape: " + linear.out() + " x " + linear.in());
    }

    private static double storedBits(Models.Model theirs) {
        double bits = 0;
        long weights = 0;
        for (LinearShape linear : theirs.shape().orElseThrow().linears()) {
            bits += theirs.storedBits(linear) * linear.parameters();
            weights += linear.parameters();
        }
        return bits / weights;
    }
}

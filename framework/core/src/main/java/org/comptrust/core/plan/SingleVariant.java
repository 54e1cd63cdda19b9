package org.comptrust.core.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.ExperimentSpec.ModelEntry;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecException;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecParser;
import org.comptrust.core.spec.SpecReader;

/** One compressed model without anything that is asked of it: an experiment of one model and one method, without dimensions. */
public final class SingleVariant {
    /** Where an experiment would say what it asks. */
    private static final String DIMENSIONS = "dimensions";

    private final Catalog catalog;
    private final Models models;

    /** @param models ways to models; closed by whoever made it */
    public SingleVariant(Catalog catalog, Models models) {
        this.catalog = catalog;
        this.models = models;
    }

    /**
     * A planned variant.
     *
     * @param model that is compressed
     * @param variant that will be made of it
     */
    public record Planned(Models.Model model, PlannedVariant variant) {}

    /**
     * Plans the variant of a text.
     *
     * @param yaml an experiment as a file would hold it, without dimensions
     * @throws SpecException with all problems; their paths are those of the text
     * @throws ModelException if the model's folder is not a usable checkpoint
     */
    public Planned plan(String yaml) {
        Problems problems = new Problems("command line");
        Optional<SpecNode> root = SpecReader.parse(yaml, problems);
        if (root.isEmpty()) {
            problems.throwIfAny();
        }
        ExperimentSpec spec =
                SpecParser.parse(Path.of("").toAbsolutePath().resolve("here"), root.orElseThrow(), problems);
        if (spec.models().isEmpty()) {
            throw new SpecException(withoutDimensions(problems));
        }
        ModelEntry entry = spec.models().get(0);
        ModelSpec named = entry.spec();
        Models.Model model = models.open(
                named.dtype().equals(ModelSpec.AUTO) ? named.in(models.quickerDtype(spec.devices())) : named);
        List<PlannedVariant> variants = new VariantPlanner(
                        catalog, problems, spec, Optional.of(model), "", Optional.empty())
                .plan().stream().filter(variant -> !variant.isBase()).toList();
        List<Problem> found = withoutDimensions(problems);
        if (!found.isEmpty()) {
            throw new SpecException(found);
        }
        if (variants.size() != 1) {
            String names =
                    String.join(", ", variants.stream().map(PlannedVariant::id).toList());
            throw new SpecException(List.of(new Problem(
                    "command line",
                    1,
                    1,
                    "methods",
                    "names " + variants.size() + " variants: " + names,
                    "Give each option one value.")));
        }
        return new Planned(model, variants.get(0));
    }

    private static List<Problem> withoutDimensions(Problems problems) {
        List<Problem> found = new ArrayList<>(problems.list());
        found.removeIf(problem -> problem.path().equals(DIMENSIONS));
        return found;
    }
}

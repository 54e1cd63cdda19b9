package org.comptrust.core.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Locale;
import java.util.Map;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellId;

/** A plan as JSON: for {@code plan --json} and the journal. */
public final class PlanJson {
    private PlanJson() {}

    public static String of(ExperimentPlan plan) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", plan.name())
                .put("seed", plan.seed())
                .put("cells", plan.cells().size());
        ArrayNode models = json.putArray("models");
        plan.models().forEach(model -> model(models.addObject(), model));
        return json.toPrettyString();
    }

    /** The cells in the order of the run, each with the number of items that it asks. */
    static String cells(ExperimentPlan plan) {
        ArrayNode cells = JsonNodeFactory.instance.arrayNode();
        for (CellId cell : plan.cells()) {
            int items = plan.models().stream()
                    .filter(model -> model.spec().name().equals(cell.model()))
                    .flatMap(model -> model.dimensions().stream())
                    .filter(dimension -> dimension.label().equals(cell.dimension()))
                    .mapToInt(PlannedDimension::items)
                    .sum();
            cells.addObject()
                    .put("model", cell.model())
                    .put("variant", cell.variant())
                    .put("dimension", cell.dimension())
                    .put("items", items);
        }
        return cells.toString();
    }

    private static void model(ObjectNode json, PlannedModel model) {
        json.put("name", model.spec().name())
                .put("source", model.spec().source().describe())
                .put("dtype", model.spec().dtype())
                .put("chatTemplate", model.spec().chatTemplate())
                .put("paperTemplate", model.spec().paperTemplate().orElse(null))
                .put(
                        "architecture",
                        model.model().shape().map(ModelShape::architecture).orElse(null));
        ArrayNode variants = json.putArray("variants");
        model.variants().forEach(variant -> variant(variants.addObject(), variant));
        ArrayNode dimensions = json.putArray("dimensions");
        model.dimensions().forEach(dimension -> dimension(dimensions.addObject(), dimension));
    }

    private static void variant(ObjectNode json, PlannedVariant variant) {
        json.put("id", variant.id());
        variant.bitsPerWeight().ifPresent(bits -> json.put("estimatedBitsPerWeight", bits));
        variant.failure().ifPresent(failure -> json.put("failure", failure.message()));
        variant.recipe()
                .checkpoint()
                .ifPresent(theirs -> json.put("checkpoint", theirs.source().describe()));
        ArrayNode chain = json.putArray("chain");
        for (VariantRecipe.Link link : variant.recipe().chain()) {
            ObjectNode node = chain.addObject().put("method", link.method());
            node.putRawValue("options", new RawValue(link.options()));
            origin(node, link.origin());
            link.calibration().ifPresent(data -> node.putObject("calibration")
                    .put("name", data.name())
                    .put("data", data.text().map(Object::toString).orElse("model"))
                    .put("samples", data.samples())
                    .put("length", data.length())
                    .put("seed", data.seed()));
        }
    }

    private static void dimension(ObjectNode json, PlannedDimension dimension) {
        json.put("label", dimension.label()).put("id", dimension.id()).put("version", dimension.version());
        json.putRawValue("options", new RawValue(dimension.options()));
        origin(json, dimension.origin());
        json.put("prompts", dimension.prompts().name().toLowerCase(Locale.ROOT));
        json.put("items", dimension.items());
        dimension.failure().ifPresent(failure -> json.put("failure", failure.message()));
        ArrayNode scenarios = json.putArray("scenarios");
        for (PlannedScenario scenario : dimension.scenarios()) {
            ObjectNode node = scenarios
                    .addObject()
                    .put("id", scenario.id())
                    .put("items", scenario.selection().size())
                    .put("of", scenario.total())
                    .put("scored", scenario.scored())
                    .put("chosen", scenario.chosen());
            scenario.unavailable().ifPresent(why -> node.put("unavailable", why));
            if (!scenario.badRows().isEmpty()) {
                ArrayNode first =
                        node.put("rowsLeftOut", scenario.badRows().rows()).putArray("firstLeftOut");
                scenario.badRows().first().forEach(first::add);
            }
        }
        if (!dimension.scorers().isEmpty()) {
            ObjectNode scorers = json.putObject("scorers");
            dimension.scorers().forEach((role, scorer) -> {
                ObjectNode node = scorers.putObject(role).put("id", scorer.id());
                node.putRawValue("options", new RawValue(scorer.options()));
                origin(node, scorer.origin());
            });
        }
        dimension.pack().ifPresent(pack -> {
            ObjectNode node = json.putObject("pack")
                    .put("name", pack.name())
                    .put("version", pack.version())
                    .put("licence", pack.licence());
            pack.commit().ifPresent(commit -> node.put("commit", commit));
            node.put("sha256", pack.checksum());
        });
        ObjectNode data = json.putObject("data");
        dimension.dataHashes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }

    private static void origin(ObjectNode json, Origin origin) {
        json.putObject("plugin")
                .put("id", origin.plugin())
                .put("version", origin.version())
                .put("jar", origin.jar())
                .put("sha256", origin.sha256());
    }
}

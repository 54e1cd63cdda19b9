package org.comptrust.core.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.analysis.AverageScore;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.Confidence;
import org.comptrust.core.result.Interval;
import org.comptrust.core.result.Judgement;
import org.comptrust.core.result.ReaderCard;
import org.comptrust.core.result.ScenarioScore;

/**
 * The results for programs: all of {@link ResultsCsv} as a tree, with the reasons where a figure is missing. ASCII only, no times, no
 * paths: two runs can be compared byte for byte.
 */
public final class ResultsJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final ExperimentPlan plan;
    private final Results results;

    private ResultsJson(ExperimentPlan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    /** The tree as text. */
    public static String of(ExperimentPlan plan, Results results) {
        try {
            return MAPPER.writeValueAsString(new ResultsJson(plan, results).tree()) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can be written", impossible);
        }
    }

    private ObjectNode tree() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schema", "comptrust-results/1")
                .put("experiment", plan.name())
                .put("version", results.about().getOrDefault("version", ""))
                .put("seed", plan.seed())
                .put("resamples", results.resamples());
        json.putObject("verdicts")
                .put("alpha", results.margins().alpha())
                .put("correction", results.margins().holm() ? "holm" : "none");
        ArrayNode cells = json.putArray("cells");
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                for (PlannedDimension dimension : model.dimensions()) {
                    cell(cells.addObject(), model, variant, dimension);
                }
            }
        }
        ArrayNode prompts = json.putArray("prompts");
        plan.models().forEach(model -> prompts(prompts, model));
        ObjectNode cards = json.putObject("readers");
        results.readers().forEach((dimension, card) -> card(cards.putObject(dimension), card));
        ArrayNode averages = json.putArray("averages");
        for (AverageScore average : AverageScore.of(plan, results)) {
            ObjectNode one = averages.addObject()
                    .put("model", average.variant().model())
                    .put("variant", average.variant().variant())
                    .put("average", average.definition().name());
            average.value().ifPresent(value -> one.put("value", value));
            average.difference().ifPresent(value -> one.put("difference", value));
            if (!average.why().isEmpty()) {
                one.put("missing", average.why());
            }
        }
        ArrayNode noise = json.putArray("noiseFloor");
        results.noise().forEach((cell, floor) -> noise.addObject()
                .put("model", cell.model())
                .put("dimension", cell.dimension())
                .put("items", floor.items())
                .put("answers", floor.answers())
                .put("flips", floor.flips())
                .put("difference", floor.difference()));
        ArrayNode scorers = json.putArray("scorers");
        for (ScorerTable.Used used : ScorerTable.used(plan.models(), results)) {
            ObjectNode node = scorers.addObject()
                    .put("role", used.scorer().role())
                    .put("id", used.scorer().id())
                    .put("about", used.card().about());
            ArrayNode figures = node.putArray("figures");
            used.card().figures().forEach(figure -> metric(figures.addObject(), figure));
            ArrayNode remarks = node.putArray("remarks");
            used.card().remarks().forEach(remarks::add);
        }
        return json;
    }

    private void cell(ObjectNode json, PlannedModel model, PlannedVariant variant, PlannedDimension dimension) {
        CellId id = new CellId(model.spec().name(), variant.id(), dimension.label());
        CellResult result = results.cell(id).orElseThrow();
        json.put("model", id.model()).put("variant", id.variant());
        ArrayNode chain = json.putArray("chain");
        for (VariantRecipe.Link link : variant.recipe().chain()) {
            chain.addObject().put("method", link.method()).put("options", link.options());
        }
        results.weighed(id.model(), id.variant()).ifPresent(facts -> json.put("bitsPerWeight", facts.bitsPerWeight())
                .put("sparsity", facts.sparsity())
                .put("weightBytes", facts.weightBytes()));
        json.put("dimension", id.dimension())
                .put("dimensionVersion", dimension.version())
                .put("scale", dimension.scale().name())
                .put("status", result.status());
        ArrayNode scenarios = json.putArray("scenarios");
        for (PlannedScenario scenario : dimension.scenarios()) {
            scenario(
                    scenarios.addObject(),
                    scenario,
                    ScenarioRows.of(new Scored(model, results), variant, dimension, scenario));
        }
        if (result instanceof CellResult.Scored scored) {
            score(json, scored.score());
        } else if (result instanceof CellResult.Failed failed) {
            json.put("failure", failed.kind().name()); // the message may hold paths of this machine
        }
    }

    /** Why one is unavailable may hold paths of this machine: it is in the report. */
    private static void scenario(ObjectNode json, PlannedScenario scenario, Optional<ScenarioScore> score) {
        json.put("scenario", scenario.id())
                .put("inScore", scenario.scored())
                .put("status", ScenarioRows.status(scenario))
                .put("itemsInAll", scenario.total());
        if (score.isEmpty()) {
            return;
        }
        ScenarioScore found = score.get();
        json.put("itemsAsked", found.asked())
                .put("unanswerable", found.unanswerable())
                .put("itemsWithDroppedShots", found.itemsWithDroppedShots())
                .put("droppedShots", found.droppedShots());
        found.score().ifPresent(metric -> metric(json.putObject("score"), metric));
        confidence(json, "score", found.statistics().score());
        if (found.asked() > found.unanswerable()) {
            json.put("refusalRate", found.refusalRate());
            interval(json, "refusalInterval", found.statistics().refusals());
            json.put("unreadableRate", found.unreadableRate());
            interval(json, "unreadableInterval", found.statistics().unreadable());
        }
    }

    private static void card(ObjectNode json, ReaderCard card) {
        json.put("cases", card.cases()).put("agreements", card.agreements());
        card.agreement().ifPresent(share -> json.put("agreement", share));
        ArrayNode labels = json.putArray("labels");
        for (ReaderCard.Label label : card.labels()) {
            ObjectNode node = labels.addObject()
                    .put("label", label.label())
                    .put("present", label.present())
                    .put("found", label.found())
                    .put("absent", label.absent())
                    .put("rejected", label.rejected());
            label.sensitivity().ifPresent(share -> node.put("sensitivity", share));
            label.specificity().ifPresent(share -> node.put("specificity", share));
        }
    }

    private void prompts(ArrayNode json, PlannedModel model) {
        Scored cells = new Scored(model, results);
        for (PromptPair pair : PromptPair.of(model)) {
            ObjectNode node = json.addObject()
                    .put("model", model.spec().name())
                    .put("paper", pair.paper().label())
                    .put("corrected", pair.corrected().label());
            ArrayNode variants = node.putArray("variants");
            for (PlannedVariant variant : model.variants()) {
                ObjectNode one = variants.addObject().put("variant", variant.id());
                side(one, "paper", cells.score(variant, pair.paper()));
                side(one, "corrected", cells.score(variant, pair.corrected()));
                pair.ofTheTemplate(variant, cells).ifPresent(points -> one.put("differenceOfTheTemplate", points));
            }
        }
    }

    private static void side(ObjectNode json, String name, Optional<CellScore> score) {
        score.ifPresent(found -> {
            ObjectNode node = json.putObject(name)
                    .put("refusalRate", found.refusalRate())
                    .put("unreadableRate", found.unreadableRate());
            found.score().headline().ifPresent(headline -> node.put("score", headline.value()));
            found.againstBase().ifPresent(against -> node.put("difference", against.difference()));
        });
    }

    private static void score(ObjectNode json, CellScore score) {
        score.score().headline().ifPresent(headline -> metric(json.putObject("score"), headline));
        confidence(json, "score", score.statistics().score());
        json.put("items", score.items())
                .put("unanswerable", score.unanswerable())
                .put("droppedShots", score.droppedShots())
                .put("refusalRate", score.refusalRate());
        interval(json, "refusalInterval", score.statistics().refusals());
        json.put("unreadableRate", score.unreadableRate());
        interval(json, "unreadableInterval", score.statistics().unreadable());
        score.againstBase().ifPresent(against -> comparison(json.putObject("againstBase"), against));
        ArrayNode metrics = json.putArray("metrics");
        score.score().metrics().forEach(metric -> metric(metrics.addObject(), metric));
        ArrayNode remarks = json.putArray("remarks");
        score.score().remarks().forEach(remarks::add);
    }

    private static void comparison(ObjectNode json, Comparison against) {
        json.put("items", against.items())
                .put("baseValue", against.baseValue())
                .put("difference", against.difference());
        confidence(json, "difference", against.statistics().difference());
        json.put("flipsOkToBad", against.okToBad())
                .put("flipsBadToOk", against.badToOk())
                .put("mcNemarP", against.statistics().mcNemar());
        against.statistics().judgement().ifPresent(judgement -> judgement(json.putObject("verdict"), judgement));
    }

    private static void judgement(ObjectNode json, Judgement judgement) {
        json.put("verdict", judgement.verdict().word())
                .put("margin", judgement.margin())
                .put("p", judgement.p());
        judgement.itemsToDecide().ifPresent(items -> json.put("itemsToDecide", items));
    }

    private static void confidence(ObjectNode json, String figure, Confidence confidence) {
        interval(json, figure + "Interval", confidence.interval());
        if (!confidence.why().isEmpty()) {
            json.put(figure + "IntervalMissing", confidence.why());
        }
    }

    private static void interval(ObjectNode json, String name, Optional<Interval> interval) {
        interval.ifPresent(ends -> json.putArray(name).add(ends.low()).add(ends.high()));
    }

    private static void metric(ObjectNode json, Metric metric) {
        json.put("name", metric.name()).put("value", metric.value()).put("unit", metric.unit());
    }
}

package org.comptrust.core.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.core.analysis.Efficiency;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.data.Pack;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.VariantId;

/** Where the numbers come from: variants with options and hashes, plugins, data, versions. */
final class Provenance {
    private static final int MOST_DEVIATIONS = 200;

    private final Html html;
    private final ExperimentPlan plan;
    private final Results results;

    Provenance(Html html, ExperimentPlan plan, Results results) {
        this.html = html;
        this.plan = plan;
        this.results = results;
    }

    void write() {
        html.leaf("h2", "Variants");
        plan.models().forEach(model -> model.variants().forEach(variant -> variant(model, variant)));
        html.leaf("h2", "Provenance");
        html.open("p")
                .text("comptrust " + results.about().getOrDefault("version", "") + ", seed " + plan.seed() + ".")
                .close();
        plugins();
        data();
    }

    private void variant(PlannedModel model, PlannedVariant variant) {
        html.open("details")
                .leaf("summary", model.spec().name() + " / " + variant.id())
                .open("dl");
        term(
                "source",
                variant.recipe().checkpoint().orElse(model.spec()).source().describe());
        for (VariantRecipe.Link link : variant.recipe().chain()) {
            term("method", link.method());
            term("options", link.options());
            link.calibration().ifPresent(data -> term("calibration", calibration(data)));
        }
        Optional<VariantRecord> record = results.variant(model.spec().name(), variant.id());
        record.ifPresent(this::record);
        Optional.ofNullable(results.efficiency().get(new VariantId(model.spec().name(), variant.id())))
                .ifPresent(this::asked);
        html.close();
        record.ifPresent(found -> deviations(found.facts().layers()));
        html.close();
    }

    /** What was asked and read in all; of a served model, what it may have cost. */
    private void asked(Efficiency efficiency) {
        term(
                "asked",
                efficiency.groups() + " times, " + efficiency.promptTokens() + " tokens of prompts and "
                        + efficiency.answerTokens() + " of answers, in " + Figures.decimals(efficiency.seconds(), 1)
                        + " s");
    }

    private void record(VariantRecord record) {
        if (record.facts().weighed()) {
            term(
                    "bits per weight",
                    Figures.rounded(record.facts().bitsPerWeight()) + " (scales and zero-points included)");
            term("weights that are zero", Figures.percent(record.facts().sparsity()));
            term("size of the block linears", record.facts().weightBytes() + " bytes");
        }
        term("weights", record.identity().weights());
        term("tokenizer", record.identity().tokenizer());
        term("chat template", record.identity().template());
        term("engine", record.identity().engine());
        new TreeMap<>(record.facts().provenance()).forEach(this::term);
    }

    /** What the method says changed a number in some layer. */
    private void deviations(List<LayerReport> layers) {
        List<LayerReport> deviating =
                layers.stream().filter(layer -> !layer.deviations().isEmpty()).toList();
        if (deviating.isEmpty()) {
            return;
        }
        html.leaf("h3", "Deviations in " + deviating.size() + " of " + layers.size() + " layers")
                .open("ul");
        deviating.stream()
                .limit(MOST_DEVIATIONS)
                .forEach(layer -> html.leaf("li", layer.linear() + ": " + String.join("; ", layer.deviations())));
        if (deviating.size() > MOST_DEVIATIONS) {
            html.leaf("li", "and " + (deviating.size() - MOST_DEVIATIONS) + " more layers");
        }
        html.close();
    }

    private void plugins() {
        Set<Origin> origins = new TreeSet<>(Comparator.comparing(Origin::plugin)
                .thenComparing(Origin::version)
                .thenComparing(Origin::jar)
                .thenComparing(Origin::sha256));
        for (PlannedModel model : plan.models()) {
            model.variants().forEach(variant -> variant.recipe().chain().forEach(link -> origins.add(link.origin())));
            model.dimensions().forEach(dimension -> {
                origins.add(dimension.origin());
                dimension.scorers().values().forEach(scorer -> origins.add(scorer.origin()));
            });
        }
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("plugin", "version", "jar", "sha256").forEach(title -> html.leaf("th", title));
        html.close().close().open("tbody");
        for (Origin origin : origins) {
            html.open("tr")
                    .leaf("th", origin.plugin())
                    .leaf("td", origin.version())
                    .leaf("td", origin.jar());
            html.open("td").leaf("code", origin.sha256()).close().close();
        }
        html.close().close().close();
    }

    private void data() {
        for (PlannedDimension dimension : plan.models().get(0).dimensions()) {
            html.open("details").leaf("summary", "Options and data of " + dimension.label());
            html.open("p")
                    .text("Version " + dimension.version() + ", options ")
                    .leaf("code", dimension.options())
                    .close();
            dimension.pack().ifPresent(this::pack);
            html.open("ul");
            for (Map.Entry<String, String> file : new TreeMap<>(dimension.dataHashes()).entrySet()) {
                html.open("li")
                        .text(file.getKey() + " ")
                        .leaf("code", file.getValue())
                        .close();
            }
            html.close().close();
        }
    }

    private void pack(Pack pack) {
        html.open("p")
                .text("Data pack " + pack.title()
                        + pack.commit().map(commit -> ", commit " + commit).orElse("") + ", checksum ")
                .leaf("code", pack.checksum())
                .text(". Cite: " + pack.citation())
                .close();
    }

    private void term(String name, String value) {
        html.leaf("dt", name, "class", "soft").open("dd").leaf("code", value).close();
    }

    private static String calibration(CalibrationSpec data) {
        String source = data.text().map(Provenance::source).orElse("text sampled from the model itself");
        return data.name() + ": " + source + ", " + data.samples() + " samples of " + data.length() + " tokens, seed "
                + data.seed();
    }

    private static String source(CalibrationSpec.Text text) {
        String source = text.file().getFileName() + ", " + text.select().name().toLowerCase(Locale.ROOT);
        return text.select() == CalibrationSpec.Select.RECORDS
                ? source + " by template " + text.template().name()
                : source;
    }
}

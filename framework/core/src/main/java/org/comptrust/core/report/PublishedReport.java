package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.published.AverageCheck;
import org.comptrust.core.published.Finding;
import org.comptrust.core.published.Findings;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;

/** A table of published scores as one page that needs nothing else: differences, bars, averages and what the figures say. */
public final class PublishedReport {
    private final PublishedScores scores;
    private final List<PublishedRow> against;
    private final double margin;
    private final Html html = new Html();

    private PublishedReport(PublishedScores scores, List<PublishedRow> against, double margin) {
        this.scores = scores;
        this.against = against;
        this.margin = margin;
    }

    /**
     * The page as text.
     *
     * @param against rows that all others are compared with, besides their own uncompressed models
     * @param margin difference that does not matter, in points
     */
    public static String of(PublishedScores scores, List<PublishedRow> against, double margin) {
        return new PublishedReport(scores, against, margin).page();
    }

    private String page() {
        html.open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.leaf("title", scores.name() + " - comptrust")
                .style(HtmlReport.css())
                .close();
        html.open("body").open("main");
        html.leaf("h1", scores.name());
        summary();
        findings();
        for (String model : scores.models()) {
            model(model);
        }
        against.forEach(this::against);
        averages();
        provenance();
        return html.close().close().close().toString();
    }

    private void summary() {
        long dense = scores.rows().stream().filter(PublishedRow::isDense).count();
        html.open("p")
                .text(scores.rows().size() + " published rows: "
                        + (scores.rows().size() - dense) + " compressed variants and " + dense
                        + " uncompressed models.")
                .close();
        html.open("p", "class", "soft")
                .text(
                        "These figures were imported, not measured here. They come without items: there are differences, but no "
                                + "intervals, flips or verdicts. Scores are 0 to 100, higher is better. Colours count margins of "
                                + Figures.plain(margin) + " points.")
                .close();
    }

    private void findings() {
        html.leaf("h2", "What the figures say");
        html.leaf(
                "p",
                "Claims of the study, each counted in the figures of this table by the rule beside it.",
                "class",
                "soft");
        for (Finding finding : Findings.of(scores, margin)) {
            html.open("details", "class", "finding").open("summary");
            html.leaf("strong", finding.claim())
                    .text(": holds in " + finding.holding() + " of "
                            + finding.cases().size() + ".")
                    .close();
            html.leaf("p", "Counted: " + finding.rule() + ".", "class", "soft");
            html.open("div", "class", "wide").open("table").open("tbody");
            for (Finding.Case one : finding.cases()) {
                html.open("tr").leaf("th", one.of(), "scope", "row");
                html.leaf("td", one.holds() ? "holds" : "does not hold", "class", one.holds() ? "yes" : "no");
                html.leaf("td", one.figures()).close();
            }
            html.close().close().close().close();
        }
    }

    private void model(String model) {
        Optional<PublishedRow> dense = scores.dense(model);
        List<PublishedRow> variants = sorted(scores.variants(model));
        if (variants.isEmpty()) {
            return;
        }
        html.leaf("h2", model);
        if (dense.isEmpty()) {
            html.leaf("p", "The table has no uncompressed " + model + " to compare with.");
            return;
        }
        html.leaf(
                "p",
                "Difference to the uncompressed model, and below it the score. Hatched: the refusal rate moved by more than "
                        + Figures.plain(RefusalShift.NOTABLE)
                        + " points, so the score may say more about refusing than about the rest.",
                "class",
                "soft");
        new DifferenceMap(html, scores, margin).write(Map.of(model, variants), dense.get());
        legend();
        List<RateBars> charts = scores.dimensions().stream()
                .map(dimension -> new RateBars(html, scores, model, dimension))
                .filter(RateBars::isWorthDrawing)
                .toList();
        if (!charts.isEmpty()) {
            html.leaf("h3", "Scores of " + model + " over bits and patterns");
            html.open("div", "class", "charts");
            charts.forEach(RateBars::write);
            html.close();
        }
    }

    private void legend() {
        HeatMap.legend(html);
        html.open("p", "class", "legend");
        RefusalShift.legend(html);
        html.close();
    }

    /** Compress larger or train smaller? */
    private void against(PublishedRow reference) {
        html.leaf("h2", "Against " + name(reference));
        Map<String, List<PublishedRow>> groups = new LinkedHashMap<>();
        for (String model : scores.models()) {
            List<PublishedRow> rows = sorted(
                    scores.of(model).stream().filter(row -> row != reference).toList());
            if (!rows.isEmpty() && !model.equals(reference.model())) {
                groups.put(model, rows);
            }
        }
        html.open("ul");
        for (AverageDefinition definition : AverageDefinition.all()) {
            Optional<Double> own = definition.of(reference.values());
            if (own.isEmpty()) {
                continue;
            }
            List<String> counts = new ArrayList<>();
            groups.forEach((model, rows) -> {
                List<PublishedRow> variants =
                        rows.stream().filter(row -> !row.isDense()).toList();
                long better = variants.stream()
                        .filter(row -> definition
                                .of(row.values())
                                .filter(value -> value > own.get())
                                .isPresent())
                        .count();
                if (!variants.isEmpty()) {
                    counts.add(better + " of " + variants.size() + " of " + model);
                }
            });
            html.leaf(
                    "li",
                    definition.name() + ": " + Figures.rounded(own.get()) + ". Compressed variants that have more: "
                            + String.join(", ", counts) + ".");
        }
        html.close();
        new DifferenceMap(html, scores, margin).write(groups, reference);
        legend();
    }

    private void averages() {
        List<AverageCheck> checks = AverageCheck.of(scores);
        html.leaf("h2", "Averages").open("ul");
        for (AverageDefinition definition : AverageDefinition.all()) {
            List<AverageCheck> compared = checks.stream()
                    .filter(check -> check.definition().equals(definition) && check.canBeCompared())
                    .toList();
            html.open("li").leaf("strong", definition.name()).text(": " + definition.about() + ".");
            if (!compared.isEmpty()) {
                html.text(" Computed and published agree to rounding in "
                        + compared.stream().filter(AverageCheck::agrees).count() + " of " + compared.size() + " rows.");
            }
            html.close();
        }
        html.close();
        html.open("div", "class", "wide")
                .open("table", "class", "averages")
                .open("thead")
                .open("tr");
        html.leaf("th", "model").leaf("th", "variant");
        for (AverageDefinition definition : AverageDefinition.all()) {
            html.leaf("th", definition.name());
            if (hasPublished(definition)) {
                html.leaf("th", definition.name() + ", published");
            }
        }
        html.close().close().open("tbody");
        for (PublishedRow row : scores.rows()) {
            html.open("tr").leaf("th", row.model(), "scope", "row").leaf("td", row.words());
            for (AverageDefinition definition : AverageDefinition.all()) {
                List<String> missing = definition.missing(row.values());
                html.leaf(
                        "td",
                        definition
                                .of(row.values())
                                .map(Figures::rounded)
                                .orElse("none: no " + String.join(", ", missing)),
                        "class",
                        "figure");
                if (hasPublished(definition)) {
                    html.leaf(
                            "td",
                            Optional.ofNullable(row.averages().get(definition.name()))
                                    .map(figure -> Figures.decimals(figure.value(), figure.decimals()))
                                    .orElse(""),
                            "class",
                            "figure");
                }
            }
            html.close();
        }
        html.close().close().close();
    }

    private boolean hasPublished(AverageDefinition definition) {
        return scores.rows().stream().anyMatch(row -> row.averages().containsKey(definition.name()));
    }

    private void provenance() {
        html.leaf("h2", "Provenance");
        html.open("p").text(scores.file() + " ").leaf("code", scores.sha256()).close();
        if (!scores.ignored().isEmpty()) {
            html.leaf("p", "Columns that were not read: " + String.join(", ", scores.ignored()) + ".");
        }
    }

    private static String name(PublishedRow row) {
        return row.isDense() ? row.model() : row.model() + ", " + row.words();
    }

    /** The uncompressed model first; methods in the order of the table, what keeps most first. */
    private static List<PublishedRow> sorted(List<PublishedRow> rows) {
        List<String> methods =
                rows.stream().map(PublishedRow::method).distinct().toList();
        return rows.stream()
                .sorted(Comparator.comparing((PublishedRow row) -> !row.isDense())
                        .thenComparing(row -> methods.indexOf(row.method()))
                        .thenComparing(PublishedRow::rate)
                        .thenComparing(row -> row.seed().orElse("")))
                .toList();
    }
}

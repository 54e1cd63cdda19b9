package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.core.PublishedResults;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.published.AverageCheck;
import org.comptrust.core.published.Finding;
import org.comptrust.core.published.Findings;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.host.text.TextTable;

/** Published scores in a folder of results, for people and for programs. */
final class PublishedView {
    private final PublishedResults results;

    PublishedView(PublishedResults results) {
        this.results = results;
    }

    String text() {
        long dense =
                results.scores().rows().stream().filter(PublishedRow::isDense).count();
        List<String> parts = new ArrayList<>();
        parts.add(results.settings().name() + ": " + results.scores().rows().size() + " published rows of "
                + results.scores().models().size() + " models, " + dense + " of them uncompressed; "
                + results.scores().dimensions().size() + " dimensions. No items: differences only.");
        TextTable findings = new TextTable("what the figures say", "holds in", "of");
        for (Finding finding : findings()) {
            findings.row(
                    finding.claim(),
                    String.valueOf(finding.holding()),
                    String.valueOf(finding.cases().size()));
        }
        parts.add(findings.toString());
        averages().forEach(average -> parts.add("average " + average));
        parts.add("results: " + results.folder() + "\nreport:  " + results.report());
        return String.join("\n\n", parts);
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("folder", results.folder().toString());
        all.put("report", results.report().toString());
        all.put("name", results.settings().name());
        all.put("rows", results.scores().rows().size());
        all.put("models", results.scores().models());
        all.put("dimensions", results.scores().dimensions());
        all.put("ignored", results.scores().ignored());
        List<Map<String, Object>> averages = new ArrayList<>();
        for (AverageDefinition definition : AverageDefinition.all()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("average", definition.name());
            one.put(
                    "rows",
                    of(definition).stream()
                            .filter(check -> check.computed().isPresent())
                            .count());
            one.put("compared", compared(definition).size());
            one.put(
                    "agree",
                    compared(definition).stream().filter(AverageCheck::agrees).count());
            averages.add(one);
        }
        all.put("averages", averages);
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Finding finding : findings()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("claim", finding.claim());
            one.put("holds", finding.holding());
            one.put("of", finding.cases().size());
            findings.add(one);
        }
        all.put("findings", findings);
        return all;
    }

    /** What a user should know of the table. */
    List<String> notes() {
        return results.scores().ignored().isEmpty()
                ? List.of()
                : List.of("columns that were not read: "
                        + String.join(", ", results.scores().ignored()));
    }

    private List<Finding> findings() {
        return Findings.of(results.scores(), results.settings().margin());
    }

    private List<String> averages() {
        List<String> lines = new ArrayList<>();
        for (AverageDefinition definition : AverageDefinition.all()) {
            List<AverageCheck> compared = compared(definition);
            if (!compared.isEmpty()) {
                lines.add(definition.name() + ": computed and published agree to rounding in "
                        + compared.stream().filter(AverageCheck::agrees).count() + " of " + compared.size() + " rows");
            }
        }
        return lines;
    }

    private List<AverageCheck> compared(AverageDefinition definition) {
        return of(definition).stream().filter(AverageCheck::canBeCompared).toList();
    }

    private List<AverageCheck> of(AverageDefinition definition) {
        return AverageCheck.of(results.scores()).stream()
                .filter(check -> check.definition().equals(definition))
                .toList();
    }
}

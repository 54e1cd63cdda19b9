package org.comptrust.core.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.comptrust.core.published.AverageCheck;
import org.comptrust.core.published.Finding;
import org.comptrust.core.published.Findings;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;

/** Published scores for programs, with averages and what the figures say. ASCII only, the same bytes each time. */
public final class PublishedJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private PublishedJson() {}

    /**
     * The tree as text.
     *
     * @param margin difference that does not matter, in points
     */
    public static String of(PublishedScores scores, double margin) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schema", "comptrust-published/1")
                .put("experiment", scores.name())
                .put("file", scores.file())
                .put("sha256", scores.sha256())
                .put("margin", margin);
        ArrayNode cells = json.putArray("cells");
        for (PublishedRow row : scores.rows()) {
            scores.dimensions().forEach(dimension -> cell(cells, scores, row, dimension));
        }
        ArrayNode averages = json.putArray("averages");
        for (AverageCheck check : AverageCheck.of(scores)) {
            ObjectNode one = averages.addObject()
                    .put("model", check.row().model())
                    .put("variant", check.row().variant())
                    .put("average", check.definition().name());
            check.computed().ifPresent(value -> one.put("value", decimal(value)));
            check.published().ifPresent(figure -> one.put("published", figure.value()));
            if (check.canBeCompared()) {
                one.put("agrees", check.agrees());
            }
        }
        ArrayNode findings = json.putArray("findings");
        for (Finding finding : Findings.of(scores, margin)) {
            ObjectNode one = findings.addObject()
                    .put("claim", finding.claim())
                    .put("rule", finding.rule())
                    .put("holds", finding.holding())
                    .put("of", finding.cases().size());
            ArrayNode cases = one.putArray("cases");
            finding.cases().forEach(answer -> cases.addObject()
                    .put("of", answer.of())
                    .put("holds", answer.holds())
                    .put("figures", answer.figures()));
        }
        try {
            return MAPPER.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can be written", impossible);
        }
    }

    /** Differences of decimal figures without what floating point adds to them. */
    private static BigDecimal decimal(double value) {
        return new BigDecimal(Figures.exact(value));
    }

    private static void cell(ArrayNode cells, PublishedScores scores, PublishedRow row, String dimension) {
        Optional<PublishedRow.Figure> score = Optional.ofNullable(row.scores().get(dimension));
        if (score.isEmpty()) {
            return;
        }
        ObjectNode cell = cells.addObject()
                .put("model", row.model())
                .put("variant", row.variant())
                .put("dimension", dimension)
                .put("score", score.get().value());
        Optional.ofNullable(row.refusals().get(dimension)).ifPresent(rate -> cell.put("refusalRate", rate));
        Optional<PublishedRow> dense = scores.dense(row.model()).filter(base -> !row.isDense());
        dense.flatMap(base -> row.difference(base, dimension))
                .ifPresent(value -> cell.put("difference", decimal(value)));
        dense.flatMap(base -> row.refusalShift(base, dimension))
                .ifPresent(value -> cell.put("refusalShift", decimal(value)));
    }
}

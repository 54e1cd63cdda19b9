package org.comptrust.core.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.core.port.VariantFacts;

/** Values as the journal stores them. */
final class Codec {
    private Codec() {}

    static String reply(Reply reply) {
        if (reply instanceof Reply.TooLong tooLong) {
            ObjectNode json = Json.object();
            json.putObject("tooLong")
                    .put("promptTokens", tooLong.promptTokens())
                    .put("limit", tooLong.limit());
            return Json.text(json);
        }
        return response(((Reply.Answered) reply).answer());
    }

    static Reply reply(String text) {
        JsonNode tooLong = Json.parse(text).get("tooLong");
        return tooLong == null
                ? new Reply.Answered(response(text))
                : new Reply.TooLong(
                        tooLong.get("promptTokens").intValue(),
                        tooLong.get("limit").intValue());
    }

    private static String response(Response response) {
        ObjectNode json =
                Json.object().put("promptTokens", response.promptTokens()).put("droppedShots", response.droppedShots());
        ArrayNode completions = json.putArray("completions");
        for (Completion completion : response.completions()) {
            ObjectNode node = completions
                    .addObject()
                    .put("text", completion.text())
                    .put("finish", completion.finish().name())
                    .put("tokens", completion.tokens());
            completion.logLikelihood().ifPresent(value -> Json.put(node, "logLikelihood", value));
        }
        if (!response.notes().isEmpty()) {
            response.notes().forEach(json.putArray("notes")::add);
        }
        return Json.text(json);
    }

    private static Response response(String text) {
        JsonNode json = Json.parse(text);
        List<Completion> completions = new ArrayList<>();
        for (JsonNode node : json.get("completions")) {
            completions.add(new Completion(
                    node.get("text").textValue(),
                    Finish.valueOf(node.get("finish").textValue()),
                    optional(node.get("logLikelihood")),
                    node.get("tokens").intValue()));
        }
        List<String> notes = new ArrayList<>();
        json.path("notes").forEach(note -> notes.add(note.textValue()));
        return new Response(
                completions,
                json.get("promptTokens").intValue(),
                json.get("droppedShots").intValue(),
                notes);
    }

    static String places(List<AnswerPlace> places) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        places.forEach(place -> json.addObject().put("group", place.group()).put("position", place.position()));
        return Json.text(json);
    }

    static List<AnswerPlace> places(String text) {
        List<AnswerPlace> places = new ArrayList<>();
        Json.parse(text)
                .forEach(place -> places.add(new AnswerPlace(
                        place.path("group").asText(), place.path("position").asInt())));
        return places;
    }

    static String grade(Grade grade) {
        ObjectNode json = Json.object()
                .put("label", grade.label())
                .put("answers", grade.answers())
                .put("refused", grade.refused())
                .put("unreadable", grade.unreadable())
                .put("evidence", grade.evidence());
        grade.value().ifPresent(value -> Json.put(json, "value", value));
        json.set("measures", Json.figures(grade.measures()));
        return Json.text(json);
    }

    static Grade grade(String text) {
        JsonNode json = Json.parse(text);
        return new Grade(
                optional(json.get("value")),
                json.get("label").textValue(),
                json.get("answers").intValue(),
                json.get("refused").intValue(),
                json.get("unreadable").intValue(),
                Json.figures(json.get("measures")),
                json.get("evidence").textValue());
    }

    static String output(ScorerOutput output) {
        ObjectNode json = Json.object();
        if (output.failure().isEmpty()) {
            json.set("scores", Json.figures(output.scores()));
        } else {
            json.put("failure", output.failure());
        }
        return Json.text(json);
    }

    static ScorerOutput output(String text) {
        JsonNode json = Json.parse(text);
        return json.has("failure")
                ? ScorerOutput.failed(json.get("failure").textValue())
                : new ScorerOutput(Json.figures(json.get("scores")), "");
    }

    static String card(ScorerCard card) {
        ObjectNode json = Json.object().put("about", card.about());
        ArrayNode figures = json.putArray("figures");
        for (Metric figure : card.figures()) {
            figures.addObject()
                    .put("name", figure.name())
                    .put("value", figure.value())
                    .put("unit", figure.unit());
        }
        ArrayNode remarks = json.putArray("remarks");
        card.remarks().forEach(remarks::add);
        return Json.text(json);
    }

    static ScorerCard card(String text) {
        JsonNode json = Json.parse(text);
        List<Metric> figures = new ArrayList<>();
        json.get("figures")
                .forEach(figure -> figures.add(new Metric(
                        figure.get("name").textValue(),
                        figure.get("value").doubleValue(),
                        figure.get("unit").textValue())));
        List<String> remarks = new ArrayList<>();
        json.get("remarks").forEach(remark -> remarks.add(remark.textValue()));
        return new ScorerCard(json.get("about").textValue(), figures, remarks);
    }

    static String variant(VariantRecord variant) {
        ObjectNode json = Json.object();
        json.putObject("identity")
                .put("weights", variant.identity().weights())
                .put("tokenizer", variant.identity().tokenizer())
                .put("template", variant.identity().template())
                .put("engine", variant.identity().engine());
        ArrayNode capabilities = json.putArray("capabilities");
        new TreeSet<>(variant.capabilities()).forEach(capability -> capabilities.add(capability.name()));
        VariantFacts facts = variant.facts();
        json.put("artifact", facts.artifact()).put("weightBytes", facts.weightBytes());
        Json.put(json, "bitsPerWeight", facts.bitsPerWeight());
        Json.put(json, "sparsity", facts.sparsity());
        ArrayNode layers = json.putArray("layers");
        for (LayerReport layer : facts.layers()) {
            ObjectNode node = layers.addObject().put("linear", layer.linear());
            node.set("figures", Json.figures(layer.figures()));
            ArrayNode deviations = node.putArray("deviations");
            layer.deviations().forEach(deviations::add);
        }
        json.set("provenance", Json.texts(facts.provenance()));
        return Json.text(json);
    }

    static VariantRecord variant(String text) {
        JsonNode json = Json.parse(text);
        JsonNode identity = json.get("identity");
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        json.get("capabilities").forEach(name -> capabilities.add(Capability.valueOf(name.textValue())));
        List<LayerReport> layers = new ArrayList<>();
        for (JsonNode layer : json.get("layers")) {
            List<String> deviations = new ArrayList<>();
            layer.get("deviations").forEach(deviation -> deviations.add(deviation.textValue()));
            layers.add(
                    new LayerReport(layer.get("linear").textValue(), Json.figures(layer.get("figures")), deviations));
        }
        return new VariantRecord(
                new ModelIdentity(
                        identity.get("weights").textValue(),
                        identity.get("tokenizer").textValue(),
                        identity.get("template").textValue(),
                        identity.get("engine").textValue()),
                capabilities,
                new VariantFacts(
                        json.get("artifact").textValue(),
                        Json.number(json.get("bitsPerWeight")),
                        Json.number(json.get("sparsity")),
                        json.get("weightBytes").longValue(),
                        layers,
                        Json.texts(json.get("provenance"))));
    }

    /** A question out of {@link Keys#canonical}. */
    static Question question(String text) {
        JsonNode prompt = Json.parse(text).get("prompt");
        if (prompt.has("tokens")) {
            return new Question("", prompt.get("tokens").size() + " tokens");
        }
        boolean chat = prompt.has("chat");
        StringBuilder whole = new StringBuilder();
        String last = "";
        for (JsonNode message : prompt.get(chat ? "chat" : "text")) {
            last = message.get("text").textValue();
            String role = message.get("role").textValue().toLowerCase(Locale.ROOT);
            whole.append(chat ? (whole.isEmpty() ? "" : "\n\n") + role + ": " : "")
                    .append(last);
        }
        return new Question(chat ? last : whole.toString(), whole.toString());
    }

    private static OptionalDouble optional(JsonNode node) {
        return node == null ? OptionalDouble.empty() : OptionalDouble.of(Json.number(node));
    }
}

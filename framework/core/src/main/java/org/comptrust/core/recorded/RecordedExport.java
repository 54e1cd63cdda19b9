package org.comptrust.core.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Response;
import org.comptrust.core.journal.AnswerPlace;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.RunStatus;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.NoiseFloor;

/**
 * Writes the answers in a journal as files that {@link RecordedAnswers} reads: {@code MODEL/VARIANT/DIMENSION.jsonl}. An item that was
 * asked several times has a line for each answer, with its turn.
 */
public final class RecordedExport {
    private RecordedExport() {}

    /**
     * Exports a run.
     *
     * @param run folder of the run
     * @param out folder of the files
     * @return number of answers by cell
     * @throws org.comptrust.core.journal.JournalException if there is no journal, or a run is at it
     */
    public static Map<CellId, Integer> write(Path run, Path out) {
        RunStatus.read(run); // a missing journal is an error here, and not made
        Map<CellId, Integer> written =
                new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
        try (Journal journal = Journal.open(run, false)) {
            Map<String, String> ids = ids(journal.about().getOrDefault("plan", "{}"));
            journal.cells().forEach((cell, state) -> {
                if (!cell.variant().equals(NoiseFloor.AGAIN)) {
                    Path file =
                            out.resolve(cell.model()).resolve(cell.variant()).resolve(cell.dimension() + ".jsonl");
                    String id = ids.getOrDefault(cell.dimension(), cell.dimension());
                    int answers = write(journal, state.key(), id, file);
                    if (answers > 0) {
                        written.put(cell, answers);
                    }
                }
            });
        }
        return written;
    }

    /**
     * The seed of a run.
     *
     * @param run its folder
     * @throws org.comptrust.core.journal.JournalException if there is no journal, or a run is at it
     */
    public static long seed(Path run) {
        RunStatus.read(run); // a missing journal is an error here, and not made
        try (Journal journal = Journal.open(run, false)) {
            return parsed(journal.about().getOrDefault("plan", "{}"))
                    .path("seed")
                    .asLong();
        }
    }

    private static int write(Journal journal, String key, String dimension, Path file) {
        int answers = 0;
        try {
            Files.createDirectories(file.getParent());
            try (BufferedWriter lines = Files.newBufferedWriter(file)) {
                for (GradedAnswer grade : journal.grades(key)) {
                    List<AnswerPlace> places = new ArrayList<>(grade.earlier());
                    places.add(new AnswerPlace(grade.group(), grade.position()));
                    for (int turn = 0; turn < places.size(); turn++) {
                        AnswerPlace place = places.get(turn);
                        Optional<Response> answer = journal.answer(place.group(), place.position());
                        if (answer.isPresent()) {
                            lines.write(line(dimension, grade, turn, answer.get()));
                            lines.newLine();
                            answers++;
                        }
                    }
                }
            }
            if (answers == 0) {
                Files.delete(file);
            }
        } catch (IOException cannot) {
            throw new UncheckedIOException(file + " cannot be written", cannot);
        }
        return answers;
    }

    private static String line(String dimension, GradedAnswer grade, int turn, Response response) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("dimension", dimension).put("scenario", grade.scenario()).put("item", grade.item());
        if (turn > 0) {
            json.put("turn", turn);
        }
        ArrayNode texts = json.putArray("texts");
        response.completions().forEach(completion -> texts.add(completion.text()));
        if (response.completions().stream().allMatch(one -> one.logLikelihood().isPresent())) {
            ArrayNode nats = json.putArray("logLikelihoods");
            response.completions().forEach(one -> nats.add(one.logLikelihood().getAsDouble()));
        }
        ArrayNode tokens = json.putArray("tokens");
        response.completions().stream().mapToInt(Completion::tokens).forEach(tokens::add);
        json.put("promptTokens", response.promptTokens()).put("droppedShots", response.droppedShots());
        return json.toString();
    }

    /** Ids of dimensions by their labels. */
    private static Map<String, String> ids(String plan) {
        Map<String, String> ids = new HashMap<>();
        for (JsonNode model : parsed(plan).path("models")) {
            for (JsonNode dimension : model.path("dimensions")) {
                ids.put(dimension.path("label").asText(), dimension.path("id").asText());
            }
        }
        return ids;
    }

    private static JsonNode parsed(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new UncheckedIOException("the journal's plan is no JSON", damaged);
        }
    }
}

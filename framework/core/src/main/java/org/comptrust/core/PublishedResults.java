package org.comptrust.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.files.WholeFile;
import org.comptrust.core.journal.JournalException;
import org.comptrust.core.published.PublishedReader;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;
import org.comptrust.core.published.RefusalUnit;
import org.comptrust.core.report.PublishedCsv;
import org.comptrust.core.report.PublishedJson;
import org.comptrust.core.report.PublishedReport;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.Suggestion;

/**
 * A folder of results that holds published scores instead of a journal: the table as it was imported, how it is read, and what is
 * written from the two.
 *
 * @param folder of the results
 * @param scores the table
 * @param settings how it is read and reported
 */
public record PublishedResults(Path folder, PublishedScores scores, Settings settings) {
    private static final String TABLE = "published.csv";
    private static final String ABOUT = "published.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * How a table is read and reported.
     *
     * @param name what reports call it
     * @param source name of the imported file
     * @param refusals unit of its refusal columns
     * @param against what all rows are compared with besides their own uncompressed models: {@code MODEL} or {@code MODEL/VARIANT}
     * @param margin difference that does not matter, in points
     */
    public record Settings(String name, String source, RefusalUnit refusals, List<String> against, double margin) {
        public Settings {
            against = List.copyOf(against);
        }
    }

    /** Whether a folder holds published scores. */
    public static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(ABOUT)) && Files.isRegularFile(folder.resolve(TABLE));
    }

    /**
     * Checks a table, copies it into a folder and writes its reports.
     *
     * @param folder new, empty, or of an earlier import
     * @throws org.comptrust.core.spec.SpecException with all problems of the table
     * @throws DataException if it is no table, or the folder holds something else
     * @throws JournalException if the disk refuses
     */
    public static PublishedResults imported(Path csv, Path folder, Settings settings) {
        PublishedResults results = new PublishedResults(folder, read(csv, settings), settings);
        results.references();
        try {
            if (Files.isDirectory(folder) && !isAt(folder)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    if (entries.findAny().isPresent()) {
                        throw new DataException(
                                folder.toString(), "the folder holds something else. Name a new or an empty one");
                    }
                }
            }
            Files.createDirectories(folder);
            Path beside = folder.resolve(TABLE + ".part");
            Files.write(beside, Files.readAllBytes(csv)); // without its permissions
            Files.move(beside, folder.resolve(TABLE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cannot) {
            throw new JournalException(folder + " cannot be written: " + cannot + ". Check the disk.", cannot);
        }
        return results.written();
    }

    /**
     * Reads a folder.
     *
     * @throws DataException if it holds no published scores, or they were changed by hand into something else
     */
    public static PublishedResults read(Path folder) {
        try {
            JsonNode about = MAPPER.readTree(folder.resolve(ABOUT).toFile());
            List<String> against = new ArrayList<>();
            about.path("against").forEach(one -> against.add(one.asText()));
            Settings settings = new Settings(
                    about.path("name").asText(),
                    about.path("source").asText(),
                    RefusalUnit.valueOf(about.path("refusals").asText().toUpperCase(Locale.ROOT)),
                    against,
                    about.path("margin").asDouble());
            return new PublishedResults(folder, read(folder.resolve(TABLE), settings), settings);
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(
                    folder.resolve(ABOUT).toString(), "cannot be read: " + e.getMessage() + ". Import the table again");
        }
    }

    private static PublishedScores read(Path csv, Settings settings) {
        return PublishedReader.read(csv, settings.name(), settings.refusals()).from(settings.source());
    }

    /** The same reported otherwise. */
    public PublishedResults with(Settings other) {
        return new PublishedResults(folder, scores, other);
    }

    /**
     * Writes {@code results.csv}, {@code results.json} and {@code report.html}, and how they were made.
     *
     * @throws org.comptrust.core.spec.SpecException if a row that all are compared with is not there
     */
    public PublishedResults written() {
        List<PublishedRow> against = references();
        ObjectNode about = MAPPER.createObjectNode()
                .put("schema", "comptrust-import/1")
                .put("name", settings.name())
                .put("source", settings.source())
                .put("refusals", settings.refusals().name().toLowerCase(Locale.ROOT))
                .put("margin", settings.margin());
        ArrayNode names = about.putArray("against");
        settings.against().forEach(names::add);
        try {
            WholeFile.write(
                    folder.resolve(ABOUT),
                    MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(about) + "\n");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can be written", impossible);
        }
        WholeFile.write(folder.resolve("results.csv"), PublishedCsv.of(scores));
        WholeFile.write(folder.resolve("results.json"), PublishedJson.of(scores, settings.margin()));
        WholeFile.write(report(), PublishedReport.of(scores, against, settings.margin()));
        return this;
    }

    /** The page. */
    public Path report() {
        return folder.resolve("report.html");
    }

    private List<PublishedRow> references() {
        Problems problems = new Problems("command line");
        List<PublishedRow> rows = new ArrayList<>();
        for (String name : settings.against()) {
            scores.named(name).ifPresentOrElse(rows::add, () -> {
                Set<String> known = new LinkedHashSet<>(scores.models());
                if (name.contains("/")) {
                    scores.rows().forEach(row -> known.add(row.model() + "/" + row.variant()));
                }
                problems.add(
                        new Place(1, 1, "against"),
                        "no uncompressed model or variant \"" + Suggestion.shorten(name) + '"',
                        Suggestion.of(name, known));
            });
        }
        problems.throwIfAny();
        return rows;
    }
}

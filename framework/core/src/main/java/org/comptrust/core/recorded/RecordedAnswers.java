package org.comptrust.core.recorded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.journal.Keys;

/**
 * Recorded answers: one JSON object per line, in a file or in all {@code .jsonl} files of a folder.
 *
 * <pre>{@code
 * {"dimension": "manners", "scenario": "plain", "item": "...", "texts": ["I disagree."]}
 * }</pre>
 *
 * {@code request}, the key of a question, may stand in place of the first three; {@code turn} tells the later questions about an item;
 * {@code logLikelihoods} (nats) and {@code tokens} go with {@code texts}, one for each.
 */
public final class RecordedAnswers {
    private static final Set<String> KEYS = Set.of(
            "dimension",
            "scenario",
            "item",
            "turn",
            "request",
            "texts",
            "logLikelihoods",
            "tokens",
            "promptTokens",
            "droppedShots");

    private final String identity;
    private final Map<Address, RecordedAnswer> byAddress;
    private final Map<String, RecordedAnswer> byRequest;

    private RecordedAnswers(
            String identity, Map<Address, RecordedAnswer> byAddress, Map<String, RecordedAnswer> byRequest) {
        this.identity = identity;
        this.byAddress = Collections.unmodifiableMap(byAddress);
        this.byRequest = Collections.unmodifiableMap(byRequest);
    }

    /**
     * Answers that were read elsewhere.
     *
     * @param identity of all of them
     */
    public static RecordedAnswers of(String identity, Map<Address, RecordedAnswer> answers) {
        return new RecordedAnswers(identity, new LinkedHashMap<>(answers), Map.of());
    }

    /** @throws DataException if a line is no answer, or two are of one question; names file and line */
    public static RecordedAnswers read(Path place) {
        FolderDataSource source = new FolderDataSource(place);
        Map<Address, RecordedAnswer> byAddress = new LinkedHashMap<>();
        Map<String, RecordedAnswer> byRequest = new LinkedHashMap<>();
        List<String> files = source.list("").stream()
                .filter(name -> name.endsWith(".jsonl") || !java.nio.file.Files.isDirectory(place))
                .toList();
        if (files.isEmpty()) {
            throw new DataException(
                    place.toString(), "the folder has no .jsonl file. Name the folder that holds the answers");
        }
        for (String name : files) {
            try (Stream<DataRow> rows = source.file(name).orElseThrow().jsonLines()) {
                rows.forEach(row -> read(row, byAddress, byRequest));
            }
        }
        if (byAddress.isEmpty() && byRequest.isEmpty()) {
            throw new DataException(place.toString(), "holds no answer");
        }
        return new RecordedAnswers(Sha256.of(source.hashes().values().stream().toList()), byAddress, byRequest);
    }

    private static void read(
            DataRow row, Map<Address, RecordedAnswer> byAddress, Map<String, RecordedAnswer> byRequest) {
        row.keys().stream().filter(key -> !KEYS.contains(key)).findFirst().ifPresent(unknown -> {
            throw new DataException(
                    row.where(),
                    "no such key as \"" + unknown + "\". An answer has "
                            + String.join(", ", KEYS.stream().sorted().toList()));
        });
        RecordedAnswer answer = new RecordedAnswer(response(row), row.where());
        RecordedAnswer before = row.has("request")
                ? byRequest.putIfAbsent(row.text("request"), answer)
                : byAddress.putIfAbsent(address(row), answer);
        if (before != null) {
            throw new DataException(row.where(), "the question is answered already, at " + before.where());
        }
    }

    private static Address address(DataRow row) {
        return new Address(
                row.text("dimension"),
                row.text("scenario"),
                row.text("item"),
                row.has("turn") ? whole(row, "turn") : 0);
    }

    private static Response response(DataRow row) {
        List<DataRow> texts = row.list("texts");
        List<DataRow> likelihoods = row.has("logLikelihoods") ? row.list("logLikelihoods") : List.of();
        List<DataRow> tokens = row.has("tokens") ? row.list("tokens") : List.of();
        if (texts.isEmpty()) {
            throw new DataException(row.where(), "texts is empty: a question without an answer is left out");
        }
        if (!likelihoods.isEmpty() && likelihoods.size() != texts.size()) {
            throw new DataException(
                    row.where(), texts.size() + " texts, but " + likelihoods.size() + " logLikelihoods");
        }
        if (!tokens.isEmpty() && tokens.size() != texts.size()) {
            throw new DataException(row.where(), texts.size() + " texts, but " + tokens.size() + " tokens");
        }
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            OptionalDouble nats =
                    likelihoods.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(likelihoods.get(i)));
            completions.add(new Completion(
                    texts.get(i).text(""),
                    nats.isPresent() ? Finish.SCORED : Finish.STOP,
                    nats,
                    tokens.isEmpty() ? 0 : whole(tokens.get(i), "")));
        }
        return new Response(
                completions,
                row.has("promptTokens") ? whole(row, "promptTokens") : 0,
                row.has("droppedShots") ? whole(row, "droppedShots") : 0);
    }

    private static int whole(DataRow row, String key) {
        try {
            int number = Integer.parseInt(row.text(key));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new DataException(
                row.where(), (key.isEmpty() ? "" : key + " ") + "must be a whole number, found " + row.text(key));
    }

    private static double number(DataRow row) {
        try {
            double number = Double.parseDouble(row.text(""));
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new DataException(row.where(), "must be a number, found " + row.text(""));
    }

    /** Hash of what was read. */
    public String identity() {
        return identity;
    }

    /** Number of answers. */
    public int size() {
        return byAddress.size() + byRequest.size();
    }

    /** Those that say what they are about. */
    public Map<Address, RecordedAnswer> addressed() {
        return byAddress;
    }

    /** Those that give the key of a question, by that. */
    Map<String, RecordedAnswer> requested() {
        return byRequest;
    }

    /** The answer to a question, if it was recorded by its key. */
    Optional<RecordedAnswer> of(Request request) {
        return byRequest.isEmpty() ? Optional.empty() : Optional.ofNullable(byRequest.get(Keys.question(request)));
    }

    /** Those that say what they are about, by the seeds that the questions of an experiment have. */
    Map<Long, RecordedAnswer> bySeed(long seed) {
        Map<Long, RecordedAnswer> bySeed = new HashMap<>();
        byAddress.forEach((address, answer) -> bySeed.put(
                Sha256.seed(
                        seed,
                        address.dimension(),
                        address.scenario(),
                        address.item(),
                        Integer.toString(address.turn())),
                answer));
        return bySeed;
    }
}

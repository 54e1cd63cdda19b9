package org.comptrust.trust.perspective;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.api.trust.ScorerOutput;

/**
 * What the service said, in a file that only grows: a line for each text, with the text's hash in place of the text. A line that was
 * cut off is passed over. Thread-safe; other processes may write to the same file.
 */
final class KeptAnswers {
    private static final String END = " .";
    private static final String FAILURE = "!";

    private final Optional<Path> file;
    private final Map<String, ScorerOutput> answers = new ConcurrentHashMap<>();

    /**
     * @param folder empty: answers are kept in memory only
     * @param scope what answers depend on besides the text
     * @throws ScorerException if the file cannot be read
     */
    KeptAnswers(Optional<Path> folder, String scope) {
        this.file = folder.map(place -> place.resolve("answers-" + hash(scope) + ".txt"));
        file.filter(Files::isRegularFile).ifPresent(this::read);
    }

    Optional<ScorerOutput> of(String text) {
        return Optional.ofNullable(answers.get(hash(text)));
    }

    /** @throws ScorerException if the disk refuses */
    synchronized void keep(String text, ScorerOutput output) {
        String hash = hash(text);
        answers.put(hash, output);
        if (file.isPresent()) {
            try {
                Files.createDirectories(file.get().getParent());
                // It begins with a line end: whatever was cut off before stays on a line of its own.
                Files.writeString(
                        file.get(),
                        "\n" + hash + ' ' + said(output) + END + '\n',
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException cannot) {
                throw new ScorerException(
                        "answers cannot be kept in " + file.get() + ": " + cannot
                                + ". Make room, or name another cache folder with COMPTRUST_CACHE.",
                        cannot);
            }
        }
    }

    private void read(Path path) {
        try {
            for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
                int blank = line.indexOf(' ');
                if (blank > 0 && line.endsWith(END) && line.length() >= blank + 1 + END.length()) {
                    output(line.substring(blank + 1, line.length() - END.length()))
                            .ifPresent(output -> answers.put(line.substring(0, blank), output));
                }
            }
        } catch (IOException cannot) {
            throw new ScorerException(
                    "the answers of the service in " + path + " cannot be read: " + cannot
                            + ". Move the file away, or name another cache folder with COMPTRUST_CACHE.",
                    cannot);
        }
    }

    private static String said(ScorerOutput output) {
        if (!output.failure().isEmpty()) {
            return FAILURE + output.failure().replaceAll("\\s+", " ");
        }
        StringBuilder said = new StringBuilder();
        output.scores().forEach((name, score) -> said.append(said.length() == 0 ? "" : ",")
                .append(name)
                .append('=')
                .append(score));
        return said.toString();
    }

    private static Optional<ScorerOutput> output(String said) {
        if (said.startsWith(FAILURE)) {
            return Optional.of(ScorerOutput.failed(said.substring(FAILURE.length())));
        }
        Map<String, Double> scores = new TreeMap<>();
        try {
            for (String score : said.split(",")) {
                int equals = score.indexOf('=');
                scores.put(score.substring(0, Math.max(0, equals)), Double.valueOf(score.substring(equals + 1)));
            }
            return Optional.of(new ScorerOutput(new HashMap<>(scores), ""));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static String hash(String text) {
        try {
            // UTF-16, so that half characters differ too
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16BE)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

package org.comptrust.core.spec;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.comptrust.core.port.ModelSource;

/** Understands where a model's answers come from: a folder, a server or a file of answers. */
final class SourceParser {
    static final String SOURCE = "source";
    static final String ENDPOINT = "endpoint";
    static final String RECORDED = "recorded";

    private static final Set<String> SERVER = Set.of(
            "url",
            "model",
            "keyFrom",
            "concurrency",
            "timeout",
            "retries",
            "contextLength",
            "chat",
            "logProbabilities",
            "tokenizer");
    private static final Set<String> ANSWERS = Set.of("responses");

    private final Paths paths;
    private final Problems problems;

    SourceParser(Paths paths, Problems problems) {
        this.paths = paths;
        this.problems = problems;
    }

    /** The source of a model; empty after a problem. */
    Optional<ModelSource> ofModel(Section model) {
        Set<String> said = new HashSet<>(model.fields().keySet());
        said.retainAll(Set.of(SOURCE, ENDPOINT, RECORDED));
        if (said.size() > 1) {
            problems.add(
                    model.place(),
                    "its answers come from one place, found "
                            + String.join(" and ", said.stream().sorted().toList()),
                    "Keep one of them.");
            return Optional.empty();
        }
        if (said.contains(ENDPOINT)) {
            return endpoint(model.section(ENDPOINT, SERVER, Set.of())).map(ModelSource.class::cast);
        }
        if (said.contains(RECORDED)) {
            return recorded(model.section(RECORDED, ANSWERS, Set.of())).map(ModelSource.class::cast);
        }
        return folder(model, "Give the folder of a Hugging Face checkpoint, or an endpoint.");
    }

    /** What stands under {@code with} where a variant was compressed elsewhere, by the reserved word of its entry. */
    static Section with(String word, Section entry) {
        Set<String> keys = new HashSet<>(Set.of("of"));
        switch (word) {
            case ENDPOINT -> keys.addAll(SERVER);
            case RECORDED -> keys.addAll(ANSWERS);
            default -> keys.add(SOURCE);
        }
        return entry.section("with", keys, Set.of());
    }

    /** The source of such a variant; empty after a problem. */
    Optional<ModelSource> ofVariant(String word, Section with) {
        return switch (word) {
            case ENDPOINT -> endpoint(with).map(ModelSource.class::cast);
            case RECORDED -> recorded(with).map(ModelSource.class::cast);
            default -> folder(with, "Give the folder of the compressed checkpoint.");
        };
    }

    private Optional<ModelSource> folder(Section section, String wayOut) {
        return Optional.of(section.required(SOURCE, wayOut))
                .filter(text -> !text.isEmpty())
                .flatMap(text -> paths.folder(text, section.placeOf(SOURCE)))
                .map(ModelSource.Folder::new);
    }

    private Optional<ModelSource.Recorded> recorded(Section section) {
        return Optional.of(section.required(
                        "responses", "Give a file of answers in JSON Lines, or a folder of such files."))
                .filter(text -> !text.isEmpty())
                .flatMap(text -> paths.existing(text, section.placeOf("responses")))
                .map(ModelSource.Recorded::new);
    }

    private Optional<ModelSource.Endpoint> endpoint(Section section) {
        Optional<URI> url = url(section);
        String model = section.required("model", "Give the name by which the server calls the model.");
        Optional<String> keyFrom = keyFrom(section);
        int concurrency = (int) section.whole("concurrency", 1, 1024).orElse(8);
        long seconds = section.whole("timeout", 1, 86_400).orElse(300);
        int retries = (int) section.whole("retries", 0, 100).orElse(5);
        OptionalLong length = section.whole("contextLength", 1, Integer.MAX_VALUE);
        boolean chat = section.node("chat").isEmpty() || section.flag("chat");
        boolean likelihoods = section.flag("logProbabilities");
        Optional<Path> tokenizer =
                section.text("tokenizer").flatMap(text -> paths.folder(text, section.placeOf("tokenizer")));
        if (length.isPresent()
                && tokenizer.isEmpty()
                && section.node("tokenizer").isEmpty()) {
            problems.add(
                    section.placeOf("contextLength"),
                    "nothing here can count tokens",
                    "Add tokenizer: the folder with the model's config.json and tokenizer files; or leave the length to the"
                            + " server, which refuses what is too long.");
        }
        if (url.isEmpty() || model.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ModelSource.Endpoint(
                url.get(),
                model,
                keyFrom,
                concurrency,
                Duration.ofSeconds(seconds),
                retries,
                length.isPresent() ? OptionalInt.of((int) length.getAsLong()) : OptionalInt.empty(),
                chat,
                likelihoods,
                tokenizer));
    }

    private Optional<URI> url(Section section) {
        String text = section.required("url", "Give the server's address, such as http://localhost:8000/v1.");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException broken) {
            return noAddress(section, "is no address of a server");
        }
        if (url.getHost() == null || !Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
            return noAddress(section, "is no address of a server");
        }
        if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
            problems.add( // not quoted: it may hold a key
                    section.placeOf("url"),
                    "the address holds more than server and path, which would end up in reports",
                    "Put a key into an environment variable and name that under keyFrom.");
            return Optional.empty();
        }
        if (url.getPath().endsWith("/completions")) {
            return noAddress(section, "names one method of the server");
        }
        return Optional.of(url);
    }

    private Optional<URI> noAddress(Section section, String what) {
        problems.add(
                section.placeOf("url"),
                '"' + Suggestion.shorten(section.text("url").orElse("")) + "\" " + what,
                "Write the address up to the version, such as http://localhost:8000/v1.");
        return Optional.empty();
    }

    /** The name of a variable; whatever else stands here may be the key itself and is not repeated. */
    private Optional<String> keyFrom(Section section) {
        Optional<String> name = section.text("keyFrom");
        if (name.isPresent() && !name.get().matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
            problems.add(
                    section.placeOf("keyFrom"),
                    "is not the name of an environment variable",
                    "Put the key into a variable and write its name here, such as OPENAI_API_KEY.");
            return Optional.empty();
        }
        return name;
    }
}

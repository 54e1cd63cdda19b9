package org.comptrust.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.StrictJson;

/**
 * The tokenizer files of a model folder, read and checked.
 *
 * @param definition {@code tokenizer.json}; empty if there is only a {@code tokenizer.model}
 * @param sentencePiece {@code tokenizer.model}, read only where it has to be used
 * @param settings {@code tokenizer_config.json}; empty if there is none
 * @param special {@code special_tokens_map.json}; empty if there is none
 * @param chatTemplate raw text, not rendered
 * @param identity hash of definition and settings
 */
record TokenizerFolder(
        Path folder,
        Optional<TokenizerDefinition> definition,
        Optional<SentencePieceModel> sentencePiece,
        ObjectNode settings,
        ObjectNode special,
        Optional<String> chatTemplate,
        String identity) {
    private static final String DEFINITION = "tokenizer.json";
    private static final String SETTINGS = "tokenizer_config.json";
    private static final String TEMPLATE = "chat_template.jinja";
    private static final String SENTENCE_PIECE = "tokenizer.model";
    private static final long LARGEST_SETTINGS = 64_000_000;
    private static final long LARGEST_TEMPLATE = 1_000_000;

    static TokenizerFolder read(Path folder, DecoderConfig config) {
        Path sentencePiece = folder.resolve(SENTENCE_PIECE);
        Path definitionFile = folder.resolve(DEFINITION);
        if (Files.exists(sentencePiece)) {
            SentencePieceFile.check(sentencePiece);
        }
        boolean defined = Files.exists(definitionFile);
        if (!isIn(folder)) {
            throw noDefinition(definitionFile);
        }
        Optional<TokenizerDefinition> definition =
                defined ? Optional.of(TokenizerDefinition.read(definitionFile, config.vocabulary())) : Optional.empty();
        Optional<SentencePieceModel> model =
                defined ? Optional.empty() : Optional.of(SentencePieceModel.read(sentencePiece, config.vocabulary()));
        Path settingsFile = folder.resolve(SETTINGS);
        ObjectNode settings = readIfPresent(settingsFile);
        return new TokenizerFolder(
                folder,
                definition,
                model,
                settings,
                readIfPresent(folder.resolve("special_tokens_map.json")),
                chatTemplate(folder, settingsFile, settings),
                identity(defined ? definitionFile : sentencePiece, settingsFile));
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(DEFINITION)) || Files.exists(folder.resolve(SENTENCE_PIECE));
    }

    /** The file that defines the tokenizer. */
    Path file() {
        return folder.resolve(definition.isPresent() ? DEFINITION : SENTENCE_PIECE);
    }

    /** The same with the ids that the encoding gives to added tokens. */
    TokenizerFolder numberedBy(Encoding encoding) {
        return new TokenizerFolder(
                folder,
                definition.map(file -> file.numberedBy(encoding)),
                sentencePiece,
                settings,
                special,
                chatTemplate,
                identity);
    }

    /** Opens what the file defines; the caller closes it. */
    Encoding encoding() {
        return definition
                .<Encoding>map(NativeEncoding::open)
                .orElseGet(() -> new SentencePieceTokenizer(sentencePiece.orElseThrow()));
    }

    /** What is odd but does not stop the tokenizer from being used. */
    List<String> warnings() {
        return definition.map(TokenizerDefinition::warnings).orElse(List.of());
    }

    /** Texts that the tokenizer has pieces for, in no order. */
    Stream<String> pieces() {
        return definition.map(file -> file.ids().keySet().stream()).orElseGet(() -> sentencePiece.stream()
                .flatMap(model -> model.pieces().stream())
                .map(SentencePieceModel.Piece::text));
    }

    private Optional<Integer> idOf(String token) {
        if (definition.isPresent()) {
            return definition.get().idOf(token);
        }
        List<SentencePieceModel.Piece> pieces = sentencePiece.orElseThrow().pieces();
        return IntStream.range(0, pieces.size())
                .boxed()
                .filter(id -> pieces.get(id).text().equals(token))
                .findFirst();
    }

    /** {@code add_bos_token}, where the folder decides about it. */
    Optional<Boolean> addsStartToken() {
        JsonNode member = settings.path("add_bos_token");
        if (member.isMissingNode() || member.isNull()) {
            return Optional.empty();
        }
        if (!member.isBoolean()) {
            throw new CheckpointException(
                    folder.resolve(SETTINGS), "add_bos_token must be true or false, is " + member + ". Correct it.");
        }
        return Optional.of(member.booleanValue());
    }

    /** The id of the start token that {@code add_bos_token} asks for. */
    int startToken(DecoderConfig config) {
        Optional<String> text = specialToken("bos_token");
        Optional<Integer> id = text.flatMap(this::idOf);
        if (id.isPresent()) {
            return id.get();
        }
        if (text.isEmpty() && config.bosId().isPresent()) {
            return config.bosId().getAsInt();
        }
        throw new CheckpointException(
                folder.resolve(SETTINGS),
                "add_bos_token is true, but "
                        + text.map(t -> "bos_token '" + t + "' is not in " + file().getFileName())
                                .orElse("there is no bos_token")
                        + ". Correct bos_token, or set add_bos_token to false.");
    }

    Optional<String> specialToken(String name) {
        return text(settings.path(name)).or(() -> text(special.path(name)));
    }

    /** A special token is written as its text or as an object that has it. */
    private static Optional<String> text(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
    }

    private static ObjectNode readIfPresent(Path file) {
        return Files.exists(file)
                ? StrictJson.readObject(file, LARGEST_SETTINGS)
                : JsonNodeFactory.instance.objectNode();
    }

    private static CheckpointException noDefinition(Path definitionFile) {
        return new CheckpointException(
                definitionFile,
                "is missing, and so is " + SENTENCE_PIECE
                        + ": the folder has no tokenizer. Download it from where the model is.");
    }

    /** Where the chat template is written. */
    Path chatTemplateFile() {
        Path own = folder.resolve(TEMPLATE);
        return Files.exists(own) ? own : folder.resolve(SETTINGS);
    }

    private static Optional<String> chatTemplate(Path folder, Path settingsFile, ObjectNode settings) {
        Path own = folder.resolve(TEMPLATE);
        if (Files.exists(own)) {
            return Optional.of(StrictJson.readText(own, LARGEST_TEMPLATE));
        }
        JsonNode member = settings.path("chat_template");
        if (member.isMissingNode() || member.isNull()) {
            return Optional.empty();
        }
        if (member.isTextual()) {
            return Optional.of(member.textValue());
        }
        if (!member.isArray()) {
            throw new CheckpointException(
                    settingsFile, "chat_template must be a string or a list of named templates. Correct or remove it.");
        }
        for (JsonNode named : member) {
            if (!named.path("name").isTextual() || !named.path("template").isTextual()) {
                throw new CheckpointException(
                        settingsFile,
                        "chat_template is a list, and one of its members is no template with a name. Correct or remove it.");
            }
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").textValue());
            }
        }
        throw new CheckpointException(
                settingsFile, "chat_template is a list, and none of its templates is called default. Name one so.");
    }

    private static String identity(Path definingFile, Path settingsFile) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] defining = StrictJson.read(definingFile, SentencePieceModel.LARGEST);
        // The length first: else bytes could move from one file to the other unnoticed.
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(defining.length).flip());
        digest.update(defining);
        if (Files.exists(settingsFile)) {
            digest.update(StrictJson.read(settingsFile, LARGEST_SETTINGS));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

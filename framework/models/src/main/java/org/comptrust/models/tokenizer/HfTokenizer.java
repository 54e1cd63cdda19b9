package org.comptrust.models.tokenizer;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;

/**
 * The tokenizer of a model folder: {@code tokenizer.json}, or where there is none a SentencePiece {@code tokenizer.model}. Never
 * truncates, pads or downloads. With {@code tokenizer.json}, a special token that a text spells out, such as {@code </s>}, becomes
 * that token, as it does in the transformers library; with {@code tokenizer.model} it stays text. Thread-safe; owns native memory.
 */
public final class HfTokenizer implements Tokenizer, AutoCloseable {
    /** Any text with tokens of its own does, to see what is put around it. */
    private static final String PROBE = "a";

    private static final int MOST_PROBES = 1000;

    private final TokenizerFolder folder;
    private final Encoding encoding;
    private final int vocabulary;
    private final int contextLength;
    private final List<Integer> start;

    private HfTokenizer(TokenizerFolder folder, Encoding encoding, DecoderConfig config) {
        this.folder = folder;
        this.encoding = encoding;
        this.vocabulary = config.vocabulary();
        this.contextLength = config.maxPositions();
        this.start = inVocabulary(findStart(config));
    }

    /**
     * Opens the tokenizer of a model folder.
     *
     * @throws CheckpointException if a tokenizer file is missing, damaged, not supported, or does not fit the model
     */
    public static HfTokenizer open(Path folder, DecoderConfig config) {
        TokenizerFolder files = TokenizerFolder.read(folder, config);
        Encoding encoding = files.encoding();
        try {
            return new HfTokenizer(files.numberedBy(encoding), encoding, config);
        } catch (RuntimeException e) {
            encoding.close();
            throw e;
        }
    }

    /** Whether a folder has a file that defines a tokenizer. */
    public static boolean isIn(Path folder) {
        return TokenizerFolder.isIn(folder);
    }

    /** Hash of the file that defines it and of {@code tokenizer_config.json}. */
    @Override
    public String identity() {
        return folder.identity();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CheckpointException if the text spells out an added token for which the model has no embedding
     */
    @Override
    public List<Integer> encode(String text) {
        List<Integer> ids = ids(text, false);
        for (int id : ids) {
            if (id >= vocabulary) {
                throw new CheckpointException(
                        folder.file(),
                        "the text contains token " + id + ", but the model's embedding has " + vocabulary
                                + " rows. Remove that token from the text.");
            }
        }
        return ids;
    }

    @Override
    public List<Integer> start() {
        return start;
    }

    @Override
    public String decode(List<Integer> ids) {
        return encoding.decode(ids);
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    /** The model's chat template as written: {@code chat_template.jinja}, or the member of {@code tokenizer_config.json}. */
    public Optional<String> chatTemplate() {
        return folder.chatTemplate();
    }

    /** The file that {@link #chatTemplate()} comes from; where one would be, if there is none. */
    public Path chatTemplateFile() {
        return folder.chatTemplateFile();
    }

    /** The text of a special token that the folder names, such as {@code bos_token} or {@code eos_token}. */
    public Optional<String> specialToken(String name) {
        return folder.specialToken(name);
    }

    /** Whether a special token that a text spells out becomes that token, as chat templates need. */
    public boolean readsSpecialTokens() {
        return folder.definition().isPresent();
    }

    /** What is odd but does not stop the tokenizer from being used; one line each. */
    public List<String> warnings() {
        return folder.warnings().stream().map(CheckpointException::oneLine).toList();
    }

    /** Frees what the tokenizer holds, once nobody uses it; a second call does nothing. */
    @Override
    public void close() {
        encoding.close();
    }

    private List<Integer> ids(String text, boolean framed) {
        return encoding.ids(withoutLoneSurrogates(text), framed);
    }

    /** UTF-8 has no lone surrogates; the native side would read three broken bytes for one. */
    private static String withoutLoneSurrogates(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)
                ? text.codePoints()
                        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : text;
    }

    private List<Integer> inVocabulary(List<Integer> inFront) {
        for (int id : inFront) {
            if (id >= vocabulary) {
                throw new CheckpointException(
                        folder.file(),
                        "puts token " + id + " in front of a text, but the model's embedding has " + vocabulary
                                + " rows. Use the tokenizer that belongs to this model.");
            }
        }
        return inFront;
    }

    /** What the file puts in front of a text, unless {@code tokenizer_config.json} decides about it. */
    private List<Integer> findStart(DecoderConfig config) {
        String probe = Stream.concat(Stream.of(PROBE), folder.pieces().limit(MOST_PROBES))
                .filter(text -> !ids(text, false).isEmpty())
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        folder.file(),
                        "makes no tokens of its own pieces. Use the tokenizer that belongs to this model."));
        List<Integer> plain = ids(probe, false);
        List<Integer> framed = ids(probe, true);
        List<Integer> inFront = framed.subList(0, Math.max(0, Collections.indexOfSubList(framed, plain)));
        Optional<Boolean> addsStart = folder.addsStartToken();
        if (addsStart.isEmpty()) {
            return List.copyOf(inFront);
        }
        if (!addsStart.get()) {
            return List.of();
        }
        return inFront.isEmpty() ? List.of(folder.startToken(config)) : List.copyOf(inFront);
    }
}

package org.comptrust.models.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;

/**
 * The tokenizer that a model folder's {@code tokenizer.json} defines, run by the Hugging Face library. Never truncates, pads or
 * downloads. A special token that a text spells out, such as {@code </s>}, becomes that token, as it does in the transformers
 * library. Thread-safe; owns native memory.
 */
public final class HfTokenizer implements Tokenizer, AutoCloseable {
    private static final String FLAVOR = "RUST_FLAVOR";
    /** Any text with tokens of its own does, to see what is put around it. */
    private static final String PROBE = "a";

    static {
        // Else DJL, finding a GPU, wants a GPU build of the tokenizer library, which it would download.
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
    }

    private final TokenizerFolder folder;
    private final HuggingFaceTokenizer natively;
    private final int vocabulary;
    private final int contextLength;
    private final List<Integer> start;
    /** Readers use the native tokenizer; the writer frees it. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    private HfTokenizer(TokenizerFolder folder, HuggingFaceTokenizer natively, DecoderConfig config) {
        this.folder = folder;
        this.natively = natively;
        this.vocabulary = config.vocabulary();
        this.contextLength = config.maxPositions();
        this.start = findStart(config);
    }

    /**
     * Opens the tokenizer of a model folder.
     *
     * @throws CheckpointException if a tokenizer file is missing, damaged, not supported, or does not fit the model
     */
    public static HfTokenizer open(Path folder, DecoderConfig config) {
        TokenizerFolder files = TokenizerFolder.read(folder, config);
        HuggingFaceTokenizer natively = load(files);
        try {
            return new HfTokenizer(files, natively, config);
        } catch (RuntimeException e) {
            natively.close();
            throw e;
        }
    }

    private static HuggingFaceTokenizer load(TokenizerFolder files) {
        byte[] json = files.definition().json().getBytes(StandardCharsets.UTF_8);
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw CheckpointException.unreadable(files.definition().file(), e);
        } catch (EngineException e) {
            throw new CheckpointException(
                    files.definition().file(),
                    "cannot be used, since the native tokenizer library does not load (" + rootCause(e)
                            + "). DJL unpacks it below the folder that DJL_CACHE_DIR names, else below ~/.djl.ai: see that"
                            + " one of these is writable, and that the platform is one that DJL supports.",
                    e);
        } catch (RuntimeException e) {
            String said = String.valueOf(e.getMessage());
            throw new CheckpointException(
                    files.definition().file(),
                    (said.contains("Oniguruma")
                                    ? "bad regular expression, one of "
                                            + files.definition().regularExpressions() + ": "
                                    : "refused by the tokenizer library: ")
                            + said + ". Download the file again.",
                    e);
        }
    }

    private static Throwable rootCause(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e : rootCause(cause);
    }

    /** Hash of {@code tokenizer.json} and {@code tokenizer_config.json}. */
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
                        folder.definition().file(),
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
        long[] values = ids.stream().mapToLong(Integer::longValue).toArray();
        lock.readLock().lock();
        try {
            return open().decode(values, true);
        } finally {
            lock.readLock().unlock();
        }
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

    /** What is odd but does not stop the tokenizer from being used; one line each. */
    public List<String> warnings() {
        return folder.definition().warnings();
    }

    /** Frees the native memory, once nobody uses it; a second call does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                natively.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private HuggingFaceTokenizer open() {
        if (closed) {
            throw new IllegalStateException("the tokenizer is closed");
        }
        return natively;
    }

    private List<Integer> ids(String text, boolean special) {
        String wellFormed = withoutLoneSurrogates(text);
        lock.readLock().lock();
        try {
            long[] ids = open().encode(wellFormed, special, false).getIds();
            List<Integer> list = new ArrayList<>(ids.length);
            for (long id : ids) {
                list.add(Math.toIntExact(id));
            }
            return Collections.unmodifiableList(list);
        } finally {
            lock.readLock().unlock();
        }
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

    /** What the post-processor puts in front of a text, unless {@code tokenizer_config.json} decides about it. */
    private List<Integer> findStart(DecoderConfig config) {
        List<Integer> plain = ids(PROBE, false);
        List<Integer> framed = ids(PROBE, true);
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

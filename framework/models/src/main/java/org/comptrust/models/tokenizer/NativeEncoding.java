package org.comptrust.models.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.comptrust.models.checkpoint.CheckpointException;

/** {@code tokenizer.json}, run by the Hugging Face library. Never truncates, pads or downloads. Owns native memory. */
final class NativeEncoding implements Encoding {
    private static final String FLAVOR = "RUST_FLAVOR";

    static {
        // Else DJL, finding a GPU, wants a GPU build of the tokenizer library, which it would download.
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
    }

    private final HuggingFaceTokenizer natively;
    /** Readers use the native tokenizer; the writer frees it. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    private NativeEncoding(HuggingFaceTokenizer natively) {
        this.natively = natively;
    }

    /** @throws CheckpointException if the library refuses the file, or does not load */
    static NativeEncoding open(TokenizerDefinition definition) {
        byte[] json = definition.json().getBytes(StandardCharsets.UTF_8);
        try {
            return new NativeEncoding(HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")));
        } catch (IOException e) {
            throw CheckpointException.unreadable(definition.file(), e);
        } catch (EngineException e) {
            throw new CheckpointException(
                    definition.file(),
                    "cannot be used, since the native tokenizer library does not load (" + rootCause(e)
                            + "). DJL unpacks it below the folder that DJL_CACHE_DIR names, else below ~/.djl.ai: see that"
                            + " one of these is writable, and that the platform is one that DJL supports.",
                    e);
        } catch (RuntimeException e) {
            String said = String.valueOf(e.getMessage());
            throw new CheckpointException(
                    definition.file(),
                    (said.contains("Oniguruma")
                                    ? "bad regular expression, one of " + definition.regularExpressions() + ": "
                                    : "refused by the tokenizer library: ")
                            + said + ". Download the file again.",
                    e);
        }
    }

    private static Throwable rootCause(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e : rootCause(cause);
    }

    @Override
    public List<Integer> ids(String text, boolean framed) {
        lock.readLock().lock();
        try {
            long[] ids = open().encode(text, framed, false).getIds();
            List<Integer> list = new ArrayList<>(ids.length);
            for (long id : ids) {
                list.add(Math.toIntExact(id));
            }
            return Collections.unmodifiableList(list);
        } finally {
            lock.readLock().unlock();
        }
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
}

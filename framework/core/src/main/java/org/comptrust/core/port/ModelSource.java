package org.comptrust.core.port;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where a model's answers come from. */
public sealed interface ModelSource {
    /** How plans and reports call it; names no secret. */
    String describe();

    /**
     * Whether answers depend, in their last bits, on what is asked beside them and on nothing else. Otherwise each answer stands alone:
     * it is kept for itself, and never asked again.
     */
    boolean batches();

    /** A Hugging Face checkpoint, computed here. */
    record Folder(Path path) implements ModelSource {
        @Override
        public String describe() {
            return path.toString();
        }

        @Override
        public boolean batches() {
            return true;
        }
    }

    /**
     * A model that a server of OpenAI's chat completions and completions offers.
     *
     * @param url address up to and including the version, such as {@code http://localhost:8000/v1}
     * @param model as the server calls it
     * @param keyFrom environment variable that holds the key; empty: none is sent
     * @param concurrency most requests in flight
     * @param timeout of one request
     * @param retries how often a request is repeated where the server is busy or fails
     * @param contextLength of the model in tokens, where it is known
     * @param chat whether dialogues go to the server's chat completions; else they become text here
     * @param logProbabilities whether its completions echo a prompt with log-probabilities
     * @param tokenizer folder of the model's tokenizer and configuration; items that are made of tokens need it
     */
    record Endpoint(
            URI url,
            String model,
            Optional<String> keyFrom,
            int concurrency,
            Duration timeout,
            int retries,
            OptionalInt contextLength,
            boolean chat,
            boolean logProbabilities,
            Optional<Path> tokenizer)
            implements ModelSource {
        @Override
        public String describe() {
            return model + " at " + url;
        }

        @Override
        public boolean batches() {
            return false;
        }
    }

    /**
     * Answers that were recorded elsewhere.
     *
     * @param responses a file of them in JSON Lines, or a folder of such files
     */
    record Recorded(Path responses) implements ModelSource {
        @Override
        public String describe() {
            return "answers in " + responses;
        }

        @Override
        public boolean batches() {
            return false;
        }
    }
}

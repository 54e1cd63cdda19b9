package org.comptrust.trust.perspective;

import java.util.List;
import org.comptrust.api.option.Option;

/**
 * Options of {@link PerspectiveScorer}.
 *
 * @param base address of the service, without {@code /comments:analyze}
 * @param attributes what texts are rated for
 * @param keyVariable name of the environment variable with the key
 * @param requestsPerSecond most requests that begin in a second
 * @param concurrency most requests at once
 * @param attempts times that a request is tried
 * @param timeoutSeconds longest wait for one answer
 */
public record PerspectiveOptions(
        @Option(
                value = "address of the service, without /comments:analyze",
                absent = "https://commentanalyzer.googleapis.com/v1alpha1")
        String base,

        @Option(
                value = "what texts are rated for, by the service's names; toxicity counts in the benchmark's score",
                absent = "[TOXICITY, SEVERE_TOXICITY, SEXUALLY_EXPLICIT, THREAT, PROFANITY, IDENTITY_ATTACK]")
        List<String> attributes,

        @Option(
                value = "name of the environment variable that holds your key for the service",
                absent = "PERSPECTIVE_API_KEY",
                changesResult = false)
        String keyVariable,

        @Option(
                value = "most requests per second; the service allows 1 unless you ask it for more",
                absent = "1",
                min = 0.01,
                max = 1000,
                changesResult = false)
        double requestsPerSecond,

        @Option(value = "most requests at once", absent = "4", min = 1, max = 64, changesResult = false)
        int concurrency,

        @Option(
                value = "times that a request is tried when the service is busy or does not answer",
                absent = "6",
                min = 1,
                max = 20,
                changesResult = false)
        int attempts,

        @Option(
                value = "longest wait for one answer, seconds",
                absent = "30",
                min = 1,
                max = 600,
                changesResult = false)
        int timeoutSeconds) {
    public PerspectiveOptions {
        attributes = List.copyOf(attributes);
    }
}

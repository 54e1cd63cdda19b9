package org.comptrust.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.journal.GroupTiming;

/** Measures what a group of questions takes. */
final class Stopwatch {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final long started = System.nanoTime();

    private Stopwatch() {}

    static Stopwatch start() {
        return new Stopwatch();
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** @param residentBytes of the process when the answers were there */
    static GroupTiming timing(
            String variant,
            String group,
            List<SeededRequest> asked,
            List<Response> responses,
            double seconds,
            long residentBytes) {
        Ask ask = asked.get(0).request().ask();
        boolean ownText = ask instanceof Ask.LogLikelihood; // what is scored is the prompt: it is counted once
        return new GroupTiming(
                variant,
                group,
                ask instanceof Ask.Generate ? GroupTiming.Kind.GENERATE : GroupTiming.Kind.SCORE,
                seconds,
                responses.stream().mapToLong(Response::promptTokens).sum(),
                ownText
                        ? 0
                        : responses.stream()
                                .flatMap(response -> response.completions().stream())
                                .mapToLong(Completion::tokens)
                                .sum(),
                residentBytes);
    }

    /** Memory of this process as Linux counts it, the engine's own included; 0 elsewhere. */
    static long residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }
}

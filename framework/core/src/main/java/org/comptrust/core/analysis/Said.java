package org.comptrust.core.analysis;

import java.util.Comparator;
import java.util.List;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Response;

/** What a response says, for people. */
final class Said {
    private Said() {}

    /** The text, or of several given continuations the likeliest. */
    static String text(Response response) {
        return all(response).get(0);
    }

    /** All texts, or of several given continuations the likeliest alone. */
    static List<String> all(Response response) {
        List<Completion> completions = response.completions();
        if (completions.get(0).finish() != Finish.SCORED) {
            return completions.stream().map(Completion::text).toList();
        }
        return completions.stream()
                .max(Comparator.comparingDouble(
                        completion -> completion.logLikelihood().orElse(Double.NEGATIVE_INFINITY)))
                .map(completion -> List.of(completion.text()))
                .orElseThrow();
    }
}

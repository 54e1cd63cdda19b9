package org.comptrust.trust.toxicity;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.option.Option;

/**
 * Options of {@link ToxicityDimension}.
 *
 * @param scoring what texts without a score count; empty: as the study with its prompts, corrected else
 * @param samples texts for each prompt
 * @param maxTokens longest text
 * @param templates system prompts that are asked under
 * @param strip whether marks of models are cut off before a text is read
 */
public record ToxicityOptions(
        @Option(
                "what a text without a score counts in the maximum of its prompt: fork and upstream -1, corrected nothing;"
                        + " if not said, fork with prompts: paper and corrected else")
        Optional<Scoring> scoring,

        @Option(
                value =
                        "texts for each prompt, drawn at temperature 1; the published scores take 25, and maxima grow with it",
                absent = "25",
                min = 1,
                max = 1000)
        int samples,

        @Option(value = "longest text, tokens; the published scores take 150", absent = "150", min = 1, max = 4096)
        int maxTokens,

        @Option(
                value = "system prompts by the benchmark's number: 0 plain, 1 adversarial; the score needs both",
                absent = "[0, 1]",
                min = 0)
        List<Integer> templates,

        @Option(value = "whether marks that end a text for some models are cut off before it is read", absent = "true")
        boolean strip) {
    public ToxicityOptions {
        templates = List.copyOf(templates);
    }
}

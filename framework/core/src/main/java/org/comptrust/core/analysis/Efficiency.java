package org.comptrust.core.analysis;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.comptrust.core.journal.GroupTiming;

/**
 * What a variant cost while it answered, as measured in this run: other runs measure otherwise.
 *
 * @param residentBytes largest memory of the process after a group of answers, everything included; empty where the system does not
 *     tell
 * @param generatedPerSecond tokens written per second, the reading of prompts included in the time
 * @param scoredPerSecond tokens read per second where given text is scored
 * @param seconds in all groups
 * @param groups of questions that were asked together; a served model is asked each question alone
 * @param promptTokens that it read
 * @param answerTokens that it wrote or scored
 */
public record Efficiency(
        OptionalLong residentBytes,
        OptionalDouble generatedPerSecond,
        OptionalDouble scoredPerSecond,
        double seconds,
        long groups,
        long promptTokens,
        long answerTokens) {
    static Efficiency of(List<GroupTiming> timings) {
        return new Efficiency(
                timings.stream()
                        .mapToLong(GroupTiming::residentBytes)
                        .filter(bytes -> bytes > 0)
                        .max(),
                perSecond(timings, GroupTiming.Kind.GENERATE),
                perSecond(timings, GroupTiming.Kind.SCORE),
                timings.stream().mapToDouble(GroupTiming::seconds).sum(),
                timings.size(),
                timings.stream().mapToLong(GroupTiming::promptTokens).sum(),
                timings.stream().mapToLong(GroupTiming::answerTokens).sum());
    }

    private static OptionalDouble perSecond(List<GroupTiming> timings, GroupTiming.Kind kind) {
        List<GroupTiming> own =
                timings.stream().filter(timing -> timing.kind() == kind).toList();
        double seconds = own.stream().mapToDouble(GroupTiming::seconds).sum();
        long tokens = own.stream()
                .mapToLong(timing -> kind == GroupTiming.Kind.GENERATE
                        ? timing.answerTokens()
                        : timing.promptTokens() + timing.answerTokens())
                .sum();
        return seconds > 0 ? OptionalDouble.of(tokens / seconds) : OptionalDouble.empty();
    }
}

package org.comptrust.trust.oodrobustness;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.Generations;
import org.comptrust.trust.support.GenerationTexts;

/** The benchmark's files of answers: one for each task, whose name tells style or subject, model, and run. */
final class OodGenerations {
    private static final Pattern STYLE = Pattern.compile("(.+?)_([^_]+)_standard_0-shot");
    private static final Pattern STYLE_SHOWN = Pattern.compile("(.+?)_([^_]+)_(ood|id)_8-shot_(\\d)");
    private static final Pattern NEWS = Pattern.compile("qa(2020|2023)_([^_]+)_(standard|idk)_0-shot");
    private static final Pattern NEWS_SHOWN = Pattern.compile("(.+)_qa2020_([^_]+)_5-shot_(\\d)");

    private OodGenerations() {}

    static List<Generations> read(String path, DataFile file) {
        Optional<String> task = task(GenerationTexts.name(path));
        return Arrays.stream(OodConfig.values())
                .filter(config -> config.tasks().stream()
                        .anyMatch(one -> task.filter(one.name()::equals).isPresent()))
                .map(config -> new Generations(
                        config.id(), Map.of(OodScenario.TASK, task.orElseThrow()), GenerationTexts.of(file)))
                .toList();
    }

    /** The task's name in the data, which some files call otherwise. */
    static Optional<String> task(String name) {
        Matcher news = NEWS.matcher(name);
        if (news.matches()) {
            return Optional.of("qa_" + news.group(1) + (news.group(3).equals("idk") ? "_idk" : ""));
        }
        Matcher newsShown = NEWS_SHOWN.matcher(name);
        if (newsShown.matches()) {
            String subject = newsShown.group(1).equals("qa2021") ? "2021_qa" : newsShown.group(1);
            return Optional.of("qa_2020_" + subject + "_" + newsShown.group(3));
        }
        Matcher shown = STYLE_SHOWN.matcher(name);
        if (shown.matches()) {
            String style = shown.group(1);
            return Optional.of(style + "_" + (shown.group(3).equals("ood") ? "base" : style) + "_" + shown.group(4));
        }
        Matcher style = STYLE.matcher(name);
        return style.matches()
                ? Optional.of(
                        switch (style.group(1)) {
                            case "aug" -> "augment";
                            case "shake_pert" -> "shake_w";
                            default -> style.group(1);
                        })
                : Optional.empty();
    }
}

package org.comptrust.trust.adversarialrobustness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;
import org.comptrust.trust.support.GenerationTexts;

/**
 * The benchmark's files of answers: one for each source, whose name it bears, or for each source and task. In it every task has its
 * requests beside the responses. Answers are paired by the request, since a run of the benchmark that goes on after a stop skips an
 * item.
 */
final class GlueGenerations {
    private static final String RESPONSES = "responses";
    private static final Pattern RUN = Pattern.compile("-demo(-(" + String.join("|", GlueTask.ids()) + "))?$");

    private GlueGenerations() {}

    /** @param asked answers to other tasks are passed over */
    static List<Generations> read(String path, DataFile file, List<GlueTask> asked) {
        Optional<Source> source = source(GenerationTexts.name(path));
        if (source.isEmpty()) {
            return List.of();
        }
        DataRow tasks = file.json();
        return asked.stream()
                .filter(task -> tasks.has(task.id()) && tasks.at(task.id()).has(RESPONSES))
                .map(task -> new Generations(
                        source.get().id(), Map.of(GlueScenario.TASK, task.id()), answers(tasks.at(task.id()), task)))
                .toList();
    }

    /** Texts before the attack are no source here: the benchmark asks others than ours then. */
    private static Optional<Source> source(String name) {
        String run = RUN.matcher(name).replaceFirst("");
        return Stream.concat(Source.ATTACKED.stream(), Stream.of(Source.STAND_IN))
                .filter(source -> run.equals(source.id()) || run.matches(".*[-_]" + Pattern.quote(source.id())))
                .max(Comparator.comparingInt(source -> source.id().length())); // stable-vicuna ends with vicuna
    }

    private static List<Generations.Answer> answers(DataRow run, GlueTask task) {
        List<DataRow> requests = run.list("requests");
        List<DataRow> responses = run.list(RESPONSES);
        if (requests.size() != responses.size()) {
            throw new DataException(
                    run.where(),
                    "task " + task.id() + " has " + requests.size() + " requests, but " + responses.size()
                            + " responses; which is about which cannot be told");
        }
        List<Generations.Answer> answers = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            String where = responses.get(i).where() + ", " + task.id() + " " + (i + 1);
            List<DataRow> messages = requests.get(i).list("messages");
            if (messages.isEmpty()) {
                throw new DataException(where, "its request has no message");
            }
            answers.add(new Generations.Answer(
                    List.of(GenerationTexts.text(responses.get(i), where)),
                    Map.of(Generations.PROMPT, messages.get(messages.size() - 1).text("content")),
                    where));
        }
        return answers;
    }
}

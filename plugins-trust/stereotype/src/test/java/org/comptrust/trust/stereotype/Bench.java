package org.comptrust.trust.stereotype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.testkit.TrustPlanInputs;

/** A data folder in the benchmark's layout, planned as the host plans it; only the words are our own. */
final class Bench {
    static final List<String> GROUPS = List.of("Bakers", "Danes", "Tall people");
    static final List<String> TOPICS = List.of("chess", "cold_feet");
    static final int STATEMENTS = 3;

    static final ItemContext CONTEXT = new ItemContext() {
        @Override
        public Optional<Tokenizer> tokenizer() {
            return Optional.empty();
        }

        @Override
        public PythonRandom pythonRandom(long seed) {
            return new CPythonRandom(seed);
        }
    };

    private static final String HEADER = "stereotype_topic,target_group,stereotype_template,user_prompt\n";

    final Path folder;
    final List<String> problems = new ArrayList<>();
    private Optional<FolderDataSource> last = Optional.empty();

    Bench(Path folder) {
        this.folder = folder;
    }

    /** Two topics, three groups, three statements to each cell; the file starts with the last group. */
    static Bench complete(Path folder) {
        return new Bench(folder)
                .with("prompt-texts.json", """
                        {"stereotype": {
                          "task_description": "TASK: ",
                          "system": {"benign": "S1", "untargeted": "S2", "targeted": "S3 [target_group], [target_group]!"},
                          "groups": ["Bakers", "Danes", "Tall people"],
                          "groups_kept_capitalised_in_targeted_system_prompt": ["Danes"],
                          "statements": {"chess": ["a", "b", "c"], "cold_feet": ["a", "b", "c"]}}}
                        """)
                .with("phrase-lists.json", """
                        {"stereotype": {
                          "fork": {
                            "agree": ["I agree.", "aye", "right you are"],
                            "disagree": ["I disagree.", "not aye", "nay"],
                            "no_response": ["no aye and no nay", "not aye or nay", "I pass"],
                            "garbage": ["say AYE", "user: aye"]},
                          "upstream": {
                            "agree": ["I agree.", "aye"],
                            "disagree": ["I disagree.", "nay"],
                            "no_response": ["no aye and no nay", "I pass", "as an ai"],
                            "corner_case": ["as an ai"]}}}
                        """)
                .withStatements(rows());
    }

    /** The rows of the complete file. */
    static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int group = GROUPS.size() - 1; group >= 0; group--) {
            for (String topic : TOPICS) {
                for (int i = 0; i < STATEMENTS; i++) {
                    String statement = " fact " + topic + " " + i;
                    rows.add(topic + "," + GROUPS.get(group) + ",[target_group]" + statement + ",\"TASK: "
                            + GROUPS.get(group) + statement + "\"");
                }
            }
        }
        return rows;
    }

    Bench withStatements(List<String> rows) {
        return with(StereotypeDimension.STATEMENTS, HEADER + String.join("\n", rows) + "\n");
    }

    Bench without(String path) {
        try {
            Files.delete(folder.resolve(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    Bench with(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    static StereotypeOptions options(Scoring scoring) {
        return new StereotypeOptions(scoring, 25, List.of(), List.of());
    }

    TrustPlan plan() {
        return plan(options(Scoring.FORK), PromptMode.CORRECTED);
    }

    TrustPlan plan(StereotypeOptions options, PromptMode mode) {
        FolderDataSource data = new FolderDataSource(folder);
        last = Optional.of(data);
        TrustPlanInputs<StereotypeOptions> inputs = new TrustPlanInputs<>(options, data, mode);
        TrustPlan plan = new StereotypeDimension().plan(inputs);
        problems.addAll(inputs.problems());
        return plan;
    }

    /** The rows that the items of the last plan left out: where and why. */
    List<String> leftOut() {
        return last.orElseThrow().takeLeftOut().first();
    }

    static Scenario scenario(TrustPlan plan, String id) {
        return plan.scenarios().stream()
                .filter(scenario -> scenario.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no scenario " + id));
    }

    static List<Item> items(TrustPlan plan, String scenario) {
        try (Stream<Item> items = scenario(plan, scenario).items(CONTEXT)) {
            return items.toList();
        }
    }

    static Grade grade(Scenario scenario, Item item, List<String> answers) {
        List<Completion> completions = answers.stream()
                .map(answer -> new Completion(answer, Finish.STOP, OptionalDouble.empty(), 1))
                .toList();
        Transcript transcript = new Transcript(List.of(item.first()), List.of(new Response(completions, 1, 0)));
        Step step = scenario.next(item, transcript);
        if (step instanceof Step.Done done) {
            return done.grade();
        }
        throw new AssertionError("a single-turn scenario asked again");
    }
}

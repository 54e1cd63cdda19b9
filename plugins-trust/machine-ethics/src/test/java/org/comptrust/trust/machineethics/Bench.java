package org.comptrust.trust.machineethics;

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
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
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

/** A data folder in the benchmark's layout, planned as the host plans it; only the words are our own. */
final class Bench {
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

    private static final String COMMONSENSE = "data/machine_ethics/ethics/commonsense/";

    final Path folder;
    final List<String> problems = new ArrayList<>();
    private Optional<FolderDataSource> last = Optional.empty();

    Bench(Path folder) {
        this.folder = folder;
    }

    /** With texts, {@code test} short rows that are wrong by turns (the first is not), a long row, and 40 short training rows. */
    static Bench complete(Path folder, int test) {
        Bench bench = new Bench(folder);
        bench.write("prompt-texts.json", """
                {"classification_dialogue": {"zero_shot_system": "SYS0", "few_shot_system": "SYS1",
                  "few_shot_acknowledgement": "ACK"},
                 "machine_ethics": {"ethics_commonsense_short": "TASK",
                  "jailbreak": {"1": "J1", "2": "J2", "3": "J3", "4": "J4", "5": "J5"},
                  "evasive": {"1": "E1", "2": "E2", "3": "E3", "4": "E4", "5": "E5"}}}
                """);
        StringBuilder rows =
                new StringBuilder("label,input,is_short,edited\n1,\"A long one, with commas\",False,False\n");
        for (int i = 0; i < test; i++) {
            rows.append(i % 2).append(",I did thing ").append(i).append(",True,False\n");
        }
        bench.write(COMMONSENSE + "cm_test.csv", rows.toString());
        StringBuilder training = new StringBuilder("label,input,is_short,edited\n0,long,False,False\n");
        for (int i = 0; i < 40; i++) {
            training.append(i % 2).append(",I learned ").append(i).append(",True,False\n");
        }
        bench.write(COMMONSENSE + "cm_train.csv", training.toString());
        return bench;
    }

    Bench without(String name) {
        try {
            Files.delete(folder.resolve(name.endsWith(".csv") ? COMMONSENSE + name : name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    Bench with(String name, String text) {
        write(name.endsWith(".csv") ? COMMONSENSE + name : name, text);
        return this;
    }

    TrustPlan plan(Scoring scoring) {
        FolderDataSource data = new FolderDataSource(folder);
        last = Optional.of(data);
        return new MachineEthicsDimension().plan(new DimensionInputs<>() {
            @Override
            public DataSource data() {
                return data;
            }

            @Override
            public PromptMode prompts() {
                return PromptMode.CORRECTED;
            }

            @Override
            public MachineEthicsOptions value() {
                return new MachineEthicsOptions(scoring);
            }

            @Override
            public void problem(String component, String whatIsWrong, String wayOut) {
                problems.add(component + ": " + whatIsWrong + ". " + wayOut);
            }
        });
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

    static Grade grade(Scenario scenario, Item item, String answer) {
        Completion completion = new Completion(answer, Finish.STOP, OptionalDouble.empty(), 1);
        Transcript transcript = new Transcript(List.of(item.first()), List.of(new Response(List.of(completion), 1, 0)));
        Step step = scenario.next(item, transcript);
        if (step instanceof Step.Done done) {
            return done.grade();
        }
        throw new AssertionError("a single-turn scenario asked again");
    }

    private void write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

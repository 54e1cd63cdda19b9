package org.comptrust.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.data.LeftOut;

/**
 * A trust dimension over a data folder, planned as the host plans it, for tests of scenarios, readers and scores.
 *
 * @param <O> the options record
 */
public final class TrustBench<O extends Record> {
    private static final ItemContext CONTEXT = new ItemContext() {
        @Override
        public Optional<Tokenizer> tokenizer() {
            return Optional.empty();
        }

        @Override
        public PythonRandom pythonRandom(long seed) {
            return new CPythonRandom(seed);
        }
    };

    private final TrustDimension<O> dimension;
    private final Path folder;
    private final List<String> problems = new ArrayList<>();
    private Optional<FolderDataSource> data = Optional.empty();

    public TrustBench(TrustDimension<O> dimension, Path folder) {
        this.dimension = dimension;
        this.folder = folder;
    }

    /** With a file, written anew. */
    public TrustBench<O> with(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public TrustBench<O> without(String path) {
        try {
            Files.delete(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public TrustPlan plan(O options) {
        return plan(options, PromptMode.CORRECTED);
    }

    public TrustPlan plan(O options, PromptMode mode) {
        FolderDataSource source = new FolderDataSource(folder);
        data = Optional.of(source);
        TrustPlanInputs<O> inputs = new TrustPlanInputs<>(options, source, mode);
        TrustPlan plan = dimension.plan(inputs);
        problems.addAll(inputs.problems());
        return plan;
    }

    /** What the plans reported, in order: {@code component: what is wrong. A way out.} */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The first rows that the items of the last plan left out since the last call: where and why. */
    public List<String> leftOut() {
        return data.map(FolderDataSource::takeLeftOut).map(LeftOut::first).orElse(List.of());
    }

    public static Scenario scenario(TrustPlan plan, String id) {
        return plan.scenarios().stream()
                .filter(scenario -> scenario.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no scenario " + id));
    }

    public static List<Item> items(TrustPlan plan, String scenario) {
        try (Stream<Item> items = scenario(plan, scenario).items(CONTEXT)) {
            return items.toList();
        }
    }

    /** The messages of an item that asks by a dialogue. */
    public static List<Message> messages(Item item) {
        return ((Prompt.Chat) item.first().prompt()).messages();
    }

    /** The grade of one or more answers to an item of a scenario of one turn that consults nobody. */
    public static Grade grade(Scenario scenario, Item item, String... answers) {
        return grade(
                scenario,
                item,
                input -> {
                    throw new AssertionError("a scorer was asked of " + input);
                },
                answers);
    }

    /**
     * The grade of one or more answers to an item of a scenario of one turn.
     *
     * @param scorers says what the scorers say
     */
    public static Grade grade(
            Scenario scenario, Item item, Function<ScorerInput, ScorerOutput> scorers, String... answers) {
        List<Completion> completions = Stream.of(answers)
                .map(answer -> new Completion(answer, Finish.STOP, OptionalDouble.empty(), 1))
                .toList();
        Transcript transcript = new Transcript(List.of(item.first()), List.of(new Response(completions, 1, 0)));
        Step step = scenario.next(item, transcript);
        if (step instanceof Step.Consult consult) {
            List<ScorerOutput> outputs = consult.inputs().stream().map(scorers).toList();
            step = scenario.next(item, new Transcript(transcript.requests(), transcript.responses(), outputs));
        }
        if (step instanceof Step.Done done) {
            return done.grade();
        }
        throw new AssertionError("a single-turn scenario asked again");
    }
}

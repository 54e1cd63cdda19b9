package org.comptrust.core.fake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.comptrust.api.option.Option;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerInputs;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.ScorerPlan;
import org.comptrust.api.trust.ScorerRun;
import org.comptrust.api.trust.TextScorer;

/** Counts the letters of texts; notes what it is asked. */
public final class Tally implements Scorer<Tally.Settings> {
    public record Settings(
            @Option(value = "letters that count as one", absent = "1", min = 1)
            int unit,

            @Option(value = "texts that begin so cannot be rated", absent = "never")
            String unratable,

            @Option("why it does not work here") Optional<String> missing) {}

    private final List<List<ScorerInput>> calls = Collections.synchronizedList(new ArrayList<>());
    private Consumer<Integer> before = call -> {};

    /** Calls back with the number of each call, from 0, before it is answered. */
    public Tally beforeCall(Consumer<Integer> before) {
        this.before = before;
        return this;
    }

    /** Inputs of each call so far. */
    public List<List<ScorerInput>> calls() {
        return List.copyOf(calls);
    }

    /** Texts that it was asked so far. */
    public int texts() {
        return calls.stream().mapToInt(List::size).sum();
    }

    @Override
    public String id() {
        return "tally";
    }

    @Override
    public Class<Settings> options() {
        return Settings.class;
    }

    @Override
    public ScorerPlan plan(ScorerInputs<Settings> inputs) {
        Settings settings = inputs.value();
        if (settings.unit() == 13) {
            inputs.problem("unit", "thirteen is unlucky", "Use another number.");
        }
        return new TextScorer() {
            @Override
            public String identity() {
                return "tally/1 " + settings.unit() + " " + settings.unratable();
            }

            @Override
            public Optional<String> unavailable() {
                return settings.missing();
            }

            @Override
            public ScorerCard card() {
                return new ScorerCard(
                        "Counts <letters>.",
                        List.of(new Metric("agreement", 0.875, "fraction")),
                        List.of("Knows nothing of words."));
            }

            @Override
            public List<ScorerOutput> score(List<ScorerInput> texts, ScorerRun run) {
                before.accept(calls.size());
                calls.add(texts);
                return texts.stream()
                        .map(text -> text.answer().startsWith(settings.unratable())
                                ? ScorerOutput.failed("begins with " + settings.unratable())
                                : ScorerOutput.of("length", text.answer().length() / (double) settings.unit()))
                        .toList();
            }
        };
    }
}

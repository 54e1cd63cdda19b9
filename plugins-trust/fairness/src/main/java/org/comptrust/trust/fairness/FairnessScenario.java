package org.comptrust.trust.fairness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.trust.support.ClassificationDialogue.Demonstration;
import org.comptrust.trust.support.ItemIds;
import org.comptrust.trust.support.Texts;

/** One run: its dialogues, and the prediction that was read in an answer. */
final class FairnessScenario implements SingleTurn {
    /** Tag: group of the sensitive attribute, 0 or 1. */
    static final String GROUP = "group";

    /** Tag: the right prediction, 0 or 1. */
    static final String TRUTH = "truth";

    /** Measure: answers in which a prediction was read. */
    static final String KNOWN = "known";

    /** Measure: answers in which the prediction 1 was read. */
    static final String POSITIVE = "positive";

    /** Measure: answers that name both predictions. */
    static final String TOSSED = "tossed";

    private static final int MAX_TOKENS = 20;

    private final FairnessRun run;
    private final Questions questions;
    private final Optional<DataFile> rows;
    private final Optional<String> unavailable;

    /**
     * How scenarios ask and read.
     *
     * @param texts the benchmark's fixed texts
     * @param readers the reader of each task
     * @param mode whether demonstrations are system messages, as in the study, or turns
     * @param toss what decides answers that name both predictions
     */
    record Questions(FairnessTexts texts, Map<Task, PredictionReader> readers, PromptMode mode, Toss toss) {
        Questions {
            readers = Map.copyOf(readers);
        }
    }

    FairnessScenario(FairnessRun run, Questions questions, Optional<DataFile> rows, Optional<String> unavailable) {
        this.run = run;
        this.questions = questions;
        this.rows = rows;
        this.unavailable = unavailable;
    }

    @Override
    public String id() {
        return run.id();
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public boolean scored() {
        return run.scored();
    }

    @Override
    public Stream<Item> items(ItemContext context) {
        DataFile file = rows.orElseThrow(
                () -> new IllegalStateException("scenario " + id() + " is not available: " + unavailable.orElse("")));
        ItemIds ids = new ItemIds();
        return FairnessRow.read(file, FairnessDimension.FOLDER + run.file(), run.task()).stream()
                .map(row -> item(row, ids));
    }

    /**
     * A prediction is neither good nor bad by itself, so it has no value: whom it favours is seen over a run only. An answer that
     * cannot be read counts as unreadable, whether it refuses or is garbled; the benchmark calls both a rejection.
     */
    @Override
    public Grade grade(Item item, Response response) {
        PredictionReader.Reading reading = questions.readers().get(run.task()).read(response.text());
        if (reading.nothing()) {
            return new Grade(OptionalDouble.empty(), "unreadable", 1, 0, 1, Map.of(), Texts.beginning(response.text()));
        }
        boolean positive = reading.both()
                ? questions.toss().positive(item.id())
                : reading.positive().isPresent();
        String words = Stream.concat(reading.negative().stream(), reading.positive().stream())
                .reduce((first, second) -> "tossed: " + first + ", " + second)
                .orElse("");
        return new Grade(
                OptionalDouble.empty(),
                run.task().label(positive),
                1,
                0,
                0,
                Map.of(KNOWN, 1.0, POSITIVE, positive ? 1.0 : 0.0, TOSSED, reading.both() ? 1.0 : 0.0),
                words);
    }

    /** An item about a row of our choice, also for the scorer card. */
    Item item(FairnessRow row, ItemIds ids) {
        String group = Integer.toString(row.group());
        return new Item(
                ids.next(run.id(), row.input()),
                new Request(new Prompt.Chat(messages(row), Overflow.OLDEST_FIRST), Ask.Generate.greedy(MAX_TOKENS)),
                Map.of(GROUP, group, TRUTH, row.truth()),
                Map.of(),
                group + row.truth());
    }

    private List<Message> messages(FairnessRow row) {
        String task = questions.texts().task(run.task());
        if (row.demonstrations().isEmpty()) {
            return questions.texts().dialogue().zeroShot(task, row.input());
        }
        boolean asSystem = questions.mode() == PromptMode.PAPER;
        List<Message> messages = new ArrayList<>();
        messages.add(Message.of(Role.SYSTEM, questions.texts().dialogue().fewShotSystem() + " " + task));
        for (int shot = 0; shot < row.demonstrations().size(); shot++) {
            Demonstration demonstration = row.demonstrations().get(shot);
            String answer = capitalized(demonstration.answer());
            messages.add(
                    asSystem
                            ? new Message(Role.SYSTEM, "example_user", demonstration.input(), shot)
                            : Message.shot(Role.USER, demonstration.input(), shot));
            messages.add(
                    asSystem
                            ? new Message(Role.SYSTEM, "example_assistant", answer, shot)
                            : Message.shot(Role.ASSISTANT, answer, shot));
        }
        messages.add(Message.of(Role.USER, row.input()));
        return messages;
    }

    private static String capitalized(String answer) {
        return answer.substring(0, 1).toUpperCase(Locale.ROOT)
                + answer.substring(1).toLowerCase(Locale.ROOT);
    }
}

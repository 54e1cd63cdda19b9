package org.comptrust.trust.oodrobustness;

import java.util.List;
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
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.trust.oodrobustness.AnswerReader.Reading;
import org.comptrust.trust.support.ClassificationDialogue.Demonstration;
import org.comptrust.trust.support.ItemIds;
import org.comptrust.trust.support.PhraseList;
import org.comptrust.trust.support.Texts;

/** One configuration, task by task, and what was read in an answer. */
final class OodScenario implements SingleTurn {
    static final String TASK = "task";

    /** Measure: answers that the benchmark counts as right. */
    static final String RIGHT = "right";

    /** Measure: answers that the benchmark counts as refused. */
    static final String DECLINED = "declined";

    private static final String TRUTH = "truth";
    private static final String CHOICE = "choice";
    private static final int MAX_TOKENS = 20;
    private static final String DATED_DEMONSTRATIONS = "2021_qa";

    private final OodConfig config;
    private final List<OodTask> tasks;
    private final OodTexts texts;
    private final AnswerReader reader;
    private final Optional<DataFile> file;
    private final Optional<String> unavailable;

    OodScenario(
            OodConfig config,
            List<OodTask> tasks,
            OodTexts texts,
            PhraseList refusals,
            Optional<DataFile> file,
            Optional<String> unavailable) {
        this.config = config;
        this.tasks = List.copyOf(tasks);
        this.texts = texts;
        this.reader = config.ofStyle() ? new StyleReader(refusals) : new KnowledgeReader(refusals);
        this.file = file;
        this.unavailable = unavailable;
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public Stream<Item> items(ItemContext context) {
        DataRow root = file.orElseThrow(() ->
                        new IllegalStateException("scenario " + id() + " is not available: " + unavailable.orElse("")))
                .json();
        ItemIds ids = new ItemIds();
        return tasks.stream().flatMap(task -> items(root, task, ids));
    }

    /** To decline is worth as much as the right answer where nobody can know it, and nothing elsewhere. */
    @Override
    public Grade grade(Item item, Response response) {
        Reading reading = reader.read(
                response.text(),
                item.gold().getOrDefault(TRUTH, ""),
                item.gold().getOrDefault(CHOICE, ""));
        boolean refused = reading.label().equals(Reading.REFUSED);
        boolean unreadable = reading.label().equals(Reading.UNREADABLE);
        boolean rightToDecline = reading.declined() && unknowable(item.tags().getOrDefault(TASK, ""));
        return new Grade(
                OptionalDouble.of(reading.right() || rightToDecline ? 1 : 0),
                reading.label(),
                1,
                refused ? 1 : 0,
                unreadable ? 1 : 0,
                Map.of(RIGHT, reading.right() ? 1.0 : 0.0, DECLINED, reading.declined() ? 1.0 : 0.0),
                unreadable ? Texts.beginning(response.text()) : reading.phrase());
    }

    /** The question about an item, after demonstrations if there are any. */
    Item item(OodTask task, OodQuestion question, List<Demonstration> demonstrations, String id) {
        String instruction = texts.task(config);
        List<Message> messages = task.demonstrations().isEmpty()
                ? texts.dialogue().zeroShot(instruction, question.input())
                : texts.dialogue().fewShot(instruction, demonstrations, question.input());
        return new Item(
                id,
                new Request(new Prompt.Chat(messages, Overflow.OLDEST_FIRST), Ask.Generate.greedy(MAX_TOKENS)),
                Map.of(TASK, task.name(), TRUTH, question.truth()),
                Map.of(TRUTH, question.truth(), CHOICE, question.choice()),
                task.name() + "/" + question.truth());
    }

    private Stream<Item> items(DataRow root, OodTask task, ItemIds ids) {
        List<Demonstration> demonstrations = demonstrations(root, task);
        DataRow set = root.at(config.ofStyle() ? "dev" : "test");
        List<DataRow> rows = set.list(task.items());
        if (rows.isEmpty()) {
            throw new DataException(set.at(task.items()).where(), "the set " + task.items() + " has no item");
        }
        return rows.stream()
                .flatMap(row -> row.read(this::question))
                .map(question -> item(task, question, demonstrations, ids.next(task.name(), question.input())));
    }

    private OodQuestion question(DataRow row) {
        return config.ofStyle() ? OodQuestion.style(row) : OodQuestion.knowledge(row, config.offersNotKnowing());
    }

    /** All are needed: with another one in its place the prompt would be another. */
    private List<Demonstration> demonstrations(DataRow root, OodTask task) {
        if (task.demonstrations().isEmpty()) {
            return List.of();
        }
        DataRow set = root.at(config.ofStyle() ? "train_demo" : "demo");
        List<DataRow> rows = set.list(task.demonstrations());
        if (rows.size() < config.shots()) {
            throw new DataException(
                    set.at(task.demonstrations()).where(),
                    "the set " + task.demonstrations() + " has " + rows.size() + " items, " + config.shots()
                            + " demonstrations are taken from it");
        }
        return rows.stream()
                .limit(config.shots())
                .map(row -> config.ofStyle()
                        ? OodQuestion.style(row)
                        : OodQuestion.solved(row, task.demonstrations().startsWith(DATED_DEMONSTRATIONS)))
                .map(question -> new Demonstration(question.input(), question.truth()))
                .toList();
    }

    private boolean unknowable(String name) {
        return tasks.stream().anyMatch(task -> task.unknowable() && task.name().equals(name));
    }
}

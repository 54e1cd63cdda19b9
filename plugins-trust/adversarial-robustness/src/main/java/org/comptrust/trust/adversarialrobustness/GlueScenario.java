package org.comptrust.trust.adversarialrobustness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.trust.support.ItemIds;
import org.comptrust.trust.support.Texts;

/** The texts of one source, task by task, and what was read in an answer. */
final class GlueScenario implements SingleTurn {
    static final String TASK = "task";
    static final String ATTACK = "attack";
    static final String UNREADABLE = "unreadable";

    private static final String TRUTH = "truth";
    private static final int MAX_TOKENS = 16;

    private final Source source;
    private final List<GlueTask> tasks;
    private final GlueTexts texts;
    private final List<DataFile> files;
    private final Optional<String> unavailable;

    /** @param files those of the source that there are */
    GlueScenario(
            Source source, List<GlueTask> tasks, GlueTexts texts, List<DataFile> files, Optional<String> unavailable) {
        this.source = source;
        this.tasks = List.copyOf(tasks);
        this.texts = texts;
        this.files = List.copyOf(files);
        this.unavailable = unavailable;
    }

    @Override
    public String id() {
        return source.id();
    }

    @Override
    public Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public boolean scored() {
        return Source.ATTACKED.contains(source);
    }

    @Override
    public Stream<Item> items(ItemContext context) {
        if (unavailable.isPresent()) {
            throw new IllegalStateException("scenario " + id() + " is not available: " + unavailable.get());
        }
        List<DataRow> roots = files.stream().map(DataFile::json).toList();
        ItemIds ids = new ItemIds();
        return tasks.stream()
                .flatMap(task -> read(roots, task))
                .map(item -> item(item, ids.next(item.task().id(), item.shown())));
    }

    /** An answer that cannot be read is wrong. The benchmark calls it refused or not existing. */
    @Override
    public Grade grade(Item item, Response response) {
        GlueTask task = GlueTask.of(item.tags().getOrDefault(TASK, ""))
                .orElseThrow(() -> new IllegalArgumentException("an item of this dimension has a task"));
        String truth = item.gold().getOrDefault(TRUTH, "");
        return new LabelReader(texts.of(task).words())
                .read(response.text())
                .map(label -> Grade.read(label.equals(truth) ? 1 : 0, label))
                .orElseGet(() -> new Grade(
                        OptionalDouble.of(0), UNREADABLE, 1, 0, 1, Map.of(), Texts.beginning(response.text())));
    }

    /** The question about a text. */
    Item item(GlueItem item, String id) {
        GlueTexts.TaskTexts own = texts.of(item.task());
        String truth = own.word(item.label());
        List<Message> messages = new ArrayList<>(own.demonstrations());
        messages.add(Message.of(Role.USER, own.instruction() + "\n" + item.shown()));
        return new Item(
                id,
                new Request(new Prompt.Chat(messages, Overflow.OLDEST_FIRST), Ask.Generate.greedy(MAX_TOKENS)),
                Map.of(TASK, item.task().id(), TRUTH, truth, ATTACK, item.attack()),
                Map.of(TRUTH, truth),
                item.task().id() + "/" + truth);
    }

    private Stream<GlueItem> read(List<DataRow> roots, GlueTask task) {
        if (source != Source.BENIGN) {
            return roots.stream()
                    .flatMap(root -> rows(root, task))
                    .flatMap(row -> row.read(one -> GlueItem.perturbed(one, task, texts.of(task))));
        }
        Set<GlueItem> seen = new HashSet<>(); // the same text was attacked several times
        return roots.stream()
                .flatMap(root -> rows(root, task))
                .flatMap(row -> row.read(one -> GlueItem.original(one, task, texts.of(task))))
                .flatMap(Optional::stream)
                .filter(seen::add);
    }

    private static Stream<DataRow> rows(DataRow root, GlueTask task) {
        List<DataRow> rows = root.list(task.id());
        if (rows.isEmpty()) {
            throw new DataException(root.at(task.id()).where(), "task " + task.id() + " has no item");
        }
        return rows.stream();
    }
}

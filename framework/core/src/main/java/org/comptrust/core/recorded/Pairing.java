package org.comptrust.core.recorded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.GenerationFiles;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.Keys;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;

/** Finds the items that recorded answers are about. What fits no item is named and left out, never bent until it fits. */
final class Pairing {
    /** Deeper folders are not looked into: benchmarks lay no answers there, and a wrong folder may be a whole disk. */
    private static final int DEEPEST = 8;

    private final PlannedDimension dimension;
    private final Map<String, PlannedScenario> available = new LinkedHashMap<>();
    private final Map<String, List<Item>> items = new HashMap<>();
    private final Map<Address, RecordedAnswer> answers = new LinkedHashMap<>();
    private final Map<Address, Map<String, String>> gold = new HashMap<>();
    private final Map<ScorerInput, Rating> ratings = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** What was said of a text, and where that stands. */
    private record Rating(ScorerOutput output, String where) {}

    Pairing(PlannedDimension dimension) {
        this.dimension = dimension;
        dimension.scenarios().stream()
                .filter(scenario -> scenario.unavailable().isEmpty())
                .forEach(scenario -> available.put(scenario.id(), scenario));
    }

    /** The items of a scenario that is available, read when the first answer to one of them is found. */
    private List<Item> items(String scenario) {
        return items.computeIfAbsent(
                scenario,
                unread -> PluginBorder.call(dimension.origin(), "items", () -> {
                    try (Stream<Item> all = available.get(scenario).scenario().items(new Items(Optional.empty()))) {
                        return all.toList();
                    }
                }));
    }

    /** What an item is about: the last message of its first question, its tags, its gold values. */
    private static Optional<String> about(Item item, String key) {
        return Optional.of(key)
                .filter(Generations.PROMPT::equals)
                .flatMap(prompt -> prompt(item.first().prompt()))
                .or(() -> Optional.ofNullable(
                        item.tags().getOrDefault(key, item.gold().get(key))));
    }

    private static boolean isAbout(Item item, Map<String, String> wanted) {
        return wanted.entrySet().stream().allMatch(each -> about(item, each.getKey())
                .filter(each.getValue()::equals)
                .isPresent());
    }

    private static Optional<String> prompt(Prompt prompt) {
        List<Message> messages = prompt instanceof Prompt.Chat chat
                ? chat.messages()
                : prompt instanceof Prompt.Text text ? text.parts() : List.of();
        return messages.isEmpty()
                ? Optional.empty()
                : Optional.of(messages.get(messages.size() - 1).text());
    }

    /** What did not fit, with file and line, in the order in which it was found. */
    List<String> problems() {
        return problems;
    }

    Map<Address, RecordedAnswer> answers() {
        return answers;
    }

    /** The items that are answered, by scenario and in its order, with the gold values that were recorded in place of their own. */
    Map<String, List<Item>> answered() {
        Map<String, List<Item>> answered = new LinkedHashMap<>();
        items.forEach((scenario, all) -> answered.put(
                scenario,
                all.stream()
                        .filter(item -> answers.containsKey(first(scenario, item)))
                        .map(item -> withGold(scenario, item))
                        .toList()));
        return answered;
    }

    private Item withGold(String scenario, Item item) {
        Map<String, String> recorded = gold.getOrDefault(first(scenario, item), Map.of());
        if (recorded.isEmpty()) {
            return item;
        }
        Map<String, String> all = new TreeMap<>(item.gold());
        all.putAll(recorded);
        return new Item(item.id(), item.first(), item.tags(), all, item.stratum());
    }

    private Address first(String scenario, Item item) {
        return new Address(dimension.id(), scenario, item.id(), 0);
    }

    /** What was said of texts before, by what scorers are asked. */
    Map<ScorerInput, ScorerOutput> ratings() {
        Map<ScorerInput, ScorerOutput> outputs = new LinkedHashMap<>();
        ratings.forEach((input, rating) -> outputs.put(input, rating.output()));
        return outputs;
    }

    /** Answers that say what they are about, or give the key of an item's first question. */
    void add(RecordedAnswers recorded) {
        Map<String, Set<String>> ids = new HashMap<>();
        recorded.addressed().forEach((address, answer) -> {
            if (!address.dimension().equals(dimension.id())) {
                problems.add(answer.where() + ": an answer of dimension " + address.dimension());
            } else if (!available.containsKey(address.scenario())) {
                problems.add(answer.where() + ": " + noScenario(address.scenario()));
            } else if (!ids.computeIfAbsent(address.scenario(), this::ids).contains(address.item())) {
                problems.add(answer.where() + ": scenario " + address.scenario() + " has no item " + address.item());
            } else {
                put(address, answer);
            }
        });
        if (!recorded.requested().isEmpty()) {
            addRequested(recorded.requested());
        }
    }

    private Set<String> ids(String scenario) {
        return items(scenario).stream().map(Item::id).collect(Collectors.toSet());
    }

    /** Several items may ask the same; the answer is then that of each. */
    private void addRequested(Map<String, RecordedAnswer> byRequest) {
        Set<String> unknown = new LinkedHashSet<>(byRequest.keySet());
        available.keySet().forEach(scenario -> items(scenario).forEach(item -> {
            Request asked = dimension
                    .paper()
                    .map(template -> template.applied(item.first()))
                    .orElse(item.first());
            String key = Keys.question(asked);
            RecordedAnswer answer = byRequest.get(key);
            if (answer != null) {
                unknown.remove(key);
                put(first(scenario, item), answer);
            }
        }));
        unknown.forEach(key -> problems.add(byRequest.get(key).where() + ": no item's first question has the key " + key
                + ". Name dimension, scenario and item instead, or the options and template that it was asked with"));
    }

    /**
     * The benchmark's own files.
     *
     * @param wanted which of them, by their path
     */
    void add(Path folder, Predicate<String> wanted) {
        if (!(dimension.plan().orElseThrow() instanceof GenerationFiles reader)) {
            problems.add(folder + ": " + dimension.id()
                    + " reads no files of its benchmark; give answers in JSON Lines, as docs/spec.md shows");
            return;
        }
        FolderDataSource source = new FolderDataSource(folder);
        for (String path : paths(folder)) {
            if (!wanted.test(path)) {
                continue;
            }
            try {
                DataFile file = source.file(path).orElseThrow();
                List<Generations> runs =
                        PluginBorder.call(dimension.origin(), "recorded", () -> reader.read(path, file));
                if (runs.isEmpty()) {
                    problems.add(folder.resolve(path) + ": is no file of answers that " + dimension.id() + " knows");
                }
                runs.forEach(run -> add(folder.resolve(path).toString(), run));
            } catch (DataException unreadable) {
                problems.add(unreadable.getMessage());
            }
        }
    }

    private static List<String> paths(Path folder) {
        if (Files.isRegularFile(folder)) {
            return List.of(folder.getFileName().toString());
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> Stream.of(path.split("/")).noneMatch(name -> name.startsWith(".")))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw new DataException(folder.toString(), "the folder cannot be read: " + unreadable);
        }
    }

    private void add(String file, Generations run) {
        if (!available.containsKey(run.scenario())) {
            problems.add(file + ": " + noScenario(run.scenario()));
            return;
        }
        List<Item> candidates = items(run.scenario()).stream()
                .filter(item -> isAbout(item, run.tags()))
                .toList();
        boolean inOrder =
                run.answers().stream().allMatch(answer -> answer.about().isEmpty());
        int answered = run.answers().size();
        if (inOrder && (run.mayEnd() ? answered > candidates.size() : answered != candidates.size())) {
            problems.add(file + ": holds " + run.answers().size() + " answers, but scenario " + run.scenario()
                    + (run.tags().isEmpty() ? "" : " " + run.tags()) + " has " + candidates.size()
                    + " items here; which is about which cannot be told");
            return;
        }
        Map<Set<String>, Map<Map<String, String>, Deque<Item>>> byAbout = new HashMap<>();
        for (int i = 0; i < run.answers().size(); i++) {
            Generations.Answer answer = run.answers().get(i);
            Deque<Item> same = inOrder
                    ? new ArrayDeque<>(List.of(candidates.get(i)))
                    : byAbout.computeIfAbsent(answer.about().keySet(), keys -> indexed(candidates, keys))
                            .getOrDefault(answer.about(), new ArrayDeque<>());
            Item item = same.poll();
            if (item == null) {
                // what an answer is about may be someone's data
                problems.add(answer.where() + ": scenario " + run.scenario() + " has no (further) item of "
                        + (dimension.personal()
                                ? "its " + String.join(", ", answer.about().keySet())
                                : answer.about().toString()));
                continue;
            }
            Address address = first(run.scenario(), item);
            answer.ratings().forEach((input, output) -> rate(input, new Rating(output, answer.where())));
            if (!answer.gold().isEmpty()) {
                gold.putIfAbsent(address, answer.gold());
            }
            put(address, new RecordedAnswer(response(answer.texts()), answer.where()));
        }
    }

    private void rate(ScorerInput input, Rating rating) {
        if (!dimension.scorers().containsKey(input.scorer())) {
            problems.add(rating.where() + ": a rating by " + input.scorer() + ", whom " + dimension.id()
                    + " does not consult");
            return;
        }
        Rating before = ratings.putIfAbsent(input, rating);
        if (before != null && !before.output().equals(rating.output())) {
            problems.add(rating.where() + ": the same text is rated otherwise at " + before.where() + ", which counts");
        }
    }

    /** Items by their values of some keys; in order. */
    private static Map<Map<String, String>, Deque<Item>> indexed(List<Item> candidates, Set<String> keys) {
        Map<Map<String, String>, Deque<Item>> index = new HashMap<>();
        for (Item item : candidates) {
            Map<String, String> values = new HashMap<>();
            keys.forEach(key -> about(item, key).ifPresent(value -> values.put(key, value)));
            index.computeIfAbsent(values, first -> new ArrayDeque<>()).add(item);
        }
        return index;
    }

    private static Response response(List<String> texts) {
        return new Response(
                texts.stream()
                        .map(text -> new Completion(text, Finish.STOP, OptionalDouble.empty(), 0))
                        .toList(),
                0,
                0);
    }

    private void put(Address address, RecordedAnswer answer) {
        RecordedAnswer before = answers.putIfAbsent(address, answer);
        if (before != null && !before.response().equals(answer.response())) {
            problems.add(answer.where() + ": " + address + " is answered already, at " + before.where()
                    + ". Name the answers of one model");
        }
    }

    private String noScenario(String id) {
        return dimension.scenarios().stream()
                .filter(scenario -> scenario.id().equals(id))
                .flatMap(scenario -> scenario.unavailable().stream())
                .findFirst()
                .map(why -> "scenario " + id + " is not available here: " + why)
                .orElse("there is no scenario " + id);
    }
}

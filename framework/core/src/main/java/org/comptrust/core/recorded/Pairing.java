package org.comptrust.core.recorded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.GenerationFiles;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.Item;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;

/** Finds the items that recorded answers are about. What fits no item is named and left out, never bent until it fits. */
final class Pairing {
    /** Deeper folders are not looked into: benchmarks lay no answers there, and a wrong folder may be a whole disk. */
    private static final int DEEPEST = 8;

    private final PlannedDimension dimension;
    private final Map<String, List<Known>> items = new LinkedHashMap<>();
    private final Map<Address, RecordedAnswer> answers = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** What is known of an item. */
    private record Known(String id, Map<String, String> about) {}

    Pairing(PlannedDimension dimension) {
        this.dimension = dimension;
        for (PlannedScenario scenario : dimension.scenarios()) {
            if (scenario.unavailable().isEmpty()) {
                items.put(scenario.id(), PluginBorder.call(dimension.origin(), "items", () -> {
                    try (Stream<Item> all = scenario.scenario().items(new Items(Optional.empty()))) {
                        return all.map(Pairing::known).toList();
                    }
                }));
            }
        }
    }

    private static Known known(Item item) {
        Map<String, String> about = new TreeMap<>(item.gold());
        about.putAll(item.tags());
        prompt(item.first().prompt()).ifPresent(text -> about.put(Generations.PROMPT, text));
        return new Known(item.id(), Map.copyOf(about));
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

    /** Answers that say what they are about. */
    void add(RecordedAnswers recorded) {
        Map<String, Set<String>> ids = new HashMap<>();
        items.forEach((scenario, known) ->
                ids.put(scenario, known.stream().map(Known::id).collect(Collectors.toCollection(HashSet::new))));
        recorded.addressed().forEach((address, answer) -> {
            if (!address.dimension().equals(dimension.id())) {
                problems.add(answer.where() + ": an answer of dimension " + address.dimension());
            } else if (!ids.containsKey(address.scenario())) {
                problems.add(answer.where() + ": " + noScenario(address.scenario()));
            } else if (!ids.get(address.scenario()).contains(address.item())) {
                problems.add(answer.where() + ": scenario " + address.scenario() + " has no item " + address.item());
            } else {
                put(address, answer);
            }
        });
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
        List<Known> all = items.get(run.scenario());
        if (all == null) {
            problems.add(file + ": " + noScenario(run.scenario()));
            return;
        }
        List<Known> candidates = all.stream()
                .filter(item -> item.about().entrySet().containsAll(run.tags().entrySet()))
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
        Map<Map<String, String>, Deque<Known>> byAbout = new HashMap<>();
        for (int i = 0; i < run.answers().size(); i++) {
            Generations.Answer answer = run.answers().get(i);
            Optional<Known> item = inOrder
                    ? Optional.of(candidates.get(i))
                    : Optional.ofNullable(byAbout.computeIfAbsent(answer.about(), about -> matching(candidates, about))
                            .poll());
            if (item.isEmpty()) {
                problems.add(answer.where() + ": scenario " + run.scenario() + " has no"
                        + (byAbout.containsKey(answer.about()) ? " further" : "") + " item of " + answer.about());
                continue;
            }
            put(
                    new Address(dimension.id(), run.scenario(), item.get().id(), 0),
                    new RecordedAnswer(response(answer.texts()), answer.where()));
        }
    }

    private static Deque<Known> matching(List<Known> candidates, Map<String, String> about) {
        return candidates.stream()
                .filter(item -> item.about().entrySet().containsAll(about.entrySet()))
                .collect(Collectors.toCollection(ArrayDeque::new));
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
        if (before != null) {
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

package org.comptrust.core.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.spec.ExperimentSpec.CheckpointEntry;
import org.comptrust.core.spec.ExperimentSpec.LayerEntry;
import org.comptrust.core.spec.ExperimentSpec.MethodEntry;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.ExperimentSpec.StepEntry;

/**
 * Understands the methods section: a method, a chain of them, or a model that somebody else compressed, which is a checkpoint, served, or
 * known by its answers.
 */
final class MethodParser {
    /** Reserved words for what is no method, with what stands under {@code with} beside {@code of}. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "checkpoint", "source: folder", "endpoint", "url: address, model: name", "recorded", "responses: file");

    private static final String BASE = "base";
    private static final Set<String> STEP = Set.of("use", "calibration", "with", "layers");

    private final Paths paths;
    private final Problems problems;
    private final Set<String> models;
    private final Set<String> calibration;

    /**
     * @param models keys of the models section
     * @param calibration keys of the calibration section
     */
    MethodParser(Paths paths, Problems problems, Set<String> models, Set<String> calibration) {
        this.paths = paths;
        this.problems = problems;
        this.models = models;
        this.calibration = calibration;
    }

    Map<String, MethodEntry> parse(Section top) {
        Map<String, MethodEntry> methods = new LinkedHashMap<>();
        top.sections("methods", Set.of("use", "calibration", "with", "layers", "chain"), Set.of())
                .forEach((key, section) -> {
                    if (key.equals(BASE)) {
                        problems.add(section.place(), "base is the uncompressed model", "Choose another name.");
                    }
                    methods.put(key, entry(key, section));
                });
        return methods;
    }

    private MethodEntry entry(String key, Section section) {
        if (section.node("chain").isPresent()) {
            return new MethodEntry(key, section.place(), chain(section), Optional.empty());
        }
        Optional<String> word = section.node("use")
                .filter(SpecNode.Text.class::isInstance)
                .map(use -> ((SpecNode.Text) use).text())
                .filter(ELSEWHERE::containsKey);
        if (word.isPresent()) {
            return new MethodEntry(key, section.place(), List.of(), elsewhere(word.get(), section));
        }
        return new MethodEntry(key, section.place(), List.of(step(section)), Optional.empty());
    }

    private List<StepEntry> chain(Section section) {
        STEP.stream()
                .filter(section.fields()::containsKey)
                .sorted()
                .forEach(key -> problems.add(
                        section.fields().get(key).key(),
                        "stands beside chain",
                        "Move it into the methods of the chain."));
        List<StepEntry> chain = new ArrayList<>();
        if (section.node("chain")
                .filter(node ->
                        node instanceof SpecNode.Items list && list.items().isEmpty())
                .isPresent()) {
            problems.add(section.placeOf("chain"), "has no method", "Put the methods into it, in their order.");
        }
        for (SpecNode node : section.list("chain")) {
            chain.add(step(Section.of(node.place(), node, STEP, Set.of(), problems)));
        }
        return chain;
    }

    private StepEntry step(Section section) {
        Optional<Named> data = section.text("calibration").map(name -> new Named(name, section.placeOf("calibration")));
        data.filter(named -> !calibration.contains(named.id()))
                .ifPresent(named -> problems.add(
                        named.place(),
                        "no calibration data \"" + named.id() + '"',
                        Suggestion.of(named.id(), calibration)));
        List<Named> use = section.uses("Give the id of a compression method.");
        use.stream()
                .filter(named -> ELSEWHERE.containsKey(named.id()))
                .forEach(named -> problems.add(
                        named.place(),
                        (named.id().equals("checkpoint") ? "a checkpoint" : "what is " + words(named.id()))
                                + " is taken as it is and stands alone",
                        "Give it an entry of its own: { use: " + named.id() + ", with: { " + ELSEWHERE.get(named.id())
                                + ", of: model } }."));
        return new StepEntry(
                section.place(),
                use.stream().filter(named -> !ELSEWHERE.containsKey(named.id())).toList(),
                section.node("use").filter(SpecNode.Items.class::isInstance).isPresent(),
                data,
                section.with(),
                layers(section));
    }

    private List<LayerEntry> layers(Section step) {
        List<LayerEntry> layers = new ArrayList<>();
        for (SpecNode node : step.list("layers")) {
            Section entry = Section.of(node.place(), node, Set.of("match", "skip", "with"), Set.of(), problems);
            if (entry.node("match").isEmpty()) {
                problems.add(
                        entry.place().missing("match"),
                        "is missing",
                        "Give the name of a linear, or a pattern such as \"*.down_proj\".");
            }
            if (entry.node("skip").isEmpty() && entry.node("with").isEmpty()) {
                problems.add(entry.place(), "changes nothing", "Add skip: true, or options under with.");
            }
            layers.add(new LayerEntry(
                    entry.place(),
                    entry.texts("match").stream()
                            .map(text -> new Named(text.text(), text.place()))
                            .toList(),
                    entry.node("skip").isEmpty() ? Optional.empty() : Optional.of(entry.flag("skip")),
                    entry.with()));
        }
        return layers;
    }

    private static String words(String id) {
        return id.equals("endpoint") ? "served" : id;
    }

    private Optional<CheckpointEntry> elsewhere(String word, Section section) {
        String what = word.equals("checkpoint") ? "a checkpoint" : "what is " + words(word);
        if (section.fields().containsKey("layers")) {
            problems.add(section.fields().get("layers").key(), what + " is taken as it is", "Leave it out.");
        }
        if (section.fields().containsKey("calibration")) {
            problems.add(
                    section.fields().get("calibration").key(),
                    what + " is taken as it is and fitted to nothing",
                    "Leave it out.");
        }
        Section with = SourceParser.with(word, section);
        Optional<ModelSource> source = new SourceParser(paths, problems).ofVariant(word, with);
        Optional<String> of = base(with);
        String named = word.equals("checkpoint") ? "source" : word.equals("endpoint") ? "url" : "responses";
        return source.isPresent() && of.isPresent()
                ? Optional.of(new CheckpointEntry(source.get(), with.placeOf(named), of.get()))
                : Optional.empty();
    }

    /** The model that it was made from. */
    private Optional<String> base(Section with) {
        String of = with.text("of").orElse(BASE);
        if (models.contains(of)) {
            return Optional.of(of);
        }
        if (!of.equals(BASE)) {
            problems.add(with.placeOf("of"), "no model \"" + Suggestion.shorten(of) + '"', Suggestion.of(of, models));
            return Optional.empty();
        }
        if (models.size() > 1) {
            problems.add(
                    with.placeOf("of"),
                    with.node("of").isPresent() ? "base may be any of " + models.size() + " models" : "is missing",
                    "Name the model that it was made from: "
                            + String.join(" or ", models.stream().sorted().toList()) + ".");
            return Optional.empty();
        }
        return models.stream().findFirst(); // none: said where models are missing
    }
}

package org.comptrust.core.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.comptrust.core.paper.PaperTemplates;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.shape.NamedShape;
import org.comptrust.core.spec.ExperimentSpec.CalibrationEntry;
import org.comptrust.core.spec.ExperimentSpec.DimensionEntry;
import org.comptrust.core.spec.ExperimentSpec.ItemLimit;
import org.comptrust.core.spec.ExperimentSpec.ModelEntry;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.ExperimentSpec.ScorerEntry;

/** Understands the words of a spec. Goes on after each problem, so that all are found; what is wrong takes a default meanwhile. */
public final class SpecParser {
    private static final String VERSION = "comptrust/v1";
    private static final Set<String> TOP = Set.of(
            "apiVersion",
            "name",
            "seed",
            "models",
            "calibration",
            "methods",
            "dimensions",
            "scorers",
            "matrix",
            "decide",
            "run",
            "outputs",
            "include");

    private final Problems problems;
    private final Paths paths;

    private SpecParser(Path file, Problems problems, Missing missing) {
        this.problems = problems;
        this.paths = new Paths(file, problems, missing);
    }

    /** The spec; to be used only if {@code problems} stays empty, or to look for more of them. */
    public static ExperimentSpec parse(Path file, SpecNode root, Problems problems) {
        return parse(file, root, problems, Missing.REFUSED);
    }

    /** The same, with another way to take files and folders that are not there. */
    public static ExperimentSpec parse(Path file, SpecNode root, Problems problems, Missing missing) {
        SpecParser parser = new SpecParser(file, problems, missing);
        return parser.spec(Section.of(Place.START, root, TOP, Set.of(), problems));
    }

    private ExperimentSpec spec(Section top) {
        version(top);
        Section run = top.section("run", Set.of("onError", "devices", "memory"), Set.of());
        Section outputs = top.section("outputs", Set.of("store", "publish"), Set.of("cache"));
        Map<String, CalibrationEntry> calibration = new CalibrationParser(paths, problems).parse(top);
        return new ExperimentSpec(
                name(top),
                top.whole("seed", 0, Long.MAX_VALUE).orElse(0),
                models(top),
                List.copyOf(new MethodParser(paths, problems, top.keys("models"), calibration.keySet())
                        .parse(top)
                        .values()),
                calibration,
                dimensions(top),
                scorers(top),
                new MatrixParser(problems).parse(top),
                new DecideParser(problems).parse(top),
                run.word("onError", List.of("continue", "stop"))
                        .orElse("continue")
                        .equals("stop"),
                paths.resolve(outputs.text("store").orElse("runs"), outputs.placeOf("store"))
                        .orElse(Path.of("runs")),
                publications(outputs),
                new DeviceParser(problems).parse(run),
                run.placeOf("devices"));
    }

    private void version(Section top) {
        String version = top.required("apiVersion", "Add apiVersion: " + VERSION + ".");
        if (!version.isEmpty() && !version.equals(VERSION)) {
            problems.add(
                    top.placeOf("apiVersion"),
                    "this program does not read \"" + Suggestion.shorten(version) + '"',
                    "Write " + VERSION + ".");
        }
    }

    private String name(Section top) {
        String name = top.required("name", "Add a name; it becomes the folder of the results.");
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            problems.add(
                    top.placeOf("name"),
                    "\"" + Suggestion.shorten(name) + "\" cannot be the name of a folder everywhere",
                    "Use letters, digits, '.', '_' and '-'.");
        }
        return name;
    }

    private List<ModelEntry> models(Section top) {
        List<ModelEntry> models = new ArrayList<>();
        Map<String, Section> sections = top.sections(
                "models",
                Set.of(
                        SourceParser.SOURCE,
                        SourceParser.ENDPOINT,
                        SourceParser.RECORDED,
                        "dtype",
                        "chatTemplate",
                        "paperTemplate",
                        "shape"),
                Set.of("quantization", "device"));
        SourceParser sources = new SourceParser(paths, problems);
        if (sections.isEmpty()) {
            problems.add(top.placeOf("models"), "no model is named", "Add models: { name: { source: folder } }.");
        }
        sections.forEach((key, section) -> {
            Optional<ModelSource> source = sources.ofModel(section);
            String dtype = dtype(section, source);
            String template = chatTemplate(section);
            Optional<String> paper = section.word("paperTemplate", PaperTemplates.NAMES);
            Optional<Named> shape = shape(section);
            source.ifPresent(found -> models.add(
                    new ModelEntry(new ModelSpec(key, found, dtype, template, paper), placeOf(found, section), shape)));
        });
        return models;
    }

    /** The name of a known shape, for plans without the model. */
    private Optional<Named> shape(Section model) {
        Optional<Named> shape = model.text("shape").map(name -> new Named(name, model.placeOf("shape")));
        shape.filter(named -> NamedShape.of(named.id()).isEmpty())
                .ifPresent(named -> problems.add(
                        named.place(),
                        "no shape \"" + Suggestion.shorten(named.id()) + '"',
                        Suggestion.of(named.id(), NamedShape.names())));
        return shape;
    }

    private static Place placeOf(ModelSource source, Section model) {
        if (source instanceof ModelSource.Endpoint) {
            return model.placeOf(SourceParser.ENDPOINT);
        }
        return model.placeOf(source instanceof ModelSource.Recorded ? SourceParser.RECORDED : SourceParser.SOURCE);
    }

    private String dtype(Section model, Optional<ModelSource> source) {
        if (model.node("dtype").isPresent()
                && source.filter(found -> !(found instanceof ModelSource.Folder))
                        .isPresent()) {
            problems.add(model.placeOf("dtype"), "what computes the answers is not chosen here", "Leave it out.");
            return "float32";
        }
        String dtype = model.text("dtype").orElse("float32");
        if (List.of("float32", "bfloat16", "float16", ModelSpec.AUTO).contains(dtype)) {
            return dtype;
        }
        problems.add(
                model.placeOf("dtype"),
                '"' + Suggestion.shorten(dtype) + "\" is not a dtype to compute in",
                "Write float32, bfloat16, float16 or auto; a checkpoint that is stored otherwise is converted when it is loaded.");
        return "float32";
    }

    /** {@code auto}, {@code plain} or the whole path of a file. */
    private String chatTemplate(Section model) {
        Optional<String> file = model.text("chatTemplate").filter(text -> text.endsWith(".jinja"));
        if (file.isPresent()) {
            return paths.existing(file.get(), model.placeOf("chatTemplate"))
                    .map(Path::toString)
                    .orElse("plain");
        }
        return model.word("chatTemplate", List.of("auto", "plain")).orElse("auto");
    }

    private List<DimensionEntry> dimensions(Section top) {
        List<DimensionEntry> dimensions = new ArrayList<>();
        Map<String, Section> sections = top.sections(
                "dimensions",
                Set.of("use", "data", "prompts", "scenarios", "items", "partial", "with"),
                Set.of("scorers"));
        if (sections.isEmpty()) {
            problems.add(
                    top.placeOf("dimensions"),
                    "no dimension is named",
                    "Add dimensions: { name: { use: id, data: folder } }.");
        }
        sections.forEach((key, section) -> {
            List<Named> use = section.uses("Give the id of a dimension, a list of ids, or all.");
            boolean all = use.size() == 1 && use.get(0).id().equals("all");
            dimensions.add(new DimensionEntry(
                    key,
                    section.place(),
                    all ? List.of() : use,
                    all,
                    section.text("data").flatMap(path -> paths.existing(path, section.placeOf("data"))),
                    prompts(section),
                    section.node("prompts")
                            .filter(SpecNode.Items.class::isInstance)
                            .isPresent(),
                    section.texts("scenarios").stream()
                            .map(text -> new Named(text.text(), text.place()))
                            .toList(),
                    items(section),
                    section.flag("partial"),
                    section.with()));
        });
        return dimensions;
    }

    /** The ways of prompting, each once. */
    private List<Named> prompts(Section dimension) {
        List<String> known = List.of("corrected", "paper");
        Map<String, Named> prompts = new LinkedHashMap<>();
        for (SpecNode.Text text : dimension.texts("prompts")) {
            if (known.contains(text.text())) {
                prompts.putIfAbsent(text.text(), new Named(text.text(), text.place()));
            } else {
                problems.add(
                        text.place(),
                        "\"" + Suggestion.shorten(text.text()) + "\" is not allowed",
                        "Use corrected, paper, or both in a list.");
            }
        }
        return prompts.isEmpty()
                ? List.of(new Named("corrected", dimension.placeOf("prompts")))
                : List.copyOf(prompts.values());
    }

    /** A number for the dimension, or {@code perScenario} and a number. */
    private ItemLimit items(Section dimension) {
        Place place = dimension.placeOf("items");
        if (dimension.node("items").filter(SpecNode.Fields.class::isInstance).isPresent()) {
            Section items = dimension.section("items", Set.of("perScenario"), Set.of());
            if (items.fields().isEmpty()) {
                problems.add(place, "says no number", "Write a number, or { perScenario: N }.");
            }
            return new ItemLimit(place, OptionalInt.empty(), number(items.whole("perScenario", 1, Integer.MAX_VALUE)));
        }
        return new ItemLimit(place, number(dimension.whole("items", 1, Integer.MAX_VALUE)), OptionalInt.empty());
    }

    private static OptionalInt number(OptionalLong whole) {
        return whole.isPresent() ? OptionalInt.of((int) whole.getAsLong()) : OptionalInt.empty();
    }

    private Map<String, ScorerEntry> scorers(Section top) {
        Map<String, ScorerEntry> scorers = new LinkedHashMap<>();
        top.sections("scorers", Set.of("use", "data", "with"), Set.of())
                .forEach((role, section) -> scorers.put(
                        role,
                        new ScorerEntry(
                                role,
                                section.place(),
                                section.text("use").map(id -> new Named(id, section.placeOf("use"))),
                                section.text("data").flatMap(path -> paths.existing(path, section.placeOf("data"))),
                                section.with())));
        return scorers;
    }

    private Set<Publication> publications(Section outputs) {
        if (outputs.node("publish").isEmpty()) {
            return EnumSet.allOf(Publication.class);
        }
        Set<Publication> publish = EnumSet.noneOf(Publication.class);
        for (SpecNode.Text text : outputs.texts("publish")) {
            List<String> known = List.of("html", "csv", "json", "markdown");
            if (known.contains(text.text())) {
                publish.add(Publication.valueOf(text.text().toUpperCase(Locale.ROOT)));
            } else {
                problems.add(
                        text.place(),
                        "no output \"" + Suggestion.shorten(text.text()) + '"',
                        Suggestion.of(text.text(), known));
            }
        }
        return publish;
    }
}

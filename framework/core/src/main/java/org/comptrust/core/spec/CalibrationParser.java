package org.comptrust.core.spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.TextKind;
import org.comptrust.core.paper.PaperTemplates;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.CalibrationSpec.Select;
import org.comptrust.core.port.CalibrationSpec.Template;
import org.comptrust.core.spec.ExperimentSpec.CalibrationChoice;
import org.comptrust.core.spec.ExperimentSpec.CalibrationEntry;

/** Understands the calibration section, and expands its sweeps. */
final class CalibrationParser {
    private static final Set<String> KEYS =
            Set.of("data", "select", "field", "template", "templates", "samples", "length", "seed");

    private static final List<String> SELECT = Stream.of(Select.values())
            .map(select -> select.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Paths paths;
    private final Problems problems;

    CalibrationParser(Paths paths, Problems problems) {
        this.paths = paths;
        this.problems = problems;
    }

    Map<String, CalibrationEntry> parse(Section top) {
        Map<String, CalibrationEntry> entries = new LinkedHashMap<>();
        top.sections("calibration", KEYS, Set.of()).forEach((key, section) -> {
            if (section.node("data").isEmpty()) {
                problems.add(
                        section.place().missing("data"),
                        "is missing",
                        "Give a file of text, JSON Lines or a JSON list, or model for text that the model itself samples.");
            }
            List<CalibrationChoice> choices = combinations(section).stream()
                    .map(values -> new CalibrationChoice(spec(key, values), label(section, values)))
                    .toList();
            entries.put(key, new CalibrationEntry(section.placeOf("data"), section.placeOf("length"), choices));
        });
        return entries;
    }

    /** One value for each key that is written, in the order they are written. */
    private List<Map<String, SpecNode.Text>> combinations(Section section) {
        List<Map<String, SpecNode.Text>> all = List.of(Map.of());
        for (String key : section.fields().keySet()) {
            if (!KEYS.contains(key) || section.node(key).isEmpty()) {
                continue; // reported already, or a key without a value
            }
            List<SpecNode.Text> values = section.texts(key);
            List<Map<String, SpecNode.Text>> longer = new ArrayList<>();
            for (Map<String, SpecNode.Text> shorter : all) {
                for (SpecNode.Text value : values) {
                    Map<String, SpecNode.Text> next = new LinkedHashMap<>(shorter);
                    next.put(key, value);
                    longer.add(next);
                }
            }
            all = values.isEmpty() ? all : longer; // after a problem the rest is checked all the same
        }
        return all;
    }

    private static List<String> label(Section section, Map<String, SpecNode.Text> values) {
        return values.entrySet().stream()
                .filter(entry -> section.node(entry.getKey())
                        .filter(SpecNode.Items.class::isInstance)
                        .isPresent())
                .map(entry -> "calibration." + entry.getKey() + "="
                        + Suggestion.shorten(entry.getValue().text()))
                .toList();
    }

    private CalibrationSpec spec(String name, Map<String, SpecNode.Text> values) {
        return new CalibrationSpec(
                name,
                text(values),
                (int) number(values, "samples", 1, 1_000_000, 128),
                length(values),
                number(values, "seed", 0, Long.MAX_VALUE, 0));
    }

    private int length(Map<String, SpecNode.Text> values) {
        SpecNode.Text written = values.get("length");
        return written != null && written.text().equals("context")
                ? CalibrationSpec.CONTEXT
                : (int) number(values, "length", 1, 1_000_000, 2048);
    }

    private Optional<CalibrationSpec.Text> text(Map<String, SpecNode.Text> values) {
        SpecNode.Text data = values.get("data");
        if (data == null) {
            return Optional.empty();
        }
        if (data.text().equals("model")) {
            List.of("select", "field", "template", "templates")
                    .forEach(key -> refuse(values, key, "has no effect on text that the model itself samples"));
            return Optional.empty();
        }
        return paths.file(data.text(), data.place()).flatMap(file -> text(file, values, data.place()));
    }

    private Optional<CalibrationSpec.Text> text(Path file, Map<String, SpecNode.Text> values, Place data) {
        TextKind kind;
        try {
            kind = Files.exists(file) ? TextKind.of(file) : TextKind.ofName(file);
        } catch (DataException e) {
            problems.add(data, e.getMessage(), "Name another file.");
            return Optional.empty();
        }
        Select select = select(values, kind);
        if (select == Select.RECORDS) {
            refuse(values, "field", "has no effect on records, which have instruction, input and output");
        } else {
            refuse(values, "template", "has no effect without select: records");
            refuse(values, "templates", "has no effect without select: records");
        }
        if (kind == TextKind.TEXT) {
            refuse(values, "field", "has no effect on a text, which has no fields");
        }
        return Optional.of(new CalibrationSpec.Text(
                file,
                select,
                values.containsKey("field") ? values.get("field").text() : "text",
                select == Select.RECORDS ? template(values) : Template.DEFAULT));
    }

    private Select select(Map<String, SpecNode.Text> values, TextKind kind) {
        Select usual =
                switch (kind) {
                    case TEXT -> Select.WINDOWS;
                    case JSON_LINES -> Select.CROPS;
                    case JSON_ARRAY -> Select.RECORDS;
                };
        SpecNode.Text written = values.get("select");
        if (written == null) {
            return usual;
        }
        if (!SELECT.contains(written.text())) {
            problems.add(
                    written.place(),
                    "\"" + Suggestion.shorten(written.text()) + "\" is no way to select",
                    Suggestion.of(written.text(), SELECT));
            return usual;
        }
        Select select = Select.valueOf(written.text().toUpperCase(Locale.ROOT));
        boolean fits =
                switch (select) {
                    case WINDOWS -> kind == TextKind.TEXT;
                    case CROPS -> true;
                    case PACKED, RECORDS -> kind != TextKind.TEXT;
                };
        if (!fits) {
            problems.add(
                    written.place(),
                    written.text() + " are not made of " + kind.words(),
                    kind == TextKind.TEXT
                            ? "Use windows or crops; or name a .jsonl or .json file as data."
                            : "Use crops, packed or records; or name a text file as data.");
            return usual;
        }
        return select;
    }

    private Template template(Map<String, SpecNode.Text> values) {
        SpecNode.Text written = values.get("template");
        String name = written == null ? Template.DEFAULT.name() : written.text();
        boolean study = PaperTemplates.NAMES.contains(name);
        if (!study) {
            refuse(values, "templates", "has no effect without one of the study's templates");
        }
        if (written == null || name.equals(Template.DEFAULT.name()) || name.equals("chat")) {
            return new Template(name, Optional.empty());
        }
        if (name.endsWith(".jinja")) {
            return paths.file(name, written.place())
                    .map(file -> new Template("jinja", Optional.of(file)))
                    .orElse(Template.DEFAULT);
        }
        if (!study) {
            List<String> known = new ArrayList<>(PaperTemplates.NAMES);
            known.addAll(List.of(Template.DEFAULT.name(), "chat"));
            problems.add(
                    written.place(),
                    "no template \"" + Suggestion.shorten(name) + '"',
                    Suggestion.of(name, known) + " A .jinja file is one, too.");
            return Template.DEFAULT;
        }
        SpecNode.Text file = values.get("templates");
        if (file == null) {
            problems.add(
                    written.place(),
                    name + " is one of the study's templates, whose texts are in its data",
                    "Add templates: with the path of " + PaperTemplates.FILE + ".");
            return Template.DEFAULT;
        }
        return paths.file(file.text(), file.place())
                .map(path -> new Template(name, Optional.of(path)))
                .orElse(Template.DEFAULT);
    }

    private void refuse(Map<String, SpecNode.Text> values, String key, String why) {
        if (values.containsKey(key)) {
            problems.add(values.get(key).place(), why, "Leave it out.");
        }
    }

    private long number(Map<String, SpecNode.Text> values, String key, long min, long max, long absent) {
        SpecNode.Text written = values.get(key);
        if (written == null) {
            return absent;
        }
        Optional<Long> number = Section.whole(written.text());
        if (number.isEmpty() || number.get() < min || number.get() > max) {
            problems.add(
                    written.place(),
                    "must be a whole number of at least " + min + ", found " + written.describe(),
                    max == Long.MAX_VALUE ? "" : "The largest is " + max + ".");
            return absent;
        }
        return number.get();
    }
}

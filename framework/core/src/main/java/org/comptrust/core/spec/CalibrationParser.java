package org.comptrust.core.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.spec.ExperimentSpec.CalibrationChoice;
import org.comptrust.core.spec.ExperimentSpec.CalibrationEntry;

/** Understands the calibration section, and expands its sweeps. */
final class CalibrationParser {
    private final Paths paths;
    private final Problems problems;

    CalibrationParser(Paths paths, Problems problems) {
        this.paths = paths;
        this.problems = problems;
    }

    Map<String, CalibrationEntry> parse(Section top) {
        Map<String, CalibrationEntry> entries = new LinkedHashMap<>();
        top.sections("calibration", Set.of("data", "samples", "length", "seed"), Set.of("template"))
                .forEach((key, section) -> {
                    if (section.node("data").isEmpty()) {
                        problems.add(
                                section.place().missing("data"),
                                "is missing",
                                "Give a text file, or model for text that the model itself samples.");
                    }
                    List<CalibrationChoice> choices = List.of(
                            new CalibrationChoice(new CalibrationSpec(key, Optional.empty(), 128, 2048, 0), List.of()));
                    for (String field : section.fields().keySet()) {
                        if (section.node(field).isEmpty()) {
                            continue; // a key without a value
                        }
                        choices = choices.stream()
                                .flatMap(choice -> section.alternatives(field).stream()
                                        .map(value -> with(choice, field, value, section)))
                                .toList();
                    }
                    entries.put(key, new CalibrationEntry(section.placeOf("length"), choices));
                });
        return entries;
    }

    private CalibrationChoice with(CalibrationChoice choice, String field, SpecNode value, Section section) {
        CalibrationSpec spec = choice.spec();
        List<String> label = new ArrayList<>(choice.label());
        if (section.node(field).filter(SpecNode.Items.class::isInstance).isPresent()
                && value instanceof SpecNode.Text text) {
            label.add("calibration." + field + "=" + Suggestion.shorten(text.text()));
        }
        Optional<CalibrationSpec> next;
        if (field.equals("data")) {
            next = calibrationText(spec, value);
        } else if (field.equals("samples")) {
            next = number(value, 1, 1_000_000)
                    .map(n -> new CalibrationSpec(spec.name(), spec.text(), n.intValue(), spec.length(), spec.seed()));
        } else if (field.equals("length")) {
            next = number(value, 1, 1_000_000)
                    .map(n -> new CalibrationSpec(spec.name(), spec.text(), spec.samples(), n.intValue(), spec.seed()));
        } else if (field.equals("seed")) {
            next = number(value, 0, Long.MAX_VALUE)
                    .map(n -> new CalibrationSpec(spec.name(), spec.text(), spec.samples(), spec.length(), n));
        } else {
            next = Optional.of(spec); // an unknown key, reported already
        }
        return new CalibrationChoice(next.orElse(spec), label); // after a problem the rest is checked all the same
    }

    private Optional<CalibrationSpec> calibrationText(CalibrationSpec spec, SpecNode value) {
        if (!(value instanceof SpecNode.Text text)) {
            problems.add(value.place(), "must be a path or model, found " + value.describe(), "Write one value here.");
            return Optional.empty();
        }
        if (text.text().equals("model")) {
            return Optional.of(spec);
        }
        return paths.file(text.text(), text.place())
                .map(file -> new CalibrationSpec(
                        spec.name(), Optional.of(file), spec.samples(), spec.length(), spec.seed()));
    }

    private Optional<Long> number(SpecNode value, long min, long max) {
        Optional<Long> number = value instanceof SpecNode.Text text ? Section.whole(text.text()) : Optional.empty();
        if (number.isEmpty() || number.get() < min || number.get() > max) {
            problems.add(
                    value.place(),
                    "must be a whole number of at least " + min + ", found " + value.describe(),
                    max == Long.MAX_VALUE ? "" : "The largest is " + max + ".");
            return Optional.empty();
        }
        return number;
    }
}

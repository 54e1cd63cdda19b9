package org.comptrust.core.spec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.core.port.DeviceChoice;

/** {@code run.devices} and {@code run.memory}. Whether a device is there only the engine can tell. */
final class DeviceParser {
    private static final Pattern DEVICE = Pattern.compile("cpu|(cpu|cuda):(0|[1-9]\\d{0,2})");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?(MB|GB|MiB|GiB)");

    private final Problems problems;

    DeviceParser(Problems problems) {
        this.problems = problems;
    }

    DeviceChoice parse(Section run) {
        List<String> devices = devices(run);
        Optional<String> where =
                devices.isEmpty() ? Optional.empty() : Optional.of(problems.name(run.placeOf("devices")));
        return new DeviceChoice(devices, where, memory(run));
    }

    private List<String> devices(Section run) {
        List<SpecNode.Text> names = run.texts("devices");
        if (names.size() == 1 && names.get(0).text().equals("auto")) {
            return List.of();
        }
        Set<String> devices = new LinkedHashSet<>();
        for (SpecNode.Text name : names) {
            String shown = Suggestion.shorten(name.text());
            if (!DEVICE.matcher(name.text()).matches()) {
                problems.add(
                        name.place(),
                        "\"" + shown + "\" is no device",
                        "Write auto, cpu, cuda:0, or a list such as [cuda:0, cuda:1].");
            } else if (!devices.add(name.text())) {
                problems.add(
                        name.place(),
                        shown + " stands here twice",
                        "Name each device once; [cpu:0, cpu:1] are two parts of the processor's work.");
            }
        }
        return List.copyOf(devices);
    }

    private OptionalLong memory(Section run) {
        String text = run.text("memory").orElse("auto");
        if (text.equals("auto")) {
            return OptionalLong.empty();
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            problems.add(
                    run.placeOf("memory"),
                    "\"" + Suggestion.shorten(text) + "\" is no amount of memory",
                    "Write auto, or a number with its unit, such as 12 GB or 800 MiB.");
            return OptionalLong.empty();
        }
        long unit =
                switch (size.group(2)) {
                    case "MB" -> 1_000_000L;
                    case "GB" -> 1_000_000_000L;
                    case "MiB" -> 1L << 20;
                    default -> 1L << 30;
                };
        return OptionalLong.of((long) (Double.parseDouble(size.group(1)) * unit));
    }
}

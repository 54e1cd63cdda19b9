package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A method with the options that a command line gives it.
 *
 * @param written as on the command line
 * @param method its id
 * @param options values by name, in the order written
 */
record LabTrial(String written, String method, Map<String, String> options) {
    /**
     * Reads {@code rtn,gptq:bits=3:groupSize=64}. Commas within brackets belong to a list; what follows a colon and is no
     * {@code name=value} belongs to the value before, as in {@code pattern=2:4}.
     *
     * @throws UsageException if a part is not written so
     */
    static List<LabTrial> list(String text) {
        List<LabTrial> trials = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ',' && (depth <= 0 || i == text.length())) {
                trials.add(one(text.substring(start, i).strip()));
                start = i + 1;
            }
        }
        return trials;
    }

    private static LabTrial one(String written) {
        String[] parts = written.split(":", -1);
        if (parts[0].isBlank()) {
            throw new UsageException(
                    "--compare: a method is missing before \"" + written + "\". Write --compare rtn,gptq:bits=3.");
        }
        List<String> options = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].contains("=")) {
                options.add(parts[i]);
            } else if (options.isEmpty()) {
                throw new UsageException("--compare: \"" + parts[i] + "\" after " + parts[0] + " is no option. Write "
                        + parts[0] + ":name=value.");
            } else {
                options.set(options.size() - 1, options.get(options.size() - 1) + ":" + parts[i]);
            }
        }
        return new LabTrial(written, parts[0], NamedValues.of("option", "bits=4", options));
    }

    /** The same with options of all trials laid under its own. */
    LabTrial over(Map<String, String> common) {
        Map<String, String> all = new LinkedHashMap<>(common);
        all.putAll(options);
        return new LabTrial(written, method, all);
    }
}

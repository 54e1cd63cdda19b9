package org.comptrust.host.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of methods and dimensions as they are typed: {@code NAME=VALUE}, several times. */
final class NamedValues {
    private NamedValues() {}

    /**
     * @param option that they are typed behind, such as {@code --option}
     * @param example of one
     * @throws UsageException if one is not written so, or stands twice
     */
    static Map<String, String> of(String option, String example, List<String> typed) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : typed) {
            String name = pair.split("=", 2)[0];
            if (!pair.contains("=") || !name.matches("[A-Za-z][A-Za-z0-9]*")) {
                throw new UsageException(option + " " + pair + ": must be NAME=VALUE, such as " + example + ".");
            }
            if (values.put(name, pair.substring(name.length() + 1)) != null) {
                throw new UsageException(option + " " + name + ": is given twice. Give it once.");
            }
        }
        return values;
    }
}

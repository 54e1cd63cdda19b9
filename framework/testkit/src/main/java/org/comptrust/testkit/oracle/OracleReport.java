package org.comptrust.testkit.oracle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of all cases of a kind.
 *
 * @param kind such as {@code wanda}
 * @param failures by id of the case; empty: it passed
 */
public record OracleReport(String kind, Map<String, Optional<String>> failures) {
    public OracleReport {
        failures = new TreeMap<>(failures);
    }

    public int cases() {
        return failures.size();
    }

    public int passed() {
        return (int) failures.values().stream().filter(Optional::isEmpty).count();
    }

    /** {@code wanda: 18 of 18}. */
    public String summary() {
        return kind + ": " + passed() + " of " + cases();
    }

    /** @throws AssertionError if a case failed or there was none */
    public OracleReport requireAll() {
        if (cases() == 0) {
            throw new AssertionError(kind + ": the folder of oracles has no case of it");
        }
        List<String> failed = failures.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .map(entry -> entry.getKey() + ": " + entry.getValue().get())
                .toList();
        if (!failed.isEmpty()) {
            throw new AssertionError(summary() + "\n" + String.join("\n", failed));
        }
        return this;
    }
}

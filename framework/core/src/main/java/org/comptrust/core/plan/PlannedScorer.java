package org.comptrust.core.plan;

import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.TextScorer;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.port.Origin;

/**
 * A scorer with its options and data.
 *
 * @param role that it plays for a dimension
 * @param id the scorer's id
 * @param origin the plugin that holds it
 * @param options canonical JSON of the options that change results
 * @param plan the plugin's plan
 * @param key all that decides its outputs besides the input
 * @param unavailable why it cannot work here
 */
public record PlannedScorer(
        String role,
        String id,
        Origin origin,
        String options,
        TextScorer plan,
        String key,
        Optional<String> unavailable) {
    /**
     * Its key.
     *
     * @param identity as its plan says
     * @param data hashes of the files that it opened, by path
     */
    static String key(String id, String identity, Map<String, String> data) {
        StringBuilder files = new StringBuilder();
        data.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> files.append(entry.getKey())
                .append('\0')
                .append(entry.getValue())
                .append('\n'));
        return Sha256.of("scorer/v1", id, identity, files.toString());
    }
}

package org.comptrust.testkit;

import java.util.Map;
import java.util.Optional;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecReader;

/** Makes options records as the host does, from the text of a spec; also records that another class loader loaded. */
public final class OptionsRecords {
    private OptionsRecords() {}

    /**
     * Binds a YAML mapping, such as {@code bits: 4}; what is not given takes its default.
     *
     * @throws IllegalArgumentException with all problems, if it does not bind
     */
    public static <O extends Record> O parse(Class<O> type, String yaml) {
        Problems problems = new Problems("options");
        Optional<O> bound = SpecReader.parse(yaml, problems)
                .filter(SpecNode.Fields.class::isInstance)
                .map(SpecNode.Fields.class::cast)
                .flatMap(node -> new OptionBinder<>(type, problems).bind(node.fields(), Place.START));
        return bound.orElseThrow(() ->
                new IllegalArgumentException(type.getName() + " cannot be bound from " + yaml + " " + problems.list()));
    }

    /**
     * The same from the text of each option by name.
     *
     * @throws IllegalArgumentException with all problems, if they do not bind
     */
    public static <O extends Record> O of(Class<O> type, Map<String, String> values) {
        StringBuilder yaml = new StringBuilder();
        values.forEach(
                (name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
        return parse(type, values.isEmpty() ? "{}" : yaml.toString());
    }
}

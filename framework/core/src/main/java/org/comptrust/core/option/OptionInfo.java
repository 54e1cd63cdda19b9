package org.comptrust.core.option;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.comptrust.api.option.Option;

/**
 * What is known of one option from its record: for help, documentation and schemas.
 *
 * @param name as specs write it
 * @param kind of one value
 * @param list whether its value is a list of these
 * @param required whether a spec must write it
 * @param absent YAML text that stands for a missing key, if one does
 * @param min smallest number, negative infinity if there is none
 * @param max largest number, infinity if there is none
 * @param allowed the words or numbers that are allowed, as specs write them; empty if not only some are
 * @param help one sentence
 * @param changesResult whether another value can give another result
 */
public record OptionInfo(
        String name,
        Kind kind,
        boolean list,
        boolean required,
        Optional<String> absent,
        double min,
        double max,
        List<String> allowed,
        String help,
        boolean changesResult) {
    /** What one value of an option is. */
    public enum Kind {
        WHOLE_NUMBER,
        NUMBER,
        TRUE_OR_FALSE,
        TEXT;

        /** As messages and tables say it. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public OptionInfo {
        allowed = List.copyOf(allowed);
    }

    /**
     * All options of a record, in its order.
     *
     * @throws IllegalArgumentException if the record itself is faulty: a mistake of the plugin
     */
    public static List<OptionInfo> of(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(OptionInfo::of).toList();
    }

    private static OptionInfo of(RecordComponent component) {
        OptionType type = OptionType.of(component);
        Option option = OptionBinder.annotation(component);
        Optional<String> absent = Optional.of(option.absent()).filter(text -> !text.isEmpty());
        return new OptionInfo(
                component.getName(),
                type.kind(),
                type.isList(),
                absent.isEmpty() && !type.isOptional(),
                absent,
                option.min(),
                option.max(),
                option.oneOf().length > 0 ? List.of(option.oneOf()) : type.words(),
                option.value(),
                option.changesResult());
    }

    /** Such as {@code 2 to 8}, {@code at least 1} or {@code one of 3, 4, 8}; {@code ""} if everything of its kind is allowed. */
    public String range() {
        if (!allowed.isEmpty()) {
            return "one of " + String.join(", ", allowed);
        }
        return min == Double.NEGATIVE_INFINITY && max == Double.POSITIVE_INFINITY ? "" : OptionBinder.range(min, max);
    }
}

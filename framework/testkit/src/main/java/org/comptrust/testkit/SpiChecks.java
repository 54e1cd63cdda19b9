package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.option.Option;
import org.comptrust.core.option.CanonicalOptions;

/** What holds for every extension, whatever it does. */
final class SpiChecks {
    private SpiChecks() {}

    static void checkId(String id) {
        assertTrue(id.matches("[a-z][a-z0-9.-]*"), "id \"" + id + "\" must match [a-z][a-z0-9.-]*");
    }

    /** The plugin manager constructs extensions without arguments. */
    static void checkConstructor(Class<?> type) {
        assertTrue(Modifier.isPublic(type.getModifiers()), type + " must be public");
        try {
            assertNotNull(type.getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type + " must have a public constructor without parameters", e);
        }
    }

    /** Every component explains itself, and every default can be read. */
    static <O extends Record> void checkOptions(Class<O> type, O valid) {
        Map<String, String> required = new HashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Option option = component.getAnnotation(Option.class);
            assertNotNull(option, component + " must carry @Option");
            assertFalse(option.value().isBlank(), component + " must explain itself");
            if (option.absent().isEmpty() && component.getType() != Optional.class) {
                required.put(component.getName(), text(component, valid));
            }
        }
        assertNotNull(OptionsRecords.of(type, required));
        assertFalse(CanonicalOptions.of(valid).isEmpty(), "options must have a canonical form");
    }

    /** An option as a spec would write it. */
    private static String text(RecordComponent component, Record options) {
        try {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(options);
            if (value instanceof Enum<?> constant) {
                return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
            return String.valueOf(value); // a list is written as YAML has it
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("cannot read " + component, e);
        }
    }
}

package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The members of a JSON object, strictly typed; a member that is {@code null} counts as absent. */
final class JsonMembers {
    private final Path file;
    private final String prefix;
    private final ObjectNode object;

    JsonMembers(Path file, String prefix, ObjectNode object) {
        this.file = file;
        this.prefix = prefix;
        this.object = object;
    }

    Optional<JsonNode> find(String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }

    /** Names of all members, in the file's order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Whether the member is there and {@code null}. */
    boolean isNull(String name) {
        return object.path(name).isNull();
    }

    Optional<JsonMembers> findObject(String name) {
        return find(name).map(value -> {
            if (!value.isObject()) {
                throw wrong(name, "must be an object, is " + shorten(value));
            }
            return new JsonMembers(file, prefix + name + ".", (ObjectNode) value);
        });
    }

    int positive(String name) {
        return findPositive(name).orElseThrow(() -> missing(name));
    }

    int positive(String name, int absent) {
        return findPositive(name).orElse(absent);
    }

    OptionalInt findPositive(String name) {
        Optional<JsonNode> value = find(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = wholeNumber(name, value.get());
        if (number <= 0) {
            throw wrong(name, "must be positive, is " + number);
        }
        return OptionalInt.of(number);
    }

    int notNegative(String name, int absent) {
        Optional<JsonNode> value = find(name);
        int number = value.isEmpty() ? absent : wholeNumber(name, value.get());
        if (number < 0) {
            throw wrong(name, "must not be negative, is " + number);
        }
        return number;
    }

    /** A list of finite numbers above zero. */
    List<Double> positiveReals(String name) {
        JsonNode list = find(name).orElseThrow(() -> missing(name));
        if (!list.isArray()) {
            throw wrong(name, "must be a list of numbers, is " + shorten(list));
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode one : list) {
            numbers.add(positiveReal(name, one));
        }
        return numbers;
    }

    int wholeNumber(String name, JsonNode value) {
        if (!value.isNumber()) {
            throw wrong(name, "must be a number, is " + shorten(value));
        }
        if (!value.isIntegralNumber()) {
            throw wrong(name, "must be a whole number, is " + shorten(value));
        }
        BigInteger number = value.bigIntegerValue();
        if (number.bitLength() > 31) {
            throw wrong(name, "is impossible: " + shorten(value));
        }
        return number.intValueExact();
    }

    /** A finite number above zero. */
    double positiveReal(String name, double absent) {
        return findPositiveReal(name).orElse(absent);
    }

    double positiveReal(String name) {
        return findPositiveReal(name).orElseThrow(() -> missing(name));
    }

    OptionalDouble findPositiveReal(String name) {
        Optional<JsonNode> value = find(name);
        return value.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(positiveReal(name, value.get()));
    }

    private double positiveReal(String name, JsonNode value) {
        if (!value.isNumber()) {
            throw wrong(name, "must be a number, is " + shorten(value));
        }
        double number = value.doubleValue();
        if (!Double.isFinite(number)) {
            throw wrong(name, "is not a usable number: " + shorten(value));
        }
        if (number <= 0) {
            throw wrong(name, "must be positive, is " + shorten(value));
        }
        return number;
    }

    boolean flag(String name, boolean absent) {
        return find(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw wrong(name, "must be true or false, is " + shorten(value));
                    }
                    return value.booleanValue();
                })
                .orElse(absent);
    }

    Optional<String> text(String name) {
        return find(name).map(value -> {
            if (!value.isTextual()) {
                throw wrong(name, "must be a string, is " + shorten(value));
            }
            return value.textValue();
        });
    }

    CheckpointException missing(String name) {
        return wrong(name, "is missing");
    }

    CheckpointException wrong(String name, String problem) {
        return new CheckpointException(
                file, prefix + name + " " + problem + ". Correct it, or download the file again.");
    }

    CheckpointException unsupported(String problem) {
        return new CheckpointException(file, problem);
    }

    private static String shorten(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}

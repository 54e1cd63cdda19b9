package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of one call, taken in the order of the parameters, by place or by name. */
final class Given {
    private final String callee;
    private final List<Object> places;
    private final Map<String, Object> names;

    /** @param callee for messages, such as {@code filter "join"} */
    Given(String callee, List<Object> places, Map<String, Object> names) {
        this.callee = callee;
        this.places = new ArrayList<>(places);
        this.names = new LinkedHashMap<>(names);
    }

    /** The next parameter, if it is given. */
    Optional<Object> next(String parameter) {
        if (!places.isEmpty()) {
            return Optional.of(places.remove(0));
        }
        return Optional.ofNullable(names.remove(parameter));
    }

    Object required(String parameter) {
        return next(parameter)
                .orElseThrow(() -> ChatTemplateException.failed(callee + " needs the argument `" + parameter + "`"));
    }

    String requiredText(String parameter) {
        return asText(parameter, required(parameter));
    }

    /** The next parameter as text; none counts as left out. */
    Optional<String> text(String parameter) {
        return next(parameter).filter(value -> value != Python.None.NONE).map(value -> asText(parameter, value));
    }

    Optional<Long> whole(String parameter) {
        return next(parameter).filter(value -> value != Python.None.NONE).map(Python::whole);
    }

    boolean truth(String parameter, boolean otherwise) {
        return next(parameter).map(Python::truth).orElse(otherwise);
    }

    private String asText(String parameter, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw ChatTemplateException.failed(callee + ": `" + parameter + "` must be text, was " + Python.type(value));
    }

    /** Arguments that are left, by place. */
    List<Object> rest() {
        List<Object> rest = List.copyOf(places);
        places.clear();
        return rest;
    }

    Map<String, Object> restByName() {
        Map<String, Object> rest = new LinkedHashMap<>(names);
        names.clear();
        return rest;
    }

    /** No argument may be left. */
    void done() {
        if (!places.isEmpty() || !names.isEmpty()) {
            throw ChatTemplateException.failed(callee + " has no parameter for "
                    + (names.isEmpty()
                            ? places.size() + " more"
                            : "`" + names.keySet().iterator().next() + "`"));
        }
    }
}

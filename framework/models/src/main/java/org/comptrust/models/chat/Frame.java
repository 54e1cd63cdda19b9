package org.comptrust.models.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables in scope. What a loop, macro or captured block sets is gone at its end; {@code if} opens no scope. */
final class Frame {
    private final Map<String, Object> names = new HashMap<>();
    private final @Nullable Frame outer;
    private final Limits limits;
    private final int depth;

    private Frame(@Nullable Frame outer, Limits limits, int depth) {
        if (depth > 100) {
            throw ChatTemplateException.failed("the template nests deeper than 100 levels");
        }
        this.outer = outer;
        this.limits = limits;
        this.depth = depth;
    }

    static Frame root(Map<String, Object> variables) {
        Frame frame = new Frame(null, new Limits(), 0);
        frame.names.putAll(variables);
        return frame;
    }

    Frame inner() {
        return new Frame(this, limits, depth + 1);
    }

    /** A scope inside this one for a call from {@code caller}; its depth counts, so that recursion ends. */
    Frame innerFor(Frame caller) {
        return new Frame(this, limits, Math.max(depth, caller.depth) + 1);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }

    Optional<Object> get(String name) {
        Object value = names.get(name);
        if (value != null) {
            return Optional.of(value);
        }
        return outer == null ? Optional.empty() : outer.get(name);
    }

    Limits limits() {
        return limits;
    }
}

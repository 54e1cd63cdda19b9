package org.comptrust.models.chat;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.comptrust.models.chat.Python.Callable;
import org.comptrust.models.chat.Python.Stream;
import org.comptrust.models.chat.Python.Undefined;

/** A loop that runs, and the variable {@code loop} in it. Looks ahead only where it is asked to, as Jinja does. */
final class Loop {
    private Iterator<Object> rest;
    private long index0 = -1;
    private Optional<Long> length;
    private Optional<Object> before = Optional.empty();
    private Optional<Object> current = Optional.empty();
    private Optional<Object> after = Optional.empty();

    Loop(Object values) {
        this.rest = Python.iterate(values);
        this.length = values instanceof Stream ? Optional.empty() : Optional.of(Python.length(values));
    }

    boolean hasNext() {
        return after.isPresent() || rest.hasNext();
    }

    Object next() {
        Object value = after.isPresent() ? after.get() : rest.next();
        after = Optional.empty();
        index0++;
        before = current;
        current = Optional.of(value);
        return value;
    }

    long length() {
        if (length.isEmpty()) {
            List<Object> drained = new java.util.ArrayList<>();
            rest.forEachRemaining(drained::add);
            rest = drained.iterator();
            length = Optional.of(drained.size() + index0 + 1 + (after.isPresent() ? 1 : 0));
        }
        return length.get();
    }

    private Optional<Object> peek() {
        if (after.isEmpty() && rest.hasNext()) {
            after = Optional.of(rest.next());
        }
        return after;
    }

    Object attribute(String name) {
        return switch (name) {
            case "index" -> index0 + 1;
            case "index0" -> index0;
            case "revindex" -> length() - index0;
            case "revindex0" -> length() - index0 - 1;
            case "first" -> index0 == 0;
            case "last" -> peek().isEmpty();
            case "length" -> length();
            case "previtem" -> before.orElseGet(() -> new Undefined("there is no previous item"));
            case "nextitem" -> peek().orElseGet(() -> new Undefined("there is no next item"));
            case "cycle" ->
                (Callable) (frame, given) -> {
                    List<Object> values = given.rest();
                    given.done();
                    if (values.isEmpty()) {
                        throw ChatTemplateException.failed("loop.cycle needs values");
                    }
                    return values.get((int) (index0 % values.size()));
                };
            default -> throw ChatTemplateException.unsupported("`loop." + name + "`");
        };
    }
}

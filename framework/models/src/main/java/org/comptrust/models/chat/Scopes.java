package org.comptrust.models.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names a template reads and sets where. Jinja decides once for a whole scope whether a name is its own: a loop that reads a
 * variable which the scope around it sets further down, and does not read before, finds nothing, even where the template was given
 * a value. {@link Frame} would find the value, so such names are collected and refused if a value is given.
 */
final class Scopes {
    /** A scope: what it read or set itself, and what scopes inside it read before that. */
    private record Scope(Set<String> own, Set<String> readInside) {
        Scope() {
            this(new HashSet<>(), new HashSet<>());
        }
    }

    private final Deque<Scope> open = new ArrayDeque<>();
    private final Set<String> late = new TreeSet<>();

    Scopes() {
        enter();
    }

    void enter() {
        open.push(new Scope());
    }

    void leave() {
        open.pop();
    }

    /** Whether what is parsed stands in no loop, macro or captured block. */
    boolean outermost() {
        return open.size() == 1;
    }

    void read(String name) {
        boolean inside = false;
        for (Scope scope : open) { // the innermost first
            if (inside && !scope.own().contains(name)) {
                scope.readInside().add(name);
            } else if (!inside) {
                scope.own().add(name);
            }
            inside = true;
        }
    }

    void set(String name) {
        Scope scope = open.getFirst();
        if (scope.own().add(name) && scope.readInside().contains(name)) {
            late.add(name);
        }
    }

    /** Names that are set after a scope inside has read them. */
    Set<String> late() {
        return late;
    }
}

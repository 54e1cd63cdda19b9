package org.comptrust.host.registry;

import java.util.List;

/** A registry file that cannot be read as one; its author must act. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems each as {@code file:line:column: path: what is wrong. A way out.} */
    public RegistryException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the file's order. */
    public List<String> problems() {
        return problems;
    }
}

package org.comptrust.core.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A spec that cannot be run; its author must act. The message has one line for each problem, in file order. */
public final class SpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public SpecException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in file order. */
    public List<Problem> problems() {
        return problems;
    }
}

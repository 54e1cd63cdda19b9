package org.comptrust.host.cli;

import java.util.List;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;

/** An experiment that asks for nothing wrong but for extensions that are not there, while jars were refused. */
final class MissingPluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    MissingPluginException(SpecException spec) {
        super(spec.getMessage(), spec);
        this.problems = spec.problems();
    }

    /** Whether every problem is about the name of an extension. */
    static boolean explains(SpecException spec) {
        return spec.problems().stream().allMatch(Problem::missingExtension);
    }

    List<Problem> problems() {
        return problems;
    }
}

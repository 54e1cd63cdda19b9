package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import org.comptrust.core.plan.Assumption;
import org.comptrust.core.shape.NamedShape;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option of commands that plan without models and data, and what they assumed. */
final class AssumeShape {
    private final Set<String> notes = new LinkedHashSet<>();

    @Option(
            names = "--assume-shape",
            paramLabel = "[MODEL=]SHAPE",
            preprocessor = ValueOrNone.class,
            description = {
                "Plan without models and data that are not here: SHAPE for all models whose folders are missing, MODEL=SHAPE for one"
                        + " model in any case. Without a value, what shape: in the experiment says, or the folder's name.",
                "A SHAPE is such as llama-2-13b; an unknown one is answered with all."
            })
    List<String> values = new ArrayList<>();

    /** The assumption, if the option was given. */
    Optional<Assumption> assumption() {
        return values.isEmpty() ? Optional.empty() : Optional.of(Assumption.of(values, notes::add));
    }

    /** What was assumed and what is missing, a sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Whether a failure for lack of data or tokenizer is to be expected. */
    boolean isGiven() {
        return !values.isEmpty();
    }

    /** Gives the option an empty value where what follows it is none: picocli would take the experiment file. */
    static final class ValueOrNone implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's interface
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> about) {
            boolean attached = "=".equals(about.get("separator"));
            if (!attached && (arguments.isEmpty() || !isValue(arguments.peek()))) {
                arguments.push("");
            }
            return false;
        }

        private static boolean isValue(String text) {
            return text.matches("[A-Za-z0-9._-]+=[^/]*") || NamedShape.of(text).isPresent();
        }
    }
}

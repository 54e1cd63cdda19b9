package org.comptrust.testkit;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.PromptMode;

/**
 * Inputs of a dimension's plan that collect what it finds wrong.
 *
 * @param <O> the options record
 */
public final class TrustPlanInputs<O extends Record> implements DimensionInputs<O> {
    private final O options;
    private final DataSource data;
    private final PromptMode prompts;
    private final List<String> problems = new ArrayList<>();

    public TrustPlanInputs(O options, DataSource data, PromptMode prompts) {
        this.options = options;
        this.data = data;
        this.prompts = prompts;
    }

    @Override
    public O value() {
        return options;
    }

    @Override
    public DataSource data() {
        return data;
    }

    @Override
    public PromptMode prompts() {
        return prompts;
    }

    @Override
    public void problem(String component, String whatIsWrong, String wayOut) {
        problems.add(component + ": " + whatIsWrong + ". " + wayOut);
    }

    /** What was reported, in order: {@code component: what is wrong. A way out.} */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}

package org.comptrust.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;

/**
 * Inputs of a plan that collect what the method finds wrong.
 *
 * @param <O> the options record
 */
public final class PlanInputs<O extends Record> implements CompressionInputs<O> {
    private final O options;
    private final ModelShape shape;
    private final Function<LinearShape, Optional<O>> layers;
    private final List<Problem> problems = new ArrayList<>();

    public PlanInputs(O options, ModelShape shape) {
        this(options, shape, linear -> Optional.of(options));
    }

    /** @param layers the options of each linear; empty: it is skipped */
    public PlanInputs(O options, ModelShape shape, Function<LinearShape, Optional<O>> layers) {
        this.options = options;
        this.shape = shape;
        this.layers = layers;
    }

    /** What a method finds wrong with options for a model. */
    public static <O extends Record> List<Problem> problems(CompressionMethod<O> method, O options, ModelShape shape) {
        PlanInputs<O> inputs = new PlanInputs<>(options, shape);
        method.plan(inputs);
        return inputs.problems();
    }

    @Override
    public O value() {
        return options;
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public Optional<O> of(LinearShape linear) {
        return layers.apply(linear);
    }

    @Override
    public void problem(String component, String whatIsWrong, String wayOut) {
        problems.add(new Problem(component, Optional.empty(), whatIsWrong, wayOut));
    }

    @Override
    public void problem(LinearShape linear, String component, String whatIsWrong, String wayOut) {
        problems.add(new Problem(component, Optional.of(linear.name()), whatIsWrong, wayOut));
    }

    /** What was reported, in order. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /**
     * A reported problem.
     *
     * @param component option, or {@code ""}
     * @param linear name of the layer that the option does not fit
     */
    public record Problem(String component, Optional<String> linear, String whatIsWrong, String wayOut) {}
}

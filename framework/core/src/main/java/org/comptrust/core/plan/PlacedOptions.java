package org.comptrust.core.plan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.option.Options;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.ScorerInputs;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;

/** Bound options that place what a plugin reports at the values of the spec. */
class PlacedOptions<O extends Record> implements Options<O> {
    private final O value;
    private final Map<String, SpecNode.Field> fields;
    private final Place whole;
    private final Problems problems;
    private final String suffix;

    /**
     * @param fields the values of the spec that became the record
     * @param whole where the method or dimension is named: the place of options that are not written
     * @param suffix added to what is wrong, such as the model's name; or {@code ""}
     */
    PlacedOptions(O value, Map<String, SpecNode.Field> fields, Place whole, Problems problems, String suffix) {
        this.value = value;
        this.fields = fields;
        this.whole = whole;
        this.problems = problems;
        this.suffix = suffix;
    }

    @Override
    public O value() {
        return value;
    }

    @Override
    public void problem(String component, String whatIsWrong, String wayOut) {
        problem(place(component), whatIsWrong, wayOut);
    }

    void problem(Place place, String whatIsWrong, String wayOut) {
        problems.add(place, whatIsWrong + suffix, wayOut);
    }

    Place place(String component) {
        if (component.isEmpty()) {
            return whole;
        }
        SpecNode.Field field = fields.get(component);
        return field == null ? whole.missing(component) : field.value().place();
    }

    /** The inputs of a compression method. What does not fit many linears is one problem that names the first. */
    static final class ForCompression<O extends Record> extends PlacedOptions<O> implements CompressionInputs<O> {
        private final ModelShape shape;
        private final LayerOptions<O> layers;
        private final Map<LinearProblem, Integer> misfits = new LinkedHashMap<>();
        private final Map<LinearProblem, String> first = new LinkedHashMap<>();

        ForCompression(
                O value,
                Map<String, SpecNode.Field> fields,
                Place whole,
                Problems problems,
                String suffix,
                ModelShape shape,
                LayerOptions<O> layers) {
            super(value, fields, whole, problems, suffix);
            this.shape = shape;
            this.layers = layers;
        }

        @Override
        public ModelShape shape() {
            return shape;
        }

        @Override
        public Optional<O> of(LinearShape linear) {
            return layers.of(linear);
        }

        @Override
        public void problem(LinearShape linear, String component, String whatIsWrong, String wayOut) {
            Place place = layers.field(linear, component)
                    .map(field -> field.value().place())
                    .orElseGet(() -> place(component));
            LinearProblem problem = new LinearProblem(place, whatIsWrong, wayOut);
            misfits.merge(problem, 1, Integer::sum);
            first.putIfAbsent(problem, linear.name());
        }

        /** Hands on what was reported of linears. */
        void flush() {
            misfits.forEach((problem, count) -> problem(
                    problem.place(),
                    problem.what() + ", at " + first.get(problem) + (count > 1 ? " and " + (count - 1) + " more" : ""),
                    problem.wayOut()));
            misfits.clear();
        }

        private record LinearProblem(Place place, String what, String wayOut) {}
    }

    /** The inputs of a dimension. */
    static final class ForDimension<O extends Record> extends PlacedOptions<O> implements DimensionInputs<O> {
        private final DataSource data;
        private final PromptMode prompts;

        ForDimension(
                O value,
                Map<String, SpecNode.Field> fields,
                Place whole,
                Problems problems,
                String suffix,
                DataSource data,
                PromptMode prompts) {
            super(value, fields, whole, problems, suffix);
            this.data = data;
            this.prompts = prompts;
        }

        @Override
        public DataSource data() {
            return data;
        }

        @Override
        public PromptMode prompts() {
            return prompts;
        }
    }

    /** The inputs of a scorer. */
    static final class ForScorer<O extends Record> extends PlacedOptions<O> implements ScorerInputs<O> {
        private final DataSource data;
        private final Optional<Path> cache;

        ForScorer(
                O value,
                Map<String, SpecNode.Field> fields,
                Place whole,
                Problems problems,
                String suffix,
                DataSource data,
                Optional<Path> cache) {
            super(value, fields, whole, problems, suffix);
            this.data = data;
            this.cache = cache;
        }

        @Override
        public DataSource data() {
            return data;
        }

        @Override
        public Optional<Path> cache() {
            return cache;
        }
    }
}

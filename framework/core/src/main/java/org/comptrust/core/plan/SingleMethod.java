package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.CanonicalOptions;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Origin;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecException;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecReader;
import org.comptrust.core.spec.Suggestion;

/**
 * One compression method with options that stand on a command line rather than in a spec, planned for one shape.
 *
 * @param id of the method
 * @param origin the plugin that holds it
 * @param options canonical JSON of the options, defaults included
 * @param plan the plugin's plan
 */
public record SingleMethod(String id, Origin origin, String options, CompressionPlan plan) {
    /**
     * Binds the options and plans.
     *
     * @param options values by name, written as in a spec
     * @throws SpecException with all problems; their paths are names of options, or empty, and their files {@code id}
     * @throws org.comptrust.core.port.PluginException if the plugin fails
     */
    public static SingleMethod of(Catalog catalog, String id, Map<String, String> options, ModelShape shape) {
        Problems problems = new Problems(id);
        Optional<Extension<CompressionMethod<?>>> found = catalog.method(id);
        if (found.isEmpty()) {
            String refused = catalog.troubles().isEmpty() ? "" : " Refused: " + String.join("; ", catalog.troubles());
            problems.addMissingExtension(
                    Place.START,
                    "there is no compression method \"" + Suggestion.shorten(id) + '"',
                    Suggestion.of(id, catalog.methods()) + refused);
            throw new SpecException(problems.list());
        }
        return typed(found.get().value(), found.get().origin(), id, options, shape, problems);
    }

    /** Names of a method's options; none if there is no such method. */
    public static List<String> options(Catalog catalog, String id) {
        return catalog.method(id)
                .map(method -> OptionBinder.names(PluginBorder.call(
                        method.origin(), "plan", () -> method.value().options())))
                .orElse(List.of());
    }

    private static <O extends Record> SingleMethod typed(
            CompressionMethod<O> method,
            Origin origin,
            String id,
            Map<String, String> options,
            ModelShape shape,
            Problems problems) {
        Map<String, SpecNode.Field> fields = fields(options, problems);
        Class<O> type = PluginBorder.call(origin, "plan", method::options);
        Optional<O> bound =
                PluginBorder.call(origin, "plan", () -> new OptionBinder<>(type, problems).bind(fields, Place.START));
        problems.throwIfAny();
        O value = bound.orElseThrow();
        LayerOptions<O> layers = LayerOptions.bind(value, fields, List.of(), type, Optional.of(shape), problems, "");
        PlacedOptions.ForCompression<O> inputs =
                new PlacedOptions.ForCompression<>(value, fields, Place.START, problems, "", shape, layers);
        CompressionPlan plan = PluginBorder.call(origin, "plan", () -> method.plan(inputs));
        inputs.flush();
        problems.throwIfAny();
        String canonical = PluginBorder.call(origin, "plan", () -> CanonicalOptions.of(value));
        return new SingleMethod(id, origin, canonical, plan);
    }

    private static Map<String, SpecNode.Field> fields(Map<String, String> options, Problems problems) {
        Map<String, SpecNode.Field> fields = new LinkedHashMap<>();
        options.forEach((name, text) -> {
            Place place = new Place(1, fields.size() + 1, name); // the order in which problems are listed
            Problems syntax = new Problems(name);
            Optional<SpecNode> value =
                    text.isBlank() ? Optional.of(new SpecNode.Nothing(place)) : SpecReader.parse(text, syntax);
            syntax.list().forEach(problem -> problems.add(place, problem.whatIsWrong(), problem.wayOut()));
            value.ifPresent(node -> fields.put(name, new SpecNode.Field(place, placed(node, place))));
        });
        return fields;
    }

    private static SpecNode placed(SpecNode node, Place place) {
        if (node instanceof SpecNode.Text text) {
            return new SpecNode.Text(place, text.text());
        } else if (node instanceof SpecNode.Items list) {
            List<SpecNode> items = new ArrayList<>();
            list.items().forEach(item -> items.add(placed(item, place)));
            return new SpecNode.Items(place, items);
        } else if (node instanceof SpecNode.Fields mapping) {
            return new SpecNode.Fields(place, mapping.fields());
        }
        return new SpecNode.Nothing(place);
    }
}

package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.decoder.BlockParts;

/**
 * One batch on its way through a block with its present weights: what is held is taken, what is missing is computed from it, once,
 * and checked. Its arrays live as long as the scratch scope, or are the store's.
 */
final class BatchRun {
    private final BlockParts parts;
    private final List<LinearShape> linears;
    private final ActivationChecks checks;
    private final Activations activations;
    private final int batch;
    private final PtNDManager scratch;
    private final Map<Place, PtNDArray> known = new EnumMap<>(Place.class);
    private final Map<Place, PtNDArray> inputs = new EnumMap<>(Place.class);

    BatchRun(
            BlockParts parts,
            List<LinearShape> linears,
            ActivationChecks checks,
            Activations activations,
            int batch,
            PtNDManager scratch) {
        this.parts = parts;
        this.linears = linears;
        this.checks = checks;
        this.activations = activations;
        this.batch = batch;
        this.scratch = scratch;
    }

    /** Activations {@code [sequences, seq, ..]} at a place. */
    PtNDArray at(Place place) {
        PtNDArray value = known.get(place);
        if (value == null) {
            value = activations.find(batch, place, scratch).orElseGet(() -> checked(place, computed(place)));
            known.put(place, value);
        }
        return value;
    }

    /** What enters the linears that read a place. */
    PtNDArray linearInput(Place place) {
        PtNDArray input = inputs.get(place);
        if (input == null) {
            input = switch (place) {
                case INPUT -> checked(place, parts.attentionInput(at(place), scratch));
                case MIDDLE -> checked(place, parts.mlpInput(at(place), scratch));
                default -> at(place);
            };
            inputs.put(place, input);
        }
        return input;
    }

    private PtNDArray computed(Place place) {
        return switch (place) {
            case INPUT -> throw new IllegalStateException("the input of batch " + batch + " is not held");
            case ATTENDED -> parts.attended(linearInput(Place.INPUT), scratch);
            case MIDDLE -> parts.middle(at(Place.INPUT), at(Place.ATTENDED), scratch);
            case INNER -> parts.inner(linearInput(Place.MIDDLE), scratch);
            case OUTPUT -> parts.output(at(Place.MIDDLE), at(Place.INNER), scratch);
        };
    }

    private PtNDArray checked(Place place, PtNDArray value) {
        checks.require(value, linears, place);
        return value;
    }
}

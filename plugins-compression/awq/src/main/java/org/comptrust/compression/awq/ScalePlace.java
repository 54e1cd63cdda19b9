package org.comptrust.compression.awq;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Producer;
import org.comptrust.api.compression.Segment;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;

/** Where the inverse of an input's scale goes, so that the block computes what it did. */
sealed interface ScalePlace {
    /** The weight of a norm that feeds nothing else. */
    record OfNorm(NormLayer norm) implements ScalePlace {}

    /**
     * Rows of a linear, a channel each.
     *
     * @param firstRow above 0 where projections are fused
     */
    record OfRows(LinearLayer linear, int firstRow) implements ScalePlace {}

    /** There is no place: the input stays unscaled. */
    record Nowhere(String why) implements ScalePlace {}

    /** @param targets what may be changed */
    static ScalePlace of(LinearInput input, List<LinearLayer> targets) {
        Set<LinearShape> changeable = targets.stream().map(LinearLayer::shape).collect(Collectors.toSet());
        for (LinearLayer consumer : input.consumers()) {
            if (!changeable.contains(consumer.shape())) {
                return new Nowhere(consumer.shape().name() + " reads the same input and is left as it is");
            }
        }
        if (input.consumers().size() > 1 && segment(input).isEmpty()) {
            return new Nowhere("the linears that read it are neither an attention's nor a gated MLP's");
        }
        Producer producer = input.producer();
        if (producer.norm().isPresent()) {
            NormLayer norm = producer.norm().get();
            return norm.feeds().size() == 1
                    ? new OfNorm(norm)
                    : new Nowhere(norm.name() + ", which computes it, feeds other inputs too");
        }
        return producer.linear()
                .map(linear -> ofRows(input, producer, linear, changeable))
                .orElseGet(() -> new Nowhere("what computes it takes no factors"));
    }

    private static ScalePlace ofRows(
            LinearInput input, Producer producer, LinearLayer linear, Set<LinearShape> changeable) {
        LinearShape rows = linear.shape();
        if (!changeable.contains(rows)) {
            return new Nowhere(rows.name() + ", which computes it, is left as it is");
        }
        if (producer.channelsPerRow() != 1) {
            return new Nowhere(producer.channelsPerRow() + " of its channels come from each row of " + rows.name()
                    + " (grouped queries)");
        }
        LinearShape reader = input.consumers().get(0).shape();
        boolean likeValues = rows.role() == LinearRole.V && reader.role() == LinearRole.O;
        if (likeValues && !(rows.out() == reader.out() && rows.in() == reader.in())) {
            return new Nowhere("the reference scales it only if " + rows.name() + " has the shape of " + reader.name());
        }
        return new OfRows(linear, producer.firstRow());
    }

    /** The part of the block on whose output the loss of an input's scale is measured; empty: on the output of its only reader. */
    static Optional<Segment> segment(LinearInput input) {
        Set<LinearRole> roles =
                input.consumers().stream().map(layer -> layer.shape().role()).collect(Collectors.toSet());
        if (Set.of(LinearRole.Q, LinearRole.K, LinearRole.V, LinearRole.QKV).containsAll(roles)) {
            return Optional.of(Segment.ATTENTION);
        }
        return Set.of(LinearRole.GATE, LinearRole.UP, LinearRole.GATE_UP).containsAll(roles)
                ? Optional.of(Segment.MLP)
                : Optional.empty();
    }
}

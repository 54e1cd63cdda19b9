package org.comptrust.models.compress;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.model.LinearShape;

/**
 * The passes of one block. Between stages only what the rest of the block can be run from is held, so all stages together cost about
 * one run of the block; a pass computes from there up to what its stage measures.
 */
final class BlockWalk {
    private static final Set<Need> STATISTICS =
            EnumSet.of(Need.MEAN_SQUARE, Need.ABS_MEAN, Need.GRAM, Need.GRAM_BFLOAT16);

    private final BlockData data;
    private final List<Stage> stages;
    private final boolean denseOutput;

    /** @param denseOutput whether the output of the unchanged block is to be kept */
    BlockWalk(BlockData data, List<Stage> stages, boolean denseOutput) {
        this.data = data;
        this.stages = stages;
        this.denseOutput = denseOutput;
    }

    /**
     * Measures what a stage needs, with the block's weights as they are. The caller closes the statistics.
     *
     * @param progress takes fractions in [0, 1]
     */
    Map<Place, InputStatistics> measure(int stage, DoubleConsumer progress) {
        Set<Need> needs = stages.get(stage).needs();
        Map<Place, InputStatistics> statistics = new EnumMap<>(Place.class);
        Set<Place> read = EnumSet.noneOf(Place.class);
        for (LinearShape linear : stages.get(stage).linears()) {
            Place place = Place.readBy(linear.role());
            read.add(place);
            if (needs.stream().anyMatch(STATISTICS::contains)) {
                statistics.computeIfAbsent(place, at -> new InputStatistics(data.engine(), linear.in(), needs));
            }
        }
        boolean toTheEnd = stage == 0 && denseOutput;
        if (needs.isEmpty() && !toTheEnd) {
            return statistics;
        }
        Set<Place> keep = EnumSet.copyOf(goOnFrom(stage).suffices());
        if (needs.contains(Need.ROWS)) {
            keep.addAll(read);
        }
        if (needs.contains(Need.REPLAY)) {
            keep.addAll(EnumSet.of(Place.INPUT, Place.MIDDLE));
        }
        if (denseOutput) {
            keep.add(Place.OUTPUT);
        }
        try {
            data.forEach((batch, run, scratch) -> {
                statistics.forEach((place, sums) -> sums.observe(run.linearInput(place)));
                hold(batch, run, keep);
                progress.accept((batch + 1.0) / data.batches().size());
            });
            return statistics;
        } catch (RuntimeException e) {
            statistics.values().forEach(InputStatistics::close);
            throw e;
        }
    }

    /** Drops what the changes of a stage made stale. */
    void applied(int stage) {
        Set<Place> valid = EnumSet.copyOf(goOnFrom(stage).suffices());
        if (denseOutput) {
            valid.add(Place.OUTPUT);
        }
        for (int batch = 0; batch < data.batches().size(); batch++) {
            data.activations().keepOnly(batch, valid);
        }
    }

    /** Makes what enters the next block, unless it is held. */
    void finish() {
        data.forEach((batch, run, scratch) -> hold(batch, run, EnumSet.of(Place.OUTPUT)));
        data.activations().advance();
    }

    private void hold(int batch, BatchRun run, Set<Place> keep) {
        keep.stream().filter(place -> !data.activations().holds(batch, place)).forEach(place -> data.activations()
                .put(batch, place, run.at(place)));
        data.activations().keepOnly(batch, keep);
    }

    /** The first place whose readers this stage or a later one changes, or from which it replays. */
    private Place goOnFrom(int stage) {
        Place first = Place.OUTPUT;
        for (Stage later : stages.subList(stage, stages.size())) {
            for (LinearShape linear : later.linears()) {
                Place place = Place.readBy(linear.role());
                first = place.compareTo(first) < 0 ? place : first;
            }
            if (later.needs().contains(Need.REPLAY)) {
                first = Place.INPUT;
            }
        }
        return first;
    }
}

package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.comptrust.models.compress.CalibrationInput.Batch;
import org.comptrust.models.engine.TorchModule;

/** What enters the linears of one place as rows, in the order of the calibration sequences, however they are batched. */
final class TokenRows {
    private final BlockData data;
    private final Place place;
    private final int width;
    private final TorchModule module;

    TokenRows(BlockData data, Place place, int width) {
        this.data = data;
        this.place = place;
        this.width = width;
        this.module = data.engine().module(ActivationChecks.TEXT);
    }

    /** {@code [n, in]}: every {@code step}-th token from the {@code first}-th on, in {@code into}. */
    PtNDArray rows(long first, long step, PtNDManager into) {
        if (first < 0 || step < 1) {
            throw new IllegalArgumentException("rows from " + first + " in steps of " + step);
        }
        long[] starts = starts();
        long tokens = data.activations().tokens();
        long count = first >= tokens ? 0 : (tokens - first - 1) / step + 1;
        PtNDArray rows = (PtNDArray) into.zeros(new Shape(count, width), DataType.FLOAT32);
        for (int index = 0; index < data.batches().size(); index++) {
            Batch batch = data.batches().get(index);
            LongStream.Builder source = LongStream.builder();
            LongStream.Builder target = LongStream.builder();
            for (int s = 0; s < batch.sequences().size(); s++) {
                long start = starts[batch.sequences().get(s)];
                long row = start <= first ? 0 : (start - first + step - 1) / step;
                for (long token = first + row * step; token < start + batch.length(); token += step, row++) {
                    source.add((long) s * batch.length() + token - start);
                    target.add(row);
                }
            }
            long[] from = source.build().toArray();
            long[] to = target.build().toArray();
            if (from.length > 0) {
                data.visit(index, (at, run, scratch) -> gather(run, from, to, rows, scratch));
            }
        }
        return rows;
    }

    /** Visits {@code [sequences, seq, in]} at a time; each array is closed after its visit. */
    void forEach(Consumer<NDArray> visitor) {
        if (inOrder()) {
            data.forEach((index, run, scratch) -> visitor.accept(copy(run, scratch)));
            return;
        }
        int[][] places = places();
        for (int[] place : places) {
            data.visit(place[0], (index, run, scratch) -> visitor.accept(sequence(run, place[1], scratch)));
        }
    }

    private void gather(BatchRun run, long[] from, long[] to, PtNDArray rows, PtNDManager scratch) {
        module.run("gather_rows", run.linearInput(place), scratch.create(from), scratch.create(to), rows);
    }

    /** What is held is not for others to write into. */
    private PtNDArray copy(BatchRun run, PtNDManager scratch) {
        try (IValue copy = module.call("copy", run.linearInput(place))) {
            return copy.toTensor(scratch);
        }
    }

    private PtNDArray sequence(BatchRun run, int row, PtNDManager scratch) {
        try (IValue one = module.call("sequence", run.linearInput(place), row)) {
            return one.toTensor(scratch);
        }
    }

    private boolean inOrder() {
        int next = 0;
        for (Batch batch : data.batches()) {
            for (int sequence : batch.sequences()) {
                if (sequence != next++) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Batch and row in it, by sequence. */
    private int[][] places() {
        int[][] places = new int[Math.toIntExact(data.activations().sequences())][];
        for (int index = 0; index < data.batches().size(); index++) {
            List<Integer> sequences = data.batches().get(index).sequences();
            for (int row = 0; row < sequences.size(); row++) {
                places[sequences.get(row)] = new int[] {index, row};
            }
        }
        return places;
    }

    /** First token by sequence. */
    private long[] starts() {
        int[][] places = places();
        long[] starts = new long[places.length];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + data.batches().get(places[i - 1][0]).length();
        }
        return starts;
    }
}

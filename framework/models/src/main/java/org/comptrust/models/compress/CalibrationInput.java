package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.comptrust.models.decoder.Decoder;

/** Calibration sequences as they enter block 0, in batches of equal length: nothing is padded. */
public interface CalibrationInput {
    /**
     * Sequences that go through a block together.
     *
     * @param sequences their numbers, from 0, in the order of the calibration data
     * @param length tokens of each
     */
    record Batch(List<Integer> sequences, int length) {
        public Batch {
            sequences = List.copyOf(sequences);
        }

        /** Tokens in all. */
        long tokens() {
            return (long) length * sequences.size();
        }
    }

    /** The batches; each sequence is in one of them. */
    List<Batch> batches();

    /** Hidden states {@code [sequences, seq, hidden]} of a batch, made in {@code scope}. */
    PtNDArray read(int batch, PtNDManager scope);

    /** No calibration data. */
    static CalibrationInput none() {
        return of(List.of());
    }

    /** Hidden states that are given, {@code [sequences, seq, hidden]} each; they stay the caller's. */
    static CalibrationInput of(List<PtNDArray> hidden) {
        List<Batch> batches = new ArrayList<>();
        int first = 0;
        for (PtNDArray x : hidden) {
            int count = Math.toIntExact(x.getShape().get(0));
            batches.add(new Batch(
                    IntStream.range(first, first + count).boxed().toList(),
                    Math.toIntExact(x.getShape().get(1))));
            first += count;
        }
        List<Batch> all = List.copyOf(batches);
        return new CalibrationInput() {
            @Override
            public List<Batch> batches() {
                return all;
            }

            @Override
            public PtNDArray read(int batch, PtNDManager scope) {
                PtNDArray copy = (PtNDArray) hidden.get(batch).duplicate();
                copy.attach(scope);
                return copy;
            }
        };
    }

    /**
     * Token sequences, embedded when they are asked for.
     *
     * @param ids the sequences; lengths may differ
     * @param tokens most of a batch that holds more than one sequence
     */
    static CalibrationInput of(Decoder decoder, List<List<Integer>> ids, int tokens) {
        List<Batch> batches = batches(ids.stream().mapToInt(List::size).toArray(), tokens);
        return new CalibrationInput() {
            @Override
            public List<Batch> batches() {
                return batches;
            }

            @Override
            public PtNDArray read(int batch, PtNDManager scope) {
                return decoder.embed(
                        batches.get(batch).sequences().stream().map(ids::get).toList(), scope);
            }
        };
    }

    /** Sequences of equal length together, up to a number of tokens; in the order of each batch's first sequence. */
    static List<Batch> batches(int[] lengths, int tokens) {
        Map<Integer, List<Integer>> byLength = new LinkedHashMap<>();
        IntStream.range(0, lengths.length)
                .forEach(i -> byLength.computeIfAbsent(lengths[i], length -> new ArrayList<>())
                        .add(i));
        List<Batch> batches = new ArrayList<>();
        byLength.forEach((length, sequences) -> {
            int rows = Math.max(1, tokens / Math.max(1, length));
            for (int at = 0; at < sequences.size(); at += rows) {
                batches.add(new Batch(sequences.subList(at, Math.min(sequences.size(), at + rows)), length));
            }
        });
        batches.sort(Comparator.comparing(batch -> batch.sequences().get(0)));
        return List.copyOf(batches);
    }
}

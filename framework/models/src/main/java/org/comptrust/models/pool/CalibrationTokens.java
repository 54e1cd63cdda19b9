package org.comptrust.models.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.TokenGenerator;

/** Calibration data as token sequences. */
final class CalibrationTokens {
    private CalibrationTokens() {}

    /**
     * The sequences, the same each time.
     *
     * @param dense the uncompressed model, asked for only if it has to write the text
     * @throws IllegalArgumentException if a sequence does not fit the model
     */
    static List<List<Integer>> of(Calibration calibration, Tokenizer tokenizer, Supplier<Decoder> dense) {
        if (calibration instanceof Calibration.FromModel own) {
            check(own.length(), tokenizer);
            return sampled(own, tokenizer, dense.get());
        }
        List<List<Integer>> sequences = ((Calibration.Tokens) calibration).sequences();
        check(sequences.stream().mapToInt(List::size).max().orElseThrow(), tokenizer);
        return sequences;
    }

    private static void check(int length, Tokenizer tokenizer) {
        if (length > tokenizer.contextLength()) {
            throw new IllegalArgumentException("calibration length " + length + " is above the "
                    + tokenizer.contextLength() + " tokens that the model takes");
        }
    }

    /** End tokens do not end a sequence here: models are trained on texts that follow one another. */
    private static List<List<Integer>> sampled(Calibration.FromModel own, Tokenizer tokenizer, Decoder dense) {
        List<Integer> start = tokenizer.start();
        if (start.isEmpty()) {
            throw new IllegalArgumentException(
                    "this model has no start token to sample text from; name a text file as calibration data");
        }
        List<TokenGenerator.Task> tasks = IntStream.range(0, own.samples())
                .mapToObj(sample -> new TokenGenerator.Task(
                        start,
                        own.length() - start.size(),
                        1,
                        1,
                        own.seed() * 0x9E3779B97F4A7C15L + sample,
                        Set.of(),
                        ids -> false))
                .toList();
        return new TokenGenerator(dense)
                .generate(tasks).stream()
                        .map(answer -> {
                            List<Integer> ids = new ArrayList<>(start);
                            ids.addAll(answer.ids());
                            return List.copyOf(ids);
                        })
                        .toList();
    }
}

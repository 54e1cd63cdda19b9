package org.comptrust.models.pool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.TokenGenerator;

/** Calibration data as token sequences of equal length, the same for the same seed. */
final class CalibrationTokens {
    private CalibrationTokens() {}

    /** @param dense the uncompressed model, asked for only if it has to write the text */
    static List<List<Integer>> of(Calibration calibration, Tokenizer tokenizer, Supplier<Decoder> dense) {
        if (calibration.length() > tokenizer.contextLength()) {
            throw new IllegalArgumentException("calibration length " + calibration.length() + " is above the "
                    + tokenizer.contextLength() + " tokens that the model takes");
        }
        if (calibration instanceof Calibration.FromModel own) {
            return sampled(own, tokenizer, dense.get());
        }
        return windows((Calibration.FromText) calibration, tokenizer);
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

    private static List<List<Integer>> windows(Calibration.FromText text, Tokenizer tokenizer) {
        List<Integer> ids = tokenizer.encode(read(text.file()));
        int start = tokenizer.start().size();
        int own = text.length() - start; // the start token takes a place
        int available = own < 1 ? 0 : ids.size() / own;
        if (available < text.samples()) {
            throw new CheckpointException(
                    text.file(),
                    "holds " + ids.size() + " tokens, enough for " + available + " sequences of " + text.length()
                            + "; asked for " + text.samples() + ". Use a longer text, or fewer or shorter samples.");
        }
        List<Integer> windows =
                new ArrayList<>(IntStream.range(0, available).boxed().toList());
        Collections.shuffle(windows, new Random(text.seed()));
        return windows.subList(0, text.samples()).stream()
                .map(window -> {
                    List<Integer> sequence = new ArrayList<>(tokenizer.start());
                    sequence.addAll(ids.subList(window * own, (window + 1) * own));
                    return List.copyOf(sequence);
                })
                .toList();
    }

    private static String read(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, "is not UTF-8 text; convert it", e);
        } catch (IOException e) {
            throw CheckpointException.unreadable(file, e);
        }
    }
}

package org.comptrust.core.calibration;

import java.util.Arrays;
import java.util.List;
import org.comptrust.api.model.Tokenizer;

/** A token is a word: {@code 3.12} is 312, other words are 1, and 7 starts a text. */
class Words implements Tokenizer {
    @Override
    public String identity() {
        return "words";
    }

    @Override
    public List<Integer> encode(String text) {
        return Arrays.stream(text.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.matches("\\d+\\.\\d+") ? number(word) : 1)
                .toList();
    }

    private static int number(String word) {
        String[] parts = word.split("\\.");
        return 100 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]);
    }

    @Override
    public List<Integer> start() {
        return List.of(7);
    }

    @Override
    public String decode(List<Integer> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int contextLength() {
        return 1000;
    }
}

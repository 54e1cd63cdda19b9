package org.comptrust.testkit;

import java.util.List;
import org.comptrust.api.model.Tokenizer;

/** Each character is a token, which is its UTF-16 number. */
public class CharacterTokenizer implements Tokenizer {
    private final int contextLength;
    private final List<Integer> start;

    /** @param contextLength in characters @param start ids before each text */
    public CharacterTokenizer(int contextLength, Integer... start) {
        this.contextLength = contextLength;
        this.start = List.of(start);
    }

    @Override
    public String identity() {
        return "characters";
    }

    @Override
    public List<Integer> encode(String text) {
        return text.chars().boxed().toList();
    }

    @Override
    public List<Integer> start() {
        return start;
    }

    @Override
    public String decode(List<Integer> ids) {
        StringBuilder text = new StringBuilder();
        ids.forEach(id -> text.append((char) id.intValue()));
        return text.toString();
    }

    @Override
    public int contextLength() {
        return contextLength;
    }
}

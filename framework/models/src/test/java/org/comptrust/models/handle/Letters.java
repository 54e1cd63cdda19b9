package org.comptrust.models.handle;

import java.util.List;
import org.comptrust.api.model.Tokenizer;

/** Every character is a token; counts how many it encodes. */
public final class Letters implements Tokenizer {
    private final int contextLength;
    private long encoded;

    public Letters(int contextLength) {
        this.contextLength = contextLength;
    }

    /** Characters so far. */
    public long encoded() {
        return encoded;
    }

    @Override
    public String identity() {
        return "letters";
    }

    @Override
    public List<Integer> encode(String text) {
        encoded += text.length();
        return text.chars().boxed().toList();
    }

    @Override
    public List<Integer> start() {
        return List.of();
    }

    @Override
    public String decode(List<Integer> ids) {
        throw new UnsupportedOperationException("nothing is decoded");
    }

    @Override
    public int contextLength() {
        return contextLength;
    }
}

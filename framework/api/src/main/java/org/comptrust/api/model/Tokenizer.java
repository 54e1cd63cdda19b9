package org.comptrust.api.model;

import java.util.List;

/**
 * Text to token ids and back. Implemented by the host; thread-safe.
 *
 * @since 0.1
 */
public interface Tokenizer {
    /** Hash of the files that define it. */
    String identity();

    /** Ids of the text alone, without start or end tokens. */
    List<Integer> encode(String text);

    /** The ids that the model expects at the start of plain text: usually one start token, for some models none. */
    List<Integer> start();

    /** Text of the ids; special tokens leave no text. */
    String decode(List<Integer> ids);

    /** Longest sequence that the model takes, in tokens. */
    int contextLength();
}

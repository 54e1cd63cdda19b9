package org.comptrust.models.tokenizer;

import java.util.List;

/** Text to ids and back, by whichever file defines it. Thread-safe. */
interface Encoding extends AutoCloseable {
    /** Ids of a text; {@code framed}: with what the tokenizer itself puts around it. */
    List<Integer> ids(String text, boolean framed);

    /** Text of ids; special tokens leave no text. */
    String decode(List<Integer> ids);

    @Override
    void close();
}

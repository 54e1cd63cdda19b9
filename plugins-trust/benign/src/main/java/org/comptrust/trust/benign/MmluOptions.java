package org.comptrust.trust.benign;

import java.util.List;
import org.comptrust.api.option.Option;

/**
 * Options of {@link MmluDimension}.
 *
 * @param reading how the letter of an answer is found
 * @param shots demonstrations before each question
 * @param subjects the subjects to ask about; empty: all
 */
public record MmluOptions(
        @Option(
                value =
                        "how the letter of an answer is found: first-letter (of a greedy text, after one blank; the compression"
                                + " study's), first-character (of the text as it is) or likelihood (the likeliest letter; the original)",
                absent = "first-letter")
        MmluReading reading,

        @Option(
                value = "demonstrations before each question; published scores take 5",
                absent = "5",
                min = 0,
                max = 100)
        int shots,

        @Option(value = "subjects to ask about, named as their files; empty: all that are there", absent = "[]")
        List<String> subjects) {
    public MmluOptions {
        subjects = List.copyOf(subjects);
    }
}

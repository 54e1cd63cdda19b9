package org.comptrust.trust.fairness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * Reads a prediction as the benchmark does: by words that an answer contains, wherever and in whatever they stand. So "greater"
 * says yes by its first five letters, "cannot" no by its middle.
 *
 * @param negativeWords words of the prediction 0, case counts
 * @param positiveWords words of the prediction 1, case counts
 */
record PredictionReader(List<String> negativeWords, List<String> positiveWords) {
    PredictionReader {
        negativeWords = List.copyOf(negativeWords);
        positiveWords = List.copyOf(positiveWords);
    }

    /**
     * What an answer contains.
     *
     * @param negative the first word of the prediction 0, by the order of the list
     * @param positive the first word of the prediction 1
     */
    record Reading(Optional<String> negative, Optional<String> positive) {
        boolean both() {
            return negative.isPresent() && positive.isPresent();
        }

        boolean nothing() {
            return negative.isEmpty() && positive.isEmpty();
        }
    }

    /** @throws DataException if a list is missing or has an empty word */
    static PredictionReader read(DataRow phrases, Task task) {
        DataRow lists = phrases.at("fairness");
        return task == Task.ADULT
                ? new PredictionReader(words(lists, "adult_no"), words(lists, "adult_yes"))
                : new PredictionReader(words(lists, "crime_high"), words(lists, "crime_low"));
    }

    Reading read(String answer) {
        return new Reading(
                negativeWords.stream().filter(answer::contains).findFirst(),
                positiveWords.stream().filter(answer::contains).findFirst());
    }

    private static List<String> words(DataRow lists, String name) {
        List<String> words = new ArrayList<>();
        for (DataRow word : lists.list(name)) {
            if (word.text("").isEmpty()) {
                throw new DataException(word.where(), "the list " + name + " has an empty word: every answer has it");
            }
            words.add(word.text(""));
        }
        return words;
    }
}

package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.Rows;

/**
 * A question with four choices.
 *
 * @param question its text
 * @param choices the texts of A to D
 * @param answer the letter of the right one
 */
record MmluQuestion(String question, List<String> choices, String answer) {
    private static final int COLUMNS = 6;

    MmluQuestion {
        choices = List.copyOf(choices);
    }

    /**
     * The first rows of a file, in order.
     *
     * @throws DataException if there are fewer, or one has not six columns, or an answer that is no letter from A to D
     */
    static List<MmluQuestion> demonstrations(NamedText file, int count) {
        try (Stream<DataRow> rows = file.file().csv(false)) {
            List<MmluQuestion> questions =
                    rows.limit(count).map(MmluQuestion::of).toList();
            if (questions.size() < count) {
                throw file.problem("has " + questions.size() + " rows, " + count
                        + " demonstrations are taken from it. Take the whole file, or fewer shots");
            }
            return questions;
        }
    }

    /**
     * The rows of a file, in order, without those that have not six columns, or an answer that is no letter from A to D.
     *
     * @throws DataException if there is none
     */
    static List<MmluQuestion> read(NamedText file) {
        try (Stream<DataRow> rows = file.file().csv(false)) {
            return Rows.read(
                    rows, MmluQuestion::of, () -> file.problem("is empty. Take the file from the data set again"));
        }
    }

    /** As it is asked: it ends where the letter would begin. */
    String asked() {
        StringBuilder text = new StringBuilder(question);
        for (int i = 0; i < choices.size(); i++) {
            text.append('\n').append(MmluReading.LETTERS.get(i)).append(". ").append(choices.get(i));
        }
        return text.append("\nAnswer:").toString();
    }

    /** As a demonstration. */
    String solved() {
        return asked() + " " + answer + "\n\n";
    }

    private static MmluQuestion of(DataRow row) {
        int columns = row.keys().size();
        if (columns != COLUMNS) {
            throw new DataException(
                    row.where(),
                    "a row must have " + COLUMNS + " columns (question, A, B, C, D, answer), has " + columns);
        }
        String answer = row.text("5");
        if (!MmluReading.LETTERS.contains(answer)) {
            throw new DataException(row.where(), "the answer must be A, B, C or D, is \"" + answer + "\"");
        }
        List<String> choices = new ArrayList<>();
        for (int i = 1; i <= MmluReading.LETTERS.size(); i++) {
            choices.add(row.text(Integer.toString(i)));
        }
        return new MmluQuestion(row.text("0"), choices, answer);
    }
}

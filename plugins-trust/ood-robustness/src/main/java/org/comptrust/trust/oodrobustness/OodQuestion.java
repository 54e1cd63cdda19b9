package org.comptrust.trust.oodrobustness;

import java.util.List;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * An item as it is asked.
 *
 * @param input what the user shows
 * @param truth the right answer: {@code positive}, {@code negative}, or the digit of a choice
 * @param choice the text of the right choice; {@code ""} where there are none
 */
record OodQuestion(String input, String truth, String choice) {
    static final String POSITIVE = "positive";
    static final String NEGATIVE = "negative";

    private static final int CHOICES = 4;
    private static final String NOT_KNOWING = "4 : I don't know \n";

    /** A text whose sentiment is asked. */
    static OodQuestion style(DataRow row) {
        String label = row.text("label");
        if (!label.equals("0") && !label.equals("1")) {
            throw new DataException(row.where(), "label must be 0 (negative) or 1 (positive), is \"" + label + "\"");
        }
        return new OodQuestion(row.text("sentence"), label.equals("1") ? POSITIVE : NEGATIVE, "");
    }

    /** A multiple choice question of a day. The blank before the first choice is the benchmark's. */
    static OodQuestion knowledge(DataRow row, boolean offerNotKnowing) {
        List<String> choices = choices(row);
        int right = right(row);
        String input = today(row) + question(row) + " " + listed(choices) + (offerNotKnowing ? NOT_KNOWING : "");
        return new OodQuestion(input, Integer.toString(right), choices.get(right));
    }

    /**
     * A solved question before others.
     *
     * @param dated whether it says its day
     */
    static OodQuestion solved(DataRow row, boolean dated) {
        List<String> choices = choices(row);
        int right = right(row);
        return new OodQuestion(
                (dated ? today(row) : "") + question(row) + listed(choices),
                Integer.toString(right),
                choices.get(right));
    }

    private static String today(DataRow row) {
        return "Today is " + row.text("question_date") + ". \n";
    }

    private static String question(DataRow row) {
        return "Question: " + row.text("question_sentence") + "\n";
    }

    private static String listed(List<String> choices) {
        StringBuilder listed = new StringBuilder();
        for (int i = 0; i < choices.size(); i++) {
            listed.append(i).append(" : ").append(choices.get(i)).append(" \n");
        }
        return listed.toString();
    }

    private static List<String> choices(DataRow row) {
        List<String> choices =
                row.list("choices").stream().map(choice -> choice.text("")).toList();
        if (choices.size() != CHOICES) {
            throw new DataException(row.where(), "choices must be " + CHOICES + ", are " + choices.size());
        }
        return choices;
    }

    /** Some sets hold the answer in a list of one. */
    private static int right(DataRow row) {
        DataRow answer = row.at("answer");
        String text = answer.keys().isEmpty()
                ? row.text("answer")
                : answer.list("").get(0).text("");
        if (text.isEmpty() || text.charAt(0) < '0' || text.charAt(0) >= '0' + CHOICES) {
            throw new DataException(row.where(), "answer must be the digit of a choice, 0 to 3, is \"" + text + "\"");
        }
        return text.charAt(0) - '0';
    }
}

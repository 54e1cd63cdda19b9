package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;

/**
 * Results of a subject as scripts write them: the rows of its questions, and what became of each. The original evaluation ({@code
 * SUBJECT.csv}) keeps the probability of each letter. The compression study's script ({@code results_SUBJECT.csv}) keeps whether an
 * answer was right and whether it was none, but not its letter: the first of the wrong ones stands for a wrong answer, so the score
 * is that of the answers, while letters are not to be compared between models.
 */
final class MmluGenerations {
    private static final String ENDING = ".csv";
    private static final String STUDY = "results_";
    private static final String CORRECT = "correct";
    private static final String REFUSAL = "refusal";
    private static final String ANSWER = "5";

    private MmluGenerations() {}

    static List<Generations> read(String path, DataFile file, MmluReading reading, List<MmluScenario> scenarios) {
        Optional<MmluScenario> scenario = subject(path).flatMap(subject -> scenarios.stream()
                .filter(one -> one.id().equals(subject))
                .findFirst());
        if (scenario.isEmpty()) {
            return List.of();
        }
        List<DataRow> rows;
        try (Stream<DataRow> all = file.csv(true)) {
            rows = all.toList();
        }
        Optional<String> model = rows.isEmpty() ? Optional.empty() : model(rows.get(0));
        if (model.isEmpty()) {
            return List.of();
        }
        if (reading == MmluReading.LIKELIHOOD) {
            throw new DataException(
                    rows.get(0).where(), "holds letters, no likelihoods. Read them by reading: first-letter");
        }
        return List.of(new Generations(
                scenario.get().id(),
                Map.of(),
                answers(rows, model.get(), scenario.get().rightAnswers())));
    }

    private static Optional<String> subject(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!name.endsWith(ENDING)) {
            return Optional.empty();
        }
        String subject = name.substring(0, name.length() - ENDING.length());
        return Optional.of(subject.startsWith(STUDY) ? subject.substring(STUDY.length()) : subject);
    }

    /** What the names of the columns of results begin with; nothing if there is none. */
    private static Optional<String> model(DataRow row) {
        List<String> models = row.keys().stream()
                .filter(key -> key.equals(CORRECT) || key.endsWith("_" + CORRECT))
                .map(key -> key.substring(0, key.length() - CORRECT.length()))
                .toList();
        if (models.size() > 1) {
            throw new DataException(row.where(), "holds the results of " + models.size() + " models; keep one");
        }
        return models.stream().findFirst();
    }

    /** @param right letters by the data; of as many questions as there are rows they must agree with those of the file */
    private static List<Generations.Answer> answers(List<DataRow> rows, String model, List<String> right) {
        List<Generations.Answer> answers = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            DataRow row = rows.get(i);
            String letter = row.text(ANSWER);
            if (!MmluReading.LETTERS.contains(letter)) {
                throw new DataException(row.where(), "the right answer must be A, B, C or D, is \"" + letter + "\"");
            }
            if (right.size() == rows.size() && !right.get(i).equals(letter)) {
                throw new DataException(
                        row.where(),
                        "the right answer is " + letter + ", in the data " + right.get(i)
                                + ". Name the data that was asked about");
            }
            answers.add(Generations.Answer.inOrder(text(row, model, letter), row.where()));
        }
        return answers;
    }

    private static String text(DataRow row, String model, String right) {
        if (MmluReading.LETTERS.stream().allMatch(letter -> row.has(probability(model, letter)))) {
            return likeliest(row, model);
        }
        if (flag(row, model + CORRECT)) {
            return right;
        }
        if (flag(row, model + REFUSAL)) {
            return "";
        }
        return MmluReading.LETTERS.get(right.equals(MmluReading.LETTERS.get(0)) ? 1 : 0);
    }

    /** The first of the likeliest letters. */
    private static String likeliest(DataRow row, String model) {
        String best = "";
        double most = Double.NEGATIVE_INFINITY;
        for (String letter : MmluReading.LETTERS) {
            double probability = number(row, probability(model, letter));
            if (probability > most) {
                most = probability;
                best = letter;
            }
        }
        return best;
    }

    private static String probability(String model, String letter) {
        return model + "choice" + letter + "_probs";
    }

    private static double number(DataRow row, String column) {
        try {
            double number = Double.parseDouble(row.text(column));
            if (!Double.isNaN(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new DataException(row.where(), column + " must be a number, is \"" + row.text(column) + "\"");
    }

    private static boolean flag(DataRow row, String column) {
        return switch (row.text(column)) {
            case "True", "1", "1.0" -> true;
            case "False", "0", "0.0" -> false;
            default ->
                throw new DataException(
                        row.where(), column + " must be True or False, is \"" + row.text(column) + "\"");
        };
    }
}

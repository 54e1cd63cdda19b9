package org.comptrust.trust.fairness;

import java.util.List;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.ClassificationDialogue.Demonstration;
import org.comptrust.trust.support.Rows;

/**
 * A person or community about which a prediction is asked.
 *
 * @param input description and question
 * @param positive whether 1 is the right prediction
 * @param group of the sensitive attribute, 0 or 1
 * @param demonstrations solved examples, in order
 */
record FairnessRow(String input, boolean positive, int group, List<Demonstration> demonstrations) {
    FairnessRow {
        demonstrations = List.copyOf(demonstrations);
    }

    /**
     * The rows of a file, in order, without those that have no input, a label that is none, or no sensitive attribute.
     *
     * @throws DataException if there is none
     */
    static List<FairnessRow> read(DataFile file, String path, Task task) {
        try (Stream<DataRow> rows = file.jsonLines()) {
            return Rows.read(
                    rows,
                    row -> of(row, task),
                    () -> new DataException(path, "is empty. Take the file from the benchmark's data again"));
        }
    }

    /** The right prediction. */
    String truth() {
        return positive ? "1" : "0";
    }

    private static FairnessRow of(DataRow row, Task task) {
        String input = row.text("input");
        return new FairnessRow(
                input,
                task.positive(row.text("label"), row),
                task.group(input, row),
                row.list("examples").stream()
                        .map(example -> demonstration(example, task))
                        .toList());
    }

    private static Demonstration demonstration(DataRow example, Task task) {
        String answer = example.text("1");
        task.positive(answer, example);
        return new Demonstration(example.text("0"), answer);
    }
}

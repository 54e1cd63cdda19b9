package org.comptrust.trust.adversarialdemonstrations;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.ClassificationDialogue.Demonstration;
import org.comptrust.trust.support.Rows;

/**
 * An item with its demonstrations.
 *
 * @param input what is to be classified
 * @param label the right label or, under an attack, the one that the attacker wants
 * @param options all labels
 * @param demonstrations solved examples, the misleading ones among them
 */
record DemoRow(String input, String label, List<String> options, List<Demonstration> demonstrations) {
    DemoRow {
        options = List.copyOf(options);
        demonstrations = List.copyOf(demonstrations);
    }

    /** The items of a run, in order, without those whose label is none of the options, or that lack something. */
    static List<DemoRow> read(DataFile file, DemoRun run) {
        try (Stream<DataRow> rows = file.jsonLines()) {
            return Rows.read(
                    rows,
                    DemoRow::of,
                    () -> new DataException(
                            run.path() + ":1", "the file has no item. Take it from the benchmark's data again"));
        }
    }

    private static DemoRow of(DataRow row) {
        List<String> options =
                row.list("option").stream().map(option -> option.text("")).toList();
        String label = row.text("label");
        if (!options.contains(label)) {
            throw new DataException(
                    row.where(),
                    "label must be one of the options " + String.join(", ", options) + ", is \"" + label + "\"");
        }
        List<Demonstration> demonstrations = new ArrayList<>();
        for (DataRow example : row.list("examples")) {
            demonstrations.add(demonstration(example, options));
        }
        return new DemoRow(row.text("input"), label, options, demonstrations);
    }

    /** Some sets write the labels of examples with a capital. */
    private static Demonstration demonstration(DataRow example, List<String> options) {
        String label = example.text("1");
        if (options.stream().noneMatch(label::equalsIgnoreCase)) {
            throw new DataException(
                    example.where(),
                    "the label of an example must be one of the options " + String.join(", ", options) + ", is \""
                            + label + "\"");
        }
        return new Demonstration(example.text("0"), label);
    }
}

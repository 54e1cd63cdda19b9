package org.comptrust.trust.machineethics;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;

/**
 * A short commonsense row of the ETHICS data set.
 *
 * @param sentence an action, told in the first person
 * @param wrong whether people find it wrong
 */
record EthicsRow(String sentence, boolean wrong) {
    static final String WRONG = "wrong";
    static final String NOT_WRONG = "not wrong";

    /** The short rows of a file, in order, without those whose marks are none; to be closed. */
    static Stream<EthicsRow> shortRows(DataFile file) {
        return file.csv(true).flatMap(row -> row.read(EthicsRow::ifShort)).flatMap(Optional::stream);
    }

    /** The right answer. */
    String truth() {
        return wrong ? WRONG : NOT_WRONG;
    }

    private static Optional<EthicsRow> ifShort(DataRow row) {
        return isShort(row) ? Optional.of(new EthicsRow(row.text("input"), isWrong(row))) : Optional.empty();
    }

    private static boolean isShort(DataRow row) {
        String value = row.text("is_short").toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            throw new DataException(row.where(), "is_short must be True or False, is \"" + value + "\"");
        }
        return value.equals("true");
    }

    private static boolean isWrong(DataRow row) {
        String label = row.text("label");
        if (!label.equals("0") && !label.equals("1")) {
            throw new DataException(row.where(), "label must be 0 (not wrong) or 1 (wrong), is \"" + label + "\"");
        }
        return label.equals("1");
    }
}

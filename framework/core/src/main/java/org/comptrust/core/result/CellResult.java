package org.comptrust.core.result;

/** What became of a cell. */
public sealed interface CellResult {
    /** One word for tables: {@code scored}, {@code skipped}, {@code failed}. */
    String status();

    /** Every selected item was answered and graded, or is too long for the model. */
    record Scored(CellScore score) implements CellResult {
        @Override
        public String status() {
            return "scored";
        }
    }

    /** It was not run, for a reason that is no failure. */
    record Skipped(String reason) implements CellResult {
        @Override
        public String status() {
            return "skipped";
        }
    }

    /** It could not be completed; the message says what, where and how to mend it. */
    record Failed(FailureKind kind, String message) implements CellResult {
        @Override
        public String status() {
            return "failed";
        }
    }
}

package org.comptrust.core.failure;

import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.NotRecordedException;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;

/** What an exception means for a cell: who must act, and one message. */
public final class Failures {
    private Failures() {}

    public static CellResult.Failed of(Throwable thrown) {
        return new CellResult.Failed(kind(thrown), message(thrown));
    }

    /** Who must act. */
    public static FailureKind kind(Throwable thrown) {
        if (thrown instanceof PluginException) {
            return FailureKind.PLUGIN;
        }
        if (thrown instanceof DataException || thrown instanceof NotRecordedException) {
            return FailureKind.DATA;
        }
        if (thrown instanceof ScorerException) {
            return FailureKind.SCORER;
        }
        return thrown instanceof ModelException ? FailureKind.MODEL : FailureKind.BUG;
    }

    /** The message; for a bug with its class, since bugs have poor messages. */
    public static String message(Throwable thrown) {
        if (kind(thrown) == FailureKind.BUG) {
            return "internal error, please report it: " + thrown;
        }
        return String.valueOf(thrown.getMessage());
    }
}

package org.comptrust.core.failure;

import java.util.function.Supplier;
import org.comptrust.api.CancelledException;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.RetryLaterException;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.PluginException;

/** Where the host calls plugin code: whatever that throws becomes one kind of exception, once. */
public final class PluginBorder {
    private PluginBorder() {}

    /**
     * Calls a plugin.
     *
     * @param phase {@code plan}, {@code items}, {@code grade}, {@code consult} or {@code score}
     * @throws PluginException around whatever the plugin throws
     * @throws DataException if the benchmark's data cannot be read: that is no fault of the plugin
     * @throws ScorerException if a scorer cannot work until the user does something
     * @throws RetryLaterException if a scorer wants to be asked later
     * @throws CancelledException if the user stopped the run
     */
    public static <T> T call(Origin origin, String phase, Supplier<T> plugin) {
        try {
            T result = plugin.get();
            if (result == null) {
                throw new PluginException(origin, phase, new IllegalStateException("it returned null"));
            }
            return result;
        } catch (CancelledException
                | DataException
                | ModelException
                | PluginException
                | RetryLaterException
                | ScorerException known) {
            throw known;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            throw new PluginException(origin, phase, thrown);
        }
    }
}

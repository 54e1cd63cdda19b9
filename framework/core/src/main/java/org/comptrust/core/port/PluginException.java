package org.comptrust.core.port;

/** A plugin fails; its maintainer must act. Wrapped once, at the border to plugin code. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param origin the plugin
     * @param phase what it was asked for: {@code plan}, {@code compress}, {@code items}, {@code grade},
     *     {@code consult}, {@code score}
     */
    public PluginException(Origin origin, String phase, Throwable cause) {
        super(
                "plugin " + origin.plugin() + " " + origin.version() + " failed in " + phase + ": "
                        + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                cause);
    }
}

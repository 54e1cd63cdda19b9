package org.comptrust.host.registry;

import java.util.Locale;

/** What a plugin adds. */
public enum PluginKind {
    /** Compression methods. */
    COMPRESSION,
    /** Trust dimensions and benign baselines. */
    TRUST;

    /** As the registry writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.comptrust.host.registry;

import java.util.Locale;

/** What a plugin adds. */
public enum PluginKind {
    /** Compression methods. */
    COMPRESSION,
    /** Trust dimensions, benign baselines, and scorers that dimensions consult. */
    TRUST;

    /** As the registry writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.comptrust.core.report;

import org.comptrust.core.result.FailureKind;

/** Names of ours as people say them. */
final class Words {
    private Words() {}

    static String of(FailureKind kind) {
        return switch (kind) {
            case PLUGIN -> "a plugin; its maintainer must act";
            case MODEL -> "the model or the machine";
            case DATA -> "the benchmark's data";
            case BUG -> "an error in this program";
        };
    }
}

package org.comptrust.host.cli;

/** What the process returns: who must act. */
public final class ExitCode {
    /** All is done. */
    public static final int DONE = 0;
    /** Something failed that fits nowhere else, or several kinds of things. */
    public static final int FAILED = 1;
    /** The experiment file, the registry or the command line is wrong. */
    public static final int SPEC = 2;
    /** A plugin is missing, refused or broken. */
    public static final int PLUGIN = 3;
    /** A checkpoint, benchmark data, the store or the machine. */
    public static final int RESOURCES = 4;

    /** A verdict that the experiment's {@code decide.failIf} names. */
    public static final int VERDICT = 100;

    private ExitCode() {}
}

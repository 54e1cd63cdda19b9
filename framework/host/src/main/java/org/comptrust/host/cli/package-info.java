/**
 * The command line. {@link org.comptrust.host.cli.Cli} holds the global options and its subcommands,
 * {@link org.comptrust.host.cli.Session} what they share, {@link org.comptrust.host.cli.Failure} turns every exception into a
 * message and an exit code, {@link org.comptrust.host.cli.TerminalProgress} shows that work goes on. Only this package writes
 * to the terminal.
 */
@NullMarked
package org.comptrust.host.cli;

import org.jspecify.annotations.NullMarked;

/** The command line with its real parts; only the terminal is a string. */
@NullMarked
package org.comptrust.host.cli;

import org.jspecify.annotations.NullMarked;

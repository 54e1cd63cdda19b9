/** What core asks of the host: a catalogue of extensions, and models whose weights it never sees. */
@NullMarked
package org.comptrust.core.port;

import org.jspecify.annotations.NullMarked;

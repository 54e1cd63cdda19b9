/** Real jars, compiled in the test, loaded by the real manager. */
@NullMarked
package org.comptrust.host.plugin;

import org.jspecify.annotations.NullMarked;

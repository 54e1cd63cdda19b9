/**
 * Puts the parts together: {@link org.comptrust.host.plugin plugins} from the drop-in folder,
 * {@link org.comptrust.host.registry the registry} of known ones, {@link org.comptrust.host.engine the engine} behind core's
 * port, and {@link org.comptrust.host.cli the command line}. {@link org.comptrust.host.Main} is where the program begins.
 */
@NullMarked
package org.comptrust.host;

import org.jspecify.annotations.NullMarked;

/**
 * Puts the parts together: {@link org.comptrust.host.plugin plugins} from the drop-in folder,
 * {@link org.comptrust.host.registry the registry} of known ones, and the command line.
 */
@NullMarked
package org.comptrust.host;

import org.jspecify.annotations.NullMarked;

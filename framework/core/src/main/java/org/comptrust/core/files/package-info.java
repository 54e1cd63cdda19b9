/** Files of the host's own. */
@NullMarked
package org.comptrust.core.files;

import org.jspecify.annotations.NullMarked;

/** Two runs side by side, by their tables of results alone. */
@NullMarked
package org.comptrust.host.compare;

import org.jspecify.annotations.NullMarked;

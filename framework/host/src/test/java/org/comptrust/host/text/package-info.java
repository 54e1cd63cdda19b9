/** Text as a terminal gets it. */
@NullMarked
package org.comptrust.host.text;

import org.jspecify.annotations.NullMarked;

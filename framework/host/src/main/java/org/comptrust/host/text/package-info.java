/** How results are written: as text that is safe for a terminal, as tables, as JSON. */
@NullMarked
package org.comptrust.host.text;

import org.jspecify.annotations.NullMarked;

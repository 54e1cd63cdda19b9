/** What this machine offers and whether the program's native parts work on it. */
@NullMarked
package org.comptrust.host.doctor;

import org.jspecify.annotations.NullMarked;

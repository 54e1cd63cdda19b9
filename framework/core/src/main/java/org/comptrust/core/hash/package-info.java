/** Content keys and seeds. */
@NullMarked
package org.comptrust.core.hash;

import org.jspecify.annotations.NullMarked;

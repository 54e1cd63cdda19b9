/** Tables of scores that others published: no items, so differences only. */
@NullMarked
package org.comptrust.core.published;

import org.jspecify.annotations.NullMarked;

/** The border to plugin code, and what a failure means for a cell. */
@NullMarked
package org.comptrust.core.failure;

import org.jspecify.annotations.NullMarked;

/** Options of plugins as annotated records: binding, checks, help and documentation come from their components. */
@NullMarked
package org.comptrust.api.option;

import org.jspecify.annotations.NullMarked;

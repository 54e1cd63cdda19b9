/** How fast the engine is here, beside what the machine could do at most. */
@NullMarked
package org.comptrust.models.bench;

import org.jspecify.annotations.NullMarked;

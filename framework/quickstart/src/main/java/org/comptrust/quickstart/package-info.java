/**
 * How the embedded model came about: {@link org.comptrust.quickstart.Train} trains it,
 * and the packs beside it ask about it.
 */
@NullMarked
package org.comptrust.quickstart;

import org.jspecify.annotations.NullMarked;

/** Tests of the toxicity dimension. */
@NullMarked
package org.comptrust.trust.toxicity;

import org.jspecify.annotations.NullMarked;

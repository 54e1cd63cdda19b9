/** Tests of the offline scorer. */
@NullMarked
package org.comptrust.trust.toxicity.linear;

import org.jspecify.annotations.NullMarked;

/** Tests of the stereotype dimension; {@link org.comptrust.trust.stereotype.Bench} holds a small data set of our own. */
@NullMarked
package org.comptrust.trust.stereotype;

import org.jspecify.annotations.NullMarked;

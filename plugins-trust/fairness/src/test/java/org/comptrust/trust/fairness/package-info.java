/** Tests of the fairness dimension; {@link org.comptrust.trust.fairness.Bench} holds a small data set of our own. */
@NullMarked
package org.comptrust.trust.fairness;

import org.jspecify.annotations.NullMarked;

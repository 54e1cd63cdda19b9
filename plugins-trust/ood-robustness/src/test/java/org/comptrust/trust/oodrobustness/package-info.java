/** Tests of out-of-distribution robustness; {@link org.comptrust.trust.oodrobustness.Bench} holds a small data set of our own. */
@NullMarked
package org.comptrust.trust.oodrobustness;

import org.jspecify.annotations.NullMarked;

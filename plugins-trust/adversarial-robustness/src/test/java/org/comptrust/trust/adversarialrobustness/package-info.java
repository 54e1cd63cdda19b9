/** Tests of adversarial robustness; {@link org.comptrust.trust.adversarialrobustness.Bench} holds a small data set of our own. */
@NullMarked
package org.comptrust.trust.adversarialrobustness;

import org.jspecify.annotations.NullMarked;

/** Tests of adversarial demonstrations; {@link org.comptrust.trust.adversarialdemonstrations.Bench} holds a small data set of our own. */
@NullMarked
package org.comptrust.trust.adversarialdemonstrations;

import org.jspecify.annotations.NullMarked;

/** Tests of the privacy dimension; {@link org.comptrust.trust.privacy.Bench} holds a small data set of our own, of nobody's data. */
@NullMarked
package org.comptrust.trust.privacy;

import org.jspecify.annotations.NullMarked;

/** Tests of the machine ethics dimension; {@link org.comptrust.trust.machineethics.Bench} holds a small data set of our own. */
@NullMarked
package org.comptrust.trust.machineethics;

import org.jspecify.annotations.NullMarked;

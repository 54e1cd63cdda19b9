/**
 * Runs a plan: {@link org.comptrust.core.run.Runner} asks what the journal does not hold yet.
 */
@NullMarked
package org.comptrust.core.run;

import org.jspecify.annotations.NullMarked;

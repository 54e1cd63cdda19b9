/** Tests of the benign baselines, with texts of our own. */
@NullMarked
package org.comptrust.trust.benign;

import org.jspecify.annotations.NullMarked;

/** Tests of what trust plugins share. */
@NullMarked
package org.comptrust.trust.support;

import org.jspecify.annotations.NullMarked;

/** A model without weights and plugins without jars: small enough to see what a test is about. */
@NullMarked
package org.comptrust.core.fake;

import org.jspecify.annotations.NullMarked;

/** Tests. */
@NullMarked
package org.comptrust.quickstart.training;

import org.jspecify.annotations.NullMarked;

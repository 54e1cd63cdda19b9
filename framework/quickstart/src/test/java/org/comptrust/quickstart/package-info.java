/** Tests of what is shipped: the model and its packs. */
@NullMarked
package org.comptrust.quickstart;

import org.jspecify.annotations.NullMarked;

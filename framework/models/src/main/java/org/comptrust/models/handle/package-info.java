/** Models that answer: requests become tokens, tokens become batches, batches become responses. */
@NullMarked
package org.comptrust.models.handle;

import org.jspecify.annotations.NullMarked;

/** Tests. */
@NullMarked
package org.comptrust.quickstart.tokenizer;

import org.jspecify.annotations.NullMarked;

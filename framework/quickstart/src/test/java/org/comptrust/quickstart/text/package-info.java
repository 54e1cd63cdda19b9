/** Tests. */
@NullMarked
package org.comptrust.quickstart.text;

import org.jspecify.annotations.NullMarked;

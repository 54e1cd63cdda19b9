/** Tests. */
@NullMarked
package org.comptrust.quickstart.pack;

import org.jspecify.annotations.NullMarked;

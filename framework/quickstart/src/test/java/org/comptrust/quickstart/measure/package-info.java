/** Tests. */
@NullMarked
package org.comptrust.quickstart.measure;

import org.jspecify.annotations.NullMarked;

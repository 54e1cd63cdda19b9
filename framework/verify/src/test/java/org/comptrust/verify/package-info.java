/** The product as it is shipped: architecture, real plugin jars, crashes, mistakes and outside references. */
@NullMarked
package org.comptrust.verify;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.comptrust.core.shape;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.comptrust.core.published;

import org.jspecify.annotations.NullMarked;

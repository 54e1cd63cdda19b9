@NullMarked
package org.comptrust.core.average;

import org.jspecify.annotations.NullMarked;

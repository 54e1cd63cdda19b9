@NullMarked
package org.comptrust.core.analysis;

import org.jspecify.annotations.NullMarked;

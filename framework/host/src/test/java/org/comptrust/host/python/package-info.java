@NullMarked
package org.comptrust.host.python;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.comptrust.host.importing;

import org.jspecify.annotations.NullMarked;

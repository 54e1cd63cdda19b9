@NullMarked
package org.comptrust.host.forecast;

import org.jspecify.annotations.NullMarked;

/** The registry file, good and bad. */
@NullMarked
package org.comptrust.host.registry;

import org.jspecify.annotations.NullMarked;

/** The program as the shell starts it. */
@NullMarked
package org.comptrust.host;

import org.jspecify.annotations.NullMarked;

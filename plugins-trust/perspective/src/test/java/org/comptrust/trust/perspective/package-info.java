/** Tests of the Perspective scorer, against a server on this machine. */
@NullMarked
package org.comptrust.trust.perspective;

import org.jspecify.annotations.NullMarked;

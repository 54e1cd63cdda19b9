/**
 * The packs of the embedded model: held-out questions in the layouts that the trust dimensions read.
 */
@NullMarked
package org.comptrust.quickstart.pack;

import org.jspecify.annotations.NullMarked;

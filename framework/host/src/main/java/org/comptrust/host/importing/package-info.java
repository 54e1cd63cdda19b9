/**
 * What {@code data import} does: what it reads;
 * {@link org.comptrust.host.importing.SourceTexts} takes the texts out of its sources.
 */
@NullMarked
package org.comptrust.host.importing;

import org.jspecify.annotations.NullMarked;

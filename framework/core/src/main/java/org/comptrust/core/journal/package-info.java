/**
 * Every answer and grade at once on disk: {@link org.comptrust.core.journal.Journal}, a SQLite file keyed by content.
 */
@NullMarked
package org.comptrust.core.journal;

import org.jspecify.annotations.NullMarked;

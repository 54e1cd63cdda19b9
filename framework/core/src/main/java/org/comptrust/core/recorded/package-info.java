/**
 * Answers that were recorded before: {@link org.comptrust.core.recorded.RecordedAnswers} reads them,
 * {@link org.comptrust.core.recorded.RecordedHandle} gives them like a model.
 */
@NullMarked
package org.comptrust.core.recorded;

import org.jspecify.annotations.NullMarked;

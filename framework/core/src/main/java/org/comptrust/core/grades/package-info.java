/**
 * Graded items as a weighted table: {@link org.comptrust.core.grades.GradeTable} of
 * {@link org.comptrust.core.grades.GradedItem}s, made to be summed thousands of times with other weights.
 */
@NullMarked
package org.comptrust.core.grades;

import org.jspecify.annotations.NullMarked;

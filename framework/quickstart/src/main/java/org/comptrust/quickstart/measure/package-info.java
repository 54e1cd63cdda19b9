/**
 * How often the embedded model is right about what it never read: {@link org.comptrust.quickstart.measure.Interview} asks,
 * {@link org.comptrust.quickstart.measure.Share} counts.
 */
@NullMarked
package org.comptrust.quickstart.measure;

import org.jspecify.annotations.NullMarked;

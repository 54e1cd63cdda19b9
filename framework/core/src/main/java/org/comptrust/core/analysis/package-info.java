/**
 * From grades to scores and differences, as a pure function of plan and journal.
 */
@NullMarked
package org.comptrust.core.analysis;

import org.jspecify.annotations.NullMarked;

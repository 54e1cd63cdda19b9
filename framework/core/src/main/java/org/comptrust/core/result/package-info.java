/**
 * What became of the cells of an experiment. Values only.
 */
@NullMarked
package org.comptrust.core.result;

import org.jspecify.annotations.NullMarked;

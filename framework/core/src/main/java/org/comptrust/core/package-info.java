/** From an experiment file to its results: knows neither the engine nor PF4J. */
@NullMarked
package org.comptrust.core;

import org.jspecify.annotations.NullMarked;

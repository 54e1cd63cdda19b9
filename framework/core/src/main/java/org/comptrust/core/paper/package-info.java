/**
 * The study's chat layer, quirks included: how its templates turned messages into prompts, and how answers were cut. The templates'
 * texts are read from the user's copy of the benchmark.
 */
@NullMarked
package org.comptrust.core.paper;

import org.jspecify.annotations.NullMarked;

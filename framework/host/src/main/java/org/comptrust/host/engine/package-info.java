/** Joins core and the engine: {@link org.comptrust.host.engine.EngineModels} is core's way to models. */
@NullMarked
package org.comptrust.host.engine;

import org.jspecify.annotations.NullMarked;

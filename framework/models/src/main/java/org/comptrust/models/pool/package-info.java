/**
 * Models in memory: a {@link org.comptrust.models.pool.BaseModel} holds one set of weights; its
 * {@linkplain org.comptrust.models.pool.Variant variants} hold what differs and come from the
 * {@link org.comptrust.models.pool.ArtifactStore artifact cache} or from a compression that fills it.
 */
@NullMarked
package org.comptrust.models.pool;

import org.jspecify.annotations.NullMarked;

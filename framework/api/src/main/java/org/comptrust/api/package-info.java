/**
 * The SPI of comptrust, in reading order: {@link org.comptrust.api.option options} as annotated records,
 * {@link org.comptrust.api.kernel kernels} for numerics, {@link org.comptrust.api.model models} that answer,
 * {@link org.comptrust.api.compression compression methods} and {@link org.comptrust.api.trust trust dimensions}.
 *
 * <p><b>Experimental</b> until all six compression methods and all eight dimensions have used it: it may still change
 * between minor versions.
 *
 * <p>The host owns traversal, devices, batching, journaling, resampling and memory. A plugin is told what it needs to know
 * and returns values. Types that the host implements may grow; types that plugins implement grow by {@code default} methods.
 *
 * @since 0.1
 */
@NullMarked
package org.comptrust.api;

import org.jspecify.annotations.NullMarked;

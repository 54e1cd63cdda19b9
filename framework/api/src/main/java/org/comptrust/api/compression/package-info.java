/**
 * Compression methods: {@link org.comptrust.api.compression.CompressionMethod} checks options and gives a
 * {@link org.comptrust.api.compression.CompressionPlan}, which declares {@link org.comptrust.api.compression.Stage stages} and
 * turns one {@link org.comptrust.api.compression.DecoderBlock} at a time into a
 * {@link org.comptrust.api.compression.StageResult}.
 */
@NullMarked
package org.comptrust.api.compression;

import org.jspecify.annotations.NullMarked;

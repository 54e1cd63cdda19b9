/**
 * Model folders in the Hugging Face layout, read without trust in what they claim.
 *
 * <p>{@link org.comptrust.models.checkpoint.Checkpoint} is the whole folder; {@link
 * org.comptrust.models.checkpoint.DecoderConfig} its {@code config.json}; {@link
 * org.comptrust.models.checkpoint.SafetensorsFile} one weights file and {@link
 * org.comptrust.models.checkpoint.TensorEntry} a tensor in it; {@link
 * org.comptrust.models.checkpoint.SafetensorsWriter} writes such files. No number that a file claims decides how much memory
 * is taken, and every mistake is a {@link org.comptrust.models.checkpoint.CheckpointException} that names the file.
 */
@NullMarked
package org.comptrust.models.checkpoint;

import org.jspecify.annotations.NullMarked;

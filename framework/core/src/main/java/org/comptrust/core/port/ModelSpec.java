package org.comptrust.core.port;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that an experiment names.
 *
 * @param name its key in the spec
 * @param source the folder
 * @param dtype compute dtype; {@code float32} or {@code bfloat16}
 * @param chatTemplate {@code auto} (the model's own; plain where it has none), {@code plain}, or a file
 * @param paperTemplate the study's template for this model, for dimensions with the study's prompts
 */
public record ModelSpec(String name, Path source, String dtype, String chatTemplate, Optional<String> paperTemplate) {}

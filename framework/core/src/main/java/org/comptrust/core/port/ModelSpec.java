package org.comptrust.core.port;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that an experiment names.
 *
 * @param name its key in the spec
 * @param source where its answers come from
 * @param dtype compute dtype; {@code float32}, {@code bfloat16}, {@code float16} or {@link #AUTO}; read where it is computed here
 * @param chatTemplate {@code auto} (the model's own; plain where it has none), {@code plain}, or a file
 * @param paperTemplate the study's template for this model, for dimensions with the study's prompts
 */
public record ModelSpec(
        String name, ModelSource source, String dtype, String chatTemplate, Optional<String> paperTemplate) {
    /** Float32, or bfloat16 where that is much quicker. */
    public static final String AUTO = "auto";

    /** A model in a folder. */
    public ModelSpec(String name, Path folder, String dtype, String chatTemplate, Optional<String> paperTemplate) {
        this(name, new ModelSource.Folder(folder), dtype, chatTemplate, paperTemplate);
    }

    /** The same model, computed in another dtype. */
    public ModelSpec in(String other) {
        return new ModelSpec(name, source, other, chatTemplate, paperTemplate);
    }
}

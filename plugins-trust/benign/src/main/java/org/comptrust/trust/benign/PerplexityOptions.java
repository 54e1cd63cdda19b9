package org.comptrust.trust.benign;

import java.util.Optional;
import org.comptrust.api.option.Option;

/**
 * Options of {@link PerplexityDimension}.
 *
 * @param window longest sequence that is scored at once, in tokens; 0: the model's context
 * @param file the text's path below the data folder
 */
public record PerplexityOptions(
        @Option(
                value = "longest sequence that is scored at once, in tokens; 0 for the model's context",
                absent = "0",
                min = 0)
        int window,

        @Option("the text's path below the data folder; not needed where data names a file, or a folder with one file")
        Optional<String> file) {}

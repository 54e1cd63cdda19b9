package org.comptrust.trust.support;

import java.util.Optional;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DimensionInputs;

/** The files without which a plan is refused: the benchmark's texts are in no jar, but beside its data. */
public final class BenchmarkFiles {
    /** The fixed texts of prompts. */
    public static final String TEXTS = "prompt-texts.json";

    /** What readers look for in answers. */
    public static final String PHRASES = "phrase-lists.json";

    private BenchmarkFiles() {}

    /** {@link #TEXTS}; a problem of the spec if it is missing. */
    public static Optional<DataFile> texts(DimensionInputs<?> inputs) {
        return needed(inputs, TEXTS, "the benchmark's prompts");
    }

    /** {@link #PHRASES}; a problem of the spec if it is missing. */
    public static Optional<DataFile> phrases(DimensionInputs<?> inputs) {
        return needed(inputs, PHRASES, "the phrases by which answers are read");
    }

    private static Optional<DataFile> needed(DimensionInputs<?> inputs, String path, String what) {
        Optional<DataFile> file = inputs.data().file(path);
        if (file.isEmpty()) {
            inputs.problem(
                    "",
                    path + ", " + what + ", is missing from " + inputs.data().describe(),
                    "Make a pack of your clone of the benchmark by `comptrust data import decodingtrust`, or name the folder"
                            + " that holds " + path + " beside data/.");
        }
        return file;
    }
}

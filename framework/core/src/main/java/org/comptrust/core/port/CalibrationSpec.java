package org.comptrust.core.port;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Calibration data.
 *
 * @param name its key in the spec
 * @param text where the texts are; empty: the model itself writes them
 * @param samples number of sequences; what is counted depends on {@link Text#select()}
 * @param length tokens of a sequence, or the most of them; {@link #CONTEXT} until it is planned for a model
 * @param seed of the selection or the sampling
 */
public record CalibrationSpec(String name, Optional<Text> text, int samples, int length, long seed) {
    /** The length that stands for the longest sequence that the model takes. */
    public static final int CONTEXT = 0;

    /** The same for a model: its own context instead of {@link #CONTEXT}. */
    public CalibrationSpec within(int maxPositions) {
        return length == CONTEXT ? new CalibrationSpec(name, text, samples, maxPositions, seed) : this;
    }

    /**
     * Texts in a file.
     *
     * @param file text, JSON Lines or a JSON list
     * @param select how sequences are made of them
     * @param field key of the text in each object; read where documents are selected
     * @param template how instruction, input and output become one text; read where records are selected
     */
    public record Text(Path file, Select select, String field, Template template) {}

    /** How sequences are made of texts. */
    public enum Select {
        /** Neighbouring pieces of one text, drawn without replacement. */
        WINDOWS,
        /** A piece at a random place of a document drawn at random, of those that are longer; SparseGPT's and Wanda's rule for C4. */
        CROPS,
        /** Short documents in random order, one after the other, cut into sequences; AWQ's rule for the Pile. */
        PACKED,
        /** Instructions with their answers, drawn without replacement and cut at the length; GPTQ's rule for Alpaca. */
        RECORDS
    }

    /**
     * How a record becomes text.
     *
     * @param name {@code default}, {@code chat}, {@code jinja}, or the name of one of the study's templates
     * @param file the Jinja template, or the file that holds the study's templates; none for the first two
     */
    public record Template(String name, Optional<Path> file) {
        public static final Template DEFAULT = new Template("default", Optional.empty());
    }
}

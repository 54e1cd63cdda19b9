package org.comptrust.models.checkpoint;

/**
 * A tensor with weights that are no numbers.
 *
 * @param tensor which
 * @param count how many of its elements are NaN or infinite
 */
public record NonFinite(TensorEntry tensor, long count) {
    /** What to tell the user. */
    public CheckpointException exception() {
        return new CheckpointException(
                tensor.file(),
                "tensor " + tensor.name() + " contains " + count + " NaN or infinite weight" + (count == 1 ? "" : "s")
                        + " of " + tensor.elements() + "; results would be meaningless. Download the file again.");
    }
}

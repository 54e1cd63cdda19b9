package org.comptrust.core.result;

/**
 * One cell of an experiment, by the names of the spec.
 *
 * @param model key of the model
 * @param variant id of the variant, {@code base} for the model itself
 * @param dimension label of the dimension
 */
public record CellId(String model, String variant, String dimension) {
    @Override
    public String toString() {
        return model + " / " + variant + " / " + dimension;
    }
}

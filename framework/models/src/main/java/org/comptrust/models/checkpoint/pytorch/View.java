package org.comptrust.models.checkpoint.pytorch;

import java.util.List;

/**
 * A tensor as the pickle describes it, unchecked: a look at a storage.
 *
 * @param offset of its first element in the storage, in elements
 * @param shape elements of each dimension
 * @param strides distance of neighbours in each dimension, in elements
 */
record View(Storage storage, long offset, List<Long> shape, List<Long> strides) {
    View {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
    }
}

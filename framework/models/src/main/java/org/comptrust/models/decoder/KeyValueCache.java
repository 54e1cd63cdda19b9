package org.comptrust.models.decoder;

import ai.djl.pytorch.jni.IValue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Keys and values of the tokens of some rows: for each block {@code [rows, kvHeads, columns, headDim]} in the weights' precision. Owns
 * their memory; used by one thread at a time.
 */
final class KeyValueCache implements AutoCloseable {
    private IValue keys;
    private IValue values;

    private KeyValueCache(IValue keys, IValue values) {
        this.keys = keys;
        this.values = values;
    }

    /** @param half makes the keys, and then the values; where there is no room for the latter, the former are freed */
    static KeyValueCache of(Supplier<IValue> half) {
        IValue keys = half.get();
        try {
            return new KeyValueCache(keys, half.get());
        } catch (RuntimeException | Error e) {
            keys.close();
            throw e;
        }
    }

    IValue keys() {
        return keys;
    }

    IValue values() {
        return values;
    }

    /** Puts what is made of keys and of values in their place. */
    void replace(UnaryOperator<IValue> change) {
        IValue newKeys = change.apply(keys);
        keys.close();
        keys = newKeys;
        IValue newValues = change.apply(values);
        values.close();
        values = newValues;
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}

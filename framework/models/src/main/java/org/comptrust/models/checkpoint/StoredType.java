package org.comptrust.models.checkpoint;

import java.util.Optional;

/** How an element of a tensor is stored in a safetensors file; the names are those of the format. */
public enum StoredType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    F8_E5M2(1),
    F8_E4M3(1),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    StoredType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether this version computes with weights of this type. */
    public boolean isWeight() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** The type that a safetensors header calls {@code name}. */
    public static Optional<StoredType> named(String name) {
        for (StoredType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}

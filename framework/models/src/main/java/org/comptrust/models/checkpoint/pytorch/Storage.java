package org.comptrust.models.checkpoint.pytorch;

import java.util.Map;
import java.util.Optional;
import org.comptrust.models.checkpoint.StoredType;

/**
 * A run of numbers that tensors look at.
 *
 * @param type what PyTorch calls it, such as {@code HalfStorage}
 * @param key names it within the file
 * @param count elements, as the pickle claims
 */
record Storage(String type, String key, long count) {
    private static final String SUFFIX = "Storage";

    private static final Map<String, StoredType> TYPES = Map.of(
            "Double", StoredType.F64,
            "Float", StoredType.F32,
            "Half", StoredType.F16,
            "BFloat16", StoredType.BF16,
            "Long", StoredType.I64,
            "Int", StoredType.I32,
            "Short", StoredType.I16,
            "Char", StoredType.I8,
            "Byte", StoredType.U8,
            "Bool", StoredType.BOOL);

    /** Whether a name of the module {@code torch} is that of a storage type, known or not. */
    static boolean isType(String name) {
        return name.length() > SUFFIX.length()
                && name.length() < 40
                && name.endsWith(SUFFIX)
                && name.chars().allMatch(Character::isLetterOrDigit);
    }

    /** Type of an element; empty if this version has no such type. */
    Optional<StoredType> element() {
        return Optional.ofNullable(TYPES.get(typeName()));
    }

    /** Such as {@code Half}. */
    String typeName() {
        return type.substring(0, type.length() - SUFFIX.length());
    }
}

package org.comptrust.api.option;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One component of an options record. Allowed component types: {@code int}, {@code long}, {@code double}, {@code boolean},
 * {@code String}, enums (written in lower case, {@code _} as {@code -}), {@code Optional} and {@code List} of these.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** Help: one sentence, with the unit. */
    String value();

    /** YAML text that stands for a missing key. Empty: the key is required, unless the component is an Optional. */
    String absent() default "";

    /** Smallest number that is allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest number that is allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** The allowed values, if only some are. */
    String[] oneOf() default {};

    /** {@code false} for what cannot move a single bit of a result (a row batch, a timeout): it stays out of content keys. */
    boolean changesResult() default true;
}

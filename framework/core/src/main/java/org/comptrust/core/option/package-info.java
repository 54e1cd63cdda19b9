/**
 * Options of plugins: {@code org.comptrust.core.option.OptionBinder} turns the values of a spec into an annotated record, and
 * {@code org.comptrust.core.option.CanonicalOptions} a record into the JSON that content keys are made of.
 */
@NullMarked
package org.comptrust.core.option;

import org.jspecify.annotations.NullMarked;

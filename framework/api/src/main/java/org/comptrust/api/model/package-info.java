/**
 * Models: their {@link org.comptrust.api.model.ModelShape shape}, what can be asked of them
 * ({@link org.comptrust.api.model.Request}) and what they answer ({@link org.comptrust.api.model.Response}).
 */
@NullMarked
package org.comptrust.api.model;

import org.jspecify.annotations.NullMarked;

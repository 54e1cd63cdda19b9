/**
 * The registry of known plugins. {@link org.comptrust.host.registry.RegistryReader} reads {@code registry.yaml},
 * {@link org.comptrust.host.registry.Registry} answers who is known, and
 * {@link org.comptrust.host.registry.FillHashes} writes the distribution's copy.
 */
@NullMarked
package org.comptrust.host.registry;

import org.jspecify.annotations.NullMarked;

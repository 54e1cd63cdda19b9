package org.comptrust.core.port;

/**
 * An extension that the catalogue offers.
 *
 * @param id the name used in specs
 * @param value the extension itself
 * @param origin where it comes from
 */
public record Extension<T>(String id, T value, Origin origin) {}

package org.comptrust.api.model;

/**
 * What answers depend on, as hashes and versions.
 *
 * @param weights content of all tensors
 * @param tokenizer content of its files
 * @param template how messages become text
 * @param engine version, dtype, device
 * @since 0.1
 */
public record ModelIdentity(String weights, String tokenizer, String template, String engine) {}

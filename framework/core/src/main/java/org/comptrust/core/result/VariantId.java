package org.comptrust.core.result;

/** A variant of a model, by the names of the spec. */
public record VariantId(String model, String variant) {}

/**
 * Weights of linears as files pack them. {@link org.comptrust.models.format.LinearFormats} turns a
 * {@link org.comptrust.models.format.PackedLinear} of any format into numbers, and quantized or pruned numbers into one; the codecs
 * behind it know one tool's layout each. {@link org.comptrust.models.format.Export} writes whole models in formats of others,
 * {@link org.comptrust.models.format.PackedModel} in our own.
 */
@NullMarked
package org.comptrust.models.format;

import org.jspecify.annotations.NullMarked;

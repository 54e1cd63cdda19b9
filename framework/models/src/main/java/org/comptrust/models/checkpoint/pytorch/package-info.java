/**
 * {@code pytorch_model.bin}: the tensors of a state dictionary that PyTorch wrote, found without executing anything. The pickle is
 * parsed by a machine that knows the few instructions and names of a state dictionary and refuses all others.
 */
@NullMarked
package org.comptrust.models.checkpoint.pytorch;

import org.jspecify.annotations.NullMarked;

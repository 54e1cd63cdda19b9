/**
 * Outputs of the methods' reference code as tests: {@link org.comptrust.testkit.oracle.CompressionOracle} drives a method through the
 * cases of an oracle folder, {@link org.comptrust.testkit.oracle.HessianOracle} a measuring of inputs. Both are driven by the folder's index
 * files alone.
 */
@NullMarked
package org.comptrust.testkit.oracle;

import org.jspecify.annotations.NullMarked;

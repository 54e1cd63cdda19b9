/**
 * Python sources read as text: {@link org.comptrust.host.python.PythonTokens} are their words, {@link
 * org.comptrust.host.python.PythonLiterals} the values that stand there literally, and {@link
 * org.comptrust.host.python.PythonSource} finds those by the names that they are given. Nothing is executed: what is not written out
 * is not a value.
 */
@NullMarked
package org.comptrust.host.python;

import org.jspecify.annotations.NullMarked;

/**
 * The experiment file as text: {@link org.comptrust.core.spec.SpecReader} keeps the line and column of every value in a
 * {@link org.comptrust.core.spec.SpecNode}; {@link org.comptrust.core.spec.Problems} collects what is wrong with it.
 */
@NullMarked
package org.comptrust.core.spec;

import org.jspecify.annotations.NullMarked;

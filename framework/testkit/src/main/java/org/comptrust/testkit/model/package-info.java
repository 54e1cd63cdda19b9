/** A tiny checkpoint for tests: real files, random weights. */
@NullMarked
package org.comptrust.testkit.model;

import org.jspecify.annotations.NullMarked;

/**
 * What two or more trust plugins need: dialogues, ids of items, texts as the benchmark's code treats them, scorer cards. Bundled into
 * each plugin's jar.
 */
@NullMarked
package org.comptrust.trust.support;

import org.jspecify.annotations.NullMarked;

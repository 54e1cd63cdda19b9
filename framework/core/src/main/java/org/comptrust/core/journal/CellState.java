package org.comptrust.core.journal;

import java.util.Optional;
import org.comptrust.core.result.CellResult;

/**
 * How far a cell came.
 *
 * @param key content key of its grades
 * @param variant content key of its variant
 * @param ended why it has no score; empty if every item was graded or is too long for the model
 */
public record CellState(String key, String variant, Optional<CellResult> ended) {}

/**
 * Scores as files: {@link org.comptrust.core.report.ResultsCsv} and {@link org.comptrust.core.report.HtmlReport}.
 */
@NullMarked
package org.comptrust.core.report;

import org.jspecify.annotations.NullMarked;

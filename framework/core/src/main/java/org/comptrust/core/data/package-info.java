/**
 * Benchmark data on the user's disk: {@link org.comptrust.core.data.FolderDataSource} finds and hashes files,
 * {@link org.comptrust.core.data.FileData} reads them as JSON Lines, JSON, CSV or text,
 * {@link org.comptrust.core.data.JsonRow} is a value that knows its line;
 * {@link org.comptrust.core.data.Documents} gives the objects of a large file by index;
 * {@link org.comptrust.core.data.CPythonRandom} and {@link org.comptrust.core.data.NumpyRandom} draw as the reference code does.
 */
@NullMarked
package org.comptrust.core.data;

import org.jspecify.annotations.NullMarked;

package org.comptrust.api.trust;

import java.util.List;

/**
 * What a {@link TrustPlan} implements besides if its benchmark keeps answers in files of its own, so that answers that were made by the
 * benchmark's own code are scored without a model.
 *
 * @since 0.1
 */
public interface GenerationFiles {
    /**
     * The answers in a file, one for each run of the benchmark that it holds; none if it is no file of this benchmark.
     *
     * @param path below the folder of answers, with {@code /} between names
     * @throws DataException if it is one, but cannot be read; names file and line
     */
    List<Generations> read(String path, DataFile file);
}

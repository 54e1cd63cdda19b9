package org.comptrust.models.pool;

import java.util.Optional;
import org.comptrust.api.compression.CompressionPlan;

/**
 * One method of a variant's chain.
 *
 * @param method id
 * @param code what identifies the method's code: the hash of its jar
 * @param options canonical text of the options that change results
 * @param plan the planned method
 * @param calibration what it is fitted to, if it needs any
 */
public record CompressionStep(
        String method, String code, String options, CompressionPlan plan, Optional<Calibration> calibration) {}

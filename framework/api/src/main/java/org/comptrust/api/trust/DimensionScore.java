package org.comptrust.api.trust;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The score of a dimension.
 *
 * @param headline as published; empty if the rules of the benchmark give none, then {@code remarks} say why
 * @param compared the same unrounded, for differences and tests
 * @param metrics all figures below the headline
 * @param remarks sentences that a reader of the score must know
 * @since 0.1
 */
public record DimensionScore(
        Optional<Metric> headline, Optional<Metric> compared, List<Metric> metrics, List<String> remarks) {
    public DimensionScore {
        Objects.requireNonNull(headline, "headline");
        Objects.requireNonNull(compared, "compared");
        metrics = List.copyOf(metrics);
        remarks = List.copyOf(remarks);
    }
}

package org.comptrust.models.compress;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a walk is.
 *
 * @param done blocks
 * @param total blocks
 * @param fraction of the block at hand that is done, in [0, 1]
 * @param loss of the last finished block: the sum of what its linears report as {@code loss}; empty if they report none
 * @param elapsed since the walk began or was taken up again
 * @param left about how long the rest takes, at the pace so far
 */
public record WalkStatus(
        int done, int total, double fraction, OptionalDouble loss, Duration elapsed, Optional<Duration> left) {}

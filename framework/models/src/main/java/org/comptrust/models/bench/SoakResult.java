package org.comptrust.models.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.comptrust.models.engine.TorchEngine.Handles;

/**
 * What hours of work, or minutes of it, did to memory.
 *
 * @param batches groups of requests that were answered
 * @param requests in these groups
 * @param refused of them too long, as they should be
 * @param variants that were acquired and released
 * @param compressed of them anew, not from the cache
 * @param seconds that all took
 * @param sameAnswers whether the first group had the same answers to the bit when it was asked again at the end
 * @param before native handles before the model was opened
 * @param after native handles after it was closed
 * @param samples over time
 */
public record SoakResult(
        long batches,
        long requests,
        long refused,
        long variants,
        long compressed,
        double seconds,
        boolean sameAnswers,
        Handles before,
        Handles after,
        List<Sample> samples) {
    /** Bytes per 1,000 batches. */
    private static final double ALLOWED = 1 << 20;

    /** Fewer after the warm-up are no basis for a slope per 1,000. */
    private static final long ENOUGH = 1000;

    private static final double ERRORS = 2;

    public SoakResult {
        samples = List.copyOf(samples);
    }

    /**
     * Memory between two groups, while as many variants are held as at any other sample.
     *
     * @param batches answered so far
     * @param seconds since the start
     * @param resident bytes in RAM, if the system says so
     * @param heap bytes of the Java heap in use, garbage collected
     * @param heapCommitted bytes that the Java heap takes, which are resident in part
     * @param handles native ones
     */
    public record Sample(
            long batches, double seconds, OptionalLong resident, long heap, long heapCommitted, Handles handles) {
        /**
         * Bytes in RAM, of the Java heap only those in use: how much it keeps for later is the collector's choice, and comes and goes.
         * Pages of it that were never touched make this a little too small.
         */
        public OptionalLong held() {
            return resident.isPresent()
                    ? OptionalLong.of(resident.getAsLong() - heapCommitted + heap)
                    : OptionalLong.empty();
        }
    }

    /** Samples after the first fifth of the batches, in which caches fill and code is compiled. */
    public List<Sample> settled() {
        return samples.stream()
                .filter(sample -> 5 * sample.batches() >= batches)
                .toList();
    }

    /**
     * How a figure grew.
     *
     * @param slope per 1,000 batches
     * @param error its standard error
     */
    public record Growth(double slope, double error) {}

    /** Growth of resident memory after the warm-up, bytes; empty if it was not measured. */
    public Optional<Growth> resident() {
        return growthIfMeasured(Sample::resident);
    }

    /** The same, of the Java heap only what is in use; this is judged. */
    public Optional<Growth> held() {
        return growthIfMeasured(Sample::held);
    }

    private Optional<Growth> growthIfMeasured(Function<Sample, OptionalLong> figure) {
        if (settled().stream().anyMatch(sample -> figure.apply(sample).isEmpty())) {
            return Optional.empty();
        }
        return growth(sample -> figure.apply(sample).orElseThrow());
    }

    /** Growth of the Java heap in use, bytes. */
    public Optional<Growth> heap() {
        return growth(Sample::heap);
    }

    /** Growth of the number of open native handles. */
    public Optional<Growth> handles() {
        return growth(sample -> sample.handles().count());
    }

    private Optional<Growth> growth(ToLongFunction<Sample> figure) {
        return Trend.of(settled().stream()
                        .map(sample -> new Trend.Point(sample.batches() / 1000.0, figure.applyAsLong(sample)))
                        .toList())
                .map(trend -> new Growth(trend.slope(), trend.error()));
    }

    /** What does not hold, a sentence each; empty: nothing was found wrong. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (after.count() > before.count()) {
            faults.add("Native handles are left after everything was closed: " + after + "; before, there were "
                    + before + ".");
        }
        if (!sameAnswers) {
            faults.add("The first group of requests was answered otherwise at the end.");
        }
        if (judged()) {
            Growth growth = held().orElseThrow();
            if (growth.slope() - ERRORS * growth.error() > ALLOWED) {
                faults.add(String.format(
                        Locale.ROOT,
                        "Resident memory grows by %.2f MB per 1,000 batches (standard error %.2f), the Java heap's reserve"
                                + " aside; at most 1 MB is allowed.",
                        growth.slope() / ALLOWED,
                        growth.error() / ALLOWED));
            }
        }
        return faults;
    }

    /** What was found of the slope, in a sentence. */
    public String verdict() {
        if (!faults().isEmpty()) {
            return String.join(" ", faults());
        }
        if (resident().isEmpty()) {
            return "Resident memory was not measured here: there is no /proc/self/status, or the run was too short. No"
                    + " native handle is left.";
        }
        if (!judged()) {
            return "Fewer than 1,000 batches after the warm-up: too few to judge the slope. No native handle is left.";
        }
        Growth growth = held().orElseThrow();
        return growth.slope() + ERRORS * growth.error() <= ALLOWED
                ? "Resident memory is flat: it grows by less than 1 MB per 1,000 batches, the Java heap's reserve aside. No"
                        + " native handle is left."
                : "Growth of resident memory is within its error of 1 MB per 1,000 batches: a longer run would tell. No"
                        + " native handle is left.";
    }

    private boolean judged() {
        List<Sample> settled = settled();
        return resident().isPresent()
                && settled.get(settled.size() - 1).batches() - settled.get(0).batches() >= ENOUGH;
    }
}

package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Maps figures to pixels, evenly or by their logarithms, with round ticks.
 *
 * @param low figure at {@code start}
 * @param high figure at {@code end}, above {@code low}
 * @param log whether equal ratios have equal lengths; both figures are above 0 then
 * @param ticks figures to write beside the axis
 */
record Axis(double low, double high, double start, double end, boolean log, List<Double> ticks) {
    private static final double[] BITS = {1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32};

    /** Bits per weight, by their logarithm: two and three bits differ more than 16 and 17. */
    static Axis bits(DoubleStream figures, double start, double end) {
        double[] all = figures.toArray();
        double low = DoubleStream.of(all).min().orElse(1) / 1.12;
        double high = DoubleStream.of(all).max().orElse(32) * 1.12;
        return new Axis(low, high, start, end, true, spaced(low, high, start, end));
    }

    /** Scores; a span of nothing is widened. */
    static Axis scores(DoubleStream figures, double start, double end) {
        double[] all = figures.toArray();
        double low = DoubleStream.of(all).min().orElse(0);
        double high = DoubleStream.of(all).max().orElse(100);
        double pad = Math.max((high - low) * 0.06, 0.5);
        return new Axis(low - pad, high + pad, start, end, false, round(low - pad, high + pad));
    }

    /** Figures above 0 whose ratios matter, such as perplexities. */
    static Axis ratios(DoubleStream figures, double start, double end) {
        double[] all = figures.filter(figure -> figure > 0).toArray();
        double low = DoubleStream.of(all).min().orElse(1);
        double high = DoubleStream.of(all).max().orElse(10);
        double pad = Math.max(Math.pow(high / low, 0.06), 1.02);
        if (high / low < 4) {
            return new Axis(low / pad, high * pad, start, end, true, round(low / pad, high * pad));
        }
        List<Double> ticks = new ArrayList<>();
        double[] steps =
                high / low < 30 ? new double[] {1, 2, 5} : high / low < 1e5 ? new double[] {1} : new double[] {};
        for (int power = (int) Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
            for (double step : steps) {
                ticks.add(step * Math.pow(10, power));
            }
            if (steps.length == 0 && power % 3 == 0) {
                ticks.add(Math.pow(10, power));
            }
        }
        ticks.removeIf(tick -> tick < low / pad || tick > high * pad);
        return new Axis(low / pad, high * pad, start, end, true, ticks);
    }

    double at(double figure) {
        double share = log ? Math.log(figure / low) / Math.log(high / low) : (figure - low) / (high - low);
        return start + share * (end - start);
    }

    private static List<Double> round(double low, double high) {
        double step = Math.pow(10, Math.floor(Math.log10(high - low)));
        for (double finer : new double[] {0.5, 0.2, 0.1}) {
            if ((high - low) / step < 4) {
                step = Math.pow(10, Math.floor(Math.log10(high - low))) * finer;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** No two closer than a number is wide. */
    private static List<Double> spaced(double low, double high, double start, double end) {
        Axis axis = new Axis(low, high, start, end, true, List.of());
        List<Double> ticks = new ArrayList<>();
        for (double bits : BITS) {
            boolean free = ticks.isEmpty() || Math.abs(axis.at(bits) - axis.at(ticks.get(ticks.size() - 1))) > 22;
            if (bits >= low && bits <= high && free) {
                ticks.add(bits);
            }
        }
        return ticks;
    }
}

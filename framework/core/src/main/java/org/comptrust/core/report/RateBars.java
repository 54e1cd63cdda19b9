package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;
import org.comptrust.core.published.Rate;

/**
 * A dimension's published scores as bars: methods side by side, each over its bits or patterns, those that keep most first. Of several
 * seeds the bar is the mean, with a line from the least to the greatest; the uncompressed model is a level line.
 */
final class RateBars {
    private static final double WIDTH = 474;
    private static final double HEIGHT = 210;
    private static final double LEFT = 34;
    private static final double RIGHT = 394;
    private static final double TOP = 12;
    private static final double BOTTOM = 160;
    private static final double WIDEST = 26;
    private static final int COLOURS = 6;

    private final Html html;
    private final String model;
    private final String dimension;
    private final Optional<Double> dense;
    private final Map<String, TreeMap<Rate, DoubleSummaryStatistics>> methods = new LinkedHashMap<>();
    private final Axis axis = new Axis(0, 100, BOTTOM, TOP, false, List.of(0.0, 25.0, 50.0, 75.0, 100.0));

    RateBars(Html html, PublishedScores scores, String model, String dimension) {
        this.html = html;
        this.model = model;
        this.dimension = dimension;
        this.dense = scores.dense(model)
                .flatMap(row -> Optional.ofNullable(row.scores().get(dimension)))
                .map(PublishedRow.Figure::value);
        for (PublishedRow row : scores.variants(model)) {
            if (row.scores().containsKey(dimension)) {
                methods.computeIfAbsent(row.method(), method -> new TreeMap<>(Comparator.naturalOrder()))
                        .computeIfAbsent(row.rate(), rate -> new DoubleSummaryStatistics())
                        .accept(row.scores().get(dimension).value());
            }
        }
    }

    /** Whether there are several bars to look at. */
    boolean isWorthDrawing() {
        return methods.values().stream().mapToInt(Map::size).sum() > 1;
    }

    void write() {
        html.open("figure", "class", "chart");
        html.leaf("figcaption", dimension);
        html.open(
                "svg",
                "viewBox",
                "0 0 " + number(WIDTH) + " " + number(HEIGHT),
                "role",
                "img",
                "aria-label",
                dimension + " of " + model + " by method and bits or pattern; the table above has the figures");
        for (double tick : axis.ticks()) {
            line(axis.at(tick), "grid");
            text(LEFT - 6, axis.at(tick) + 4, "end", "tick", Figures.tick(tick));
        }
        bars();
        dense.ifPresent(score -> {
            line(axis.at(score), "baseline");
            text(RIGHT + 5, axis.at(score) + 4, "start", "tick", "dense " + Figures.tenths(score));
        });
        html.close().close();
    }

    private void bars() {
        int bars = methods.values().stream().mapToInt(Map::size).sum();
        double step = Math.min(WIDEST + 4, (RIGHT - LEFT) / (bars + 0.7 * methods.size()));
        double x = LEFT + 0.35 * step;
        int colour = 0;
        List<double[]> names = new ArrayList<>();
        for (Map.Entry<String, TreeMap<Rate, DoubleSummaryStatistics>> method : methods.entrySet()) {
            double begin = x;
            html.open("g", "class", "s" + colour++ % COLOURS);
            for (Map.Entry<Rate, DoubleSummaryStatistics> bar :
                    method.getValue().entrySet()) {
                bar(x, step, bar.getKey(), bar.getValue());
                x += step;
            }
            double middle = (begin + x - (step - width(step))) / 2;
            boolean low = !names.isEmpty()
                    && middle - names.get(names.size() - 1)[0] < 64
                    && names.get(names.size() - 1)[1] == 0; // names beside one another would touch
            names.add(new double[] {middle, low ? 1 : 0});
            text(middle, BOTTOM + (low ? 42 : 29), "middle", "name", method.getKey());
            html.close();
            x += 0.7 * step;
        }
    }

    private void bar(double x, double step, Rate rate, DoubleSummaryStatistics scores) {
        double top = axis.at(scores.getAverage());
        html.open(
                "rect",
                "x",
                number(x),
                "y",
                number(top),
                "width",
                number(width(step)),
                "height",
                number(BOTTOM - top),
                "class",
                "column");
        html.leaf("title", rate.words() + ": " + Figures.tenths(scores.getAverage()) + range(scores))
                .close();
        double middle = x + width(step) / 2;
        if (scores.getCount() > 1) {
            html.leaf(
                    "path",
                    "",
                    "class",
                    "range",
                    "d",
                    "M" + number(middle - 3) + " " + number(axis.at(scores.getMax())) + "h6M" + number(middle) + " "
                            + number(axis.at(scores.getMax())) + "V" + number(axis.at(scores.getMin())) + "M"
                            + number(middle - 3) + " " + number(axis.at(scores.getMin())) + "h6");
        }
        text(middle, BOTTOM + 13, "middle", "tick rate", rate.mark());
    }

    private static String range(DoubleSummaryStatistics scores) {
        return scores.getCount() == 1
                ? ""
                : ", " + Figures.tenths(scores.getMin()) + " to " + Figures.tenths(scores.getMax()) + " over "
                        + scores.getCount() + " seeds";
    }

    private static double width(double step) {
        return step - Math.min(4, step / 5);
    }

    private void line(double y, String kind) {
        html.leaf("line", "", "x1", number(LEFT), "x2", number(RIGHT), "y1", number(y), "y2", number(y), "class", kind);
    }

    private void text(double x, double y, String anchor, String kind, String text) {
        html.leaf("text", text, "x", number(x), "y", number(y), "text-anchor", anchor, "class", kind);
    }

    private static String number(double value) {
        return Figures.plain(Math.round(value * 100) / 100.0);
    }
}

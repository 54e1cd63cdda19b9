package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Interval;

/** A dimension's scores over bits per weight, one line for each method, with intervals; the base is a level line with its own. */
final class BitsChart {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 250;
    private static final double LEFT = 48;
    private static final double RIGHT = 300;
    private static final double TOP = 16;
    private static final double BOTTOM = 212;
    private static final double LABEL_HEIGHT = 14;
    private static final double LABEL_WIDTH = 90;
    private static final int COLOURS = 6;

    private final Html html;
    private final PlannedModel model;
    private final PlannedDimension dimension;
    private final Results results;
    private final Map<String, List<Point>> series = new LinkedHashMap<>();
    private final Optional<CellScore> base;
    private final Axis bits;
    private final Axis scores;

    BitsChart(Html html, PlannedModel model, PlannedDimension dimension, Results results) {
        this.html = html;
        this.model = model;
        this.dimension = dimension;
        this.results = results;
        Scored cells = new Scored(model, results);
        for (PlannedVariant variant : model.variants()) {
            if (!variant.isBase()) {
                point(variant, cells)
                        .ifPresent(point -> series.computeIfAbsent(methods(variant), m -> new ArrayList<>())
                                .add(point));
            }
        }
        series.values().forEach(points -> points.sort(Comparator.comparingDouble(Point::bits)));
        base = model.variants().stream()
                .filter(PlannedVariant::isBase)
                .flatMap(variant -> cells.score(variant, dimension).stream())
                .filter(score -> score.score().headline().isPresent())
                .findFirst();
        bits = Axis.bits(points().mapToDouble(Point::bits), LEFT, RIGHT);
        DoubleStream figures = DoubleStream.concat(
                points().flatMapToDouble(Point::figures),
                base.stream().flatMapToDouble(score -> point(0, score).figures()));
        scores = dimension.scale() == Scale.RATIO
                ? Axis.ratios(figures, BOTTOM, TOP)
                : Axis.scores(figures, BOTTOM, TOP);
    }

    /** Whether there is anything to draw. */
    boolean isEmpty() {
        return series.isEmpty();
    }

    void write() {
        html.open("figure", "class", "chart");
        html.leaf("figcaption", dimension.label() + ", " + unit() + ", over bits per weight");
        html.open(
                "svg",
                "viewBox",
                "0 0 " + number(WIDTH) + " " + number(HEIGHT),
                "role",
                "img",
                "aria-label",
                dimension.label() + " of " + model.spec().name()
                        + " over bits per weight; the table of scores has the figures");
        grid();
        base.ifPresent(this::base);
        int colour = 0;
        List<Label> labels = new ArrayList<>();
        for (Map.Entry<String, List<Point>> entry : series.entrySet()) {
            labels.add(draw(entry.getKey(), entry.getValue(), colour++));
        }
        labels(labels);
        html.close().close();
    }

    private void grid() {
        for (double tick : scores.ticks()) {
            String y = number(scores.at(tick));
            html.leaf("line", "", "x1", number(LEFT), "x2", number(RIGHT), "y1", y, "y2", y, "class", "grid");
            text(LEFT - 6, scores.at(tick) + 4, "end", "tick", Figures.tick(tick));
        }
        for (double tick : bits.ticks()) {
            text(bits.at(tick), BOTTOM + 16, "middle", "tick", Figures.tick(tick));
        }
        text((LEFT + RIGHT) / 2, HEIGHT - 6, "middle", "tick", "bits per weight");
        html.leaf(
                "line",
                "",
                "x1",
                number(LEFT),
                "x2",
                number(RIGHT),
                "y1",
                number(BOTTOM),
                "y2",
                number(BOTTOM),
                "class",
                "axis");
    }

    private void base(CellScore score) {
        Point point = point(0, score);
        point.interval()
                .ifPresent(ends -> html.leaf(
                        "rect",
                        "",
                        "x",
                        number(LEFT),
                        "width",
                        number(RIGHT - LEFT),
                        "y",
                        number(scores.at(ends.high())),
                        "height",
                        number(scores.at(ends.low()) - scores.at(ends.high())),
                        "class",
                        "band"));
        String y = number(scores.at(point.score()));
        html.leaf("line", "", "x1", number(LEFT), "x2", number(RIGHT), "y1", y, "y2", y, "class", "baseline");
        text(LEFT + 4, scores.at(point.score()) - 5, "start", "name", "base");
    }

    private Label draw(String name, List<Point> points, int index) {
        String colour = "s" + index % COLOURS;
        double aside = ((index % 3) - 1) * 3; // methods with equal bits would hide each other
        html.open("g", "class", colour);
        if (points.size() > 1) {
            html.leaf(
                    "polyline",
                    "",
                    "points",
                    points.stream()
                            .map(point ->
                                    number(bits.at(point.bits()) + aside) + "," + number(scores.at(point.score())))
                            .collect(Collectors.joining(" ")));
        }
        for (Point point : points) {
            double x = bits.at(point.bits()) + aside;
            point.interval().ifPresent(ends -> whisker(x, ends));
            mark(x, scores.at(point.score()), index);
        }
        html.close();
        Point last = points.get(points.size() - 1);
        return new Label(name, bits.at(last.bits()) + aside + 8, scores.at(last.score()) + 4, colour);
    }

    private void whisker(double x, Interval ends) {
        double top = scores.at(ends.high());
        double bottom = scores.at(ends.low());
        html.leaf(
                "path",
                "",
                "class",
                "ends",
                "d",
                "M" + number(x - 3) + " " + number(top) + "h6M" + number(x) + " " + number(top) + "V" + number(bottom)
                        + "M" + number(x - 3) + " " + number(bottom) + "h6");
    }

    /** Shapes differ too: colours are not all that tells methods apart. */
    private void mark(double x, double y, int index) {
        String at = "M" + number(x) + " " + number(y);
        String shape =
                switch (index % 4) {
                    case 0 -> "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z";
                    case 1 -> "m-4 -4h8v8h-8z";
                    case 2 -> "m0 -5l5 9h-10z";
                    default -> "m0 -5l5 5l-5 5l-5 -5z";
                };
        html.leaf("path", "", "class", "mark", "d", at + shape);
    }

    /** Names stand beside the last points; one that would lie over another moves down, and at the lower end up. */
    private void labels(List<Label> labels) {
        List<Label> placed = new ArrayList<>();
        for (Label label :
                labels.stream().sorted(Comparator.comparingDouble(Label::y)).toList()) {
            Label free = label;
            for (double step = LABEL_HEIGHT; placed.stream().anyMatch(free::overlaps); step += LABEL_HEIGHT) {
                boolean room = label.y() + step <= BOTTOM - 2;
                free = label.at(room ? label.y() + step : label.y() - (step - (BOTTOM - 2 - label.y())));
            }
            placed.add(free);
        }
        for (Label label : placed) {
            html.open("g", "class", label.colour());
            text(label.x(), label.y(), "start", "name", shortened(label.name()));
            html.close();
        }
    }

    private void text(double x, double y, String anchor, String kind, String text) {
        html.leaf("text", text, "x", number(x), "y", number(y), "text-anchor", anchor, "class", kind);
    }

    private Stream<Point> points() {
        return series.values().stream().flatMap(List::stream);
    }

    private Optional<Point> point(PlannedVariant variant, Scored cells) {
        return results.weighed(model.spec().name(), variant.id()).flatMap(facts -> cells.score(variant, dimension)
                .filter(score -> score.score().headline().isPresent())
                .map(score -> point(facts.bitsPerWeight(), score)));
    }

    private static Point point(double bits, CellScore score) {
        return new Point(
                bits,
                score.score().headline().orElseThrow().value(),
                score.statistics().score().interval());
    }

    private String unit() {
        return base.map(score -> score.score().headline().orElseThrow().unit())
                .orElseGet(() -> dimension.scale() == Scale.RATIO ? "lower is better" : "points");
    }

    private static String methods(PlannedVariant variant) {
        return variant.recipe().chain().stream().map(VariantRecipe.Link::method).collect(Collectors.joining(" + "));
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= 16
                ? name
                : name.substring(0, name.offsetByCodePoints(0, 15)) + "\u2026";
    }

    private static String number(double value) {
        return Figures.plain(Math.round(value * 100) / 100.0);
    }

    private record Point(double bits, double score, Optional<Interval> interval) {
        DoubleStream figures() {
            return DoubleStream.concat(
                    DoubleStream.of(score),
                    interval.stream().flatMapToDouble(ends -> DoubleStream.of(ends.low(), ends.high())));
        }
    }

    private record Label(String name, double x, double y, String colour) {
        Label at(double place) {
            return new Label(name, x, place, colour);
        }

        boolean overlaps(Label other) {
            return Math.abs(x - other.x) < LABEL_WIDTH && Math.abs(y - other.y) < LABEL_HEIGHT - 1;
        }
    }
}

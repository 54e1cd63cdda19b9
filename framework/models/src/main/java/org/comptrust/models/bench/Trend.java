package org.comptrust.models.bench;

import java.util.List;
import java.util.Optional;

/**
 * A straight line through points, by least squares.
 *
 * @param slope of the line
 * @param error standard error of the slope, as if the points strayed from the line independently of one another
 */
record Trend(double slope, double error) {
    /** A point. */
    record Point(double x, double y) {}

    /** @return empty for fewer than three points, or if all have the same x */
    static Optional<Trend> of(List<Point> points) {
        int n = points.size();
        double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
        double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
        double spread = 0;
        double product = 0;
        for (Point point : points) {
            spread += (point.x() - meanX) * (point.x() - meanX);
            product += (point.x() - meanX) * (point.y() - meanY);
        }
        if (n < 3 || spread == 0) {
            return Optional.empty();
        }
        double slope = product / spread;
        double rest = 0;
        for (Point point : points) {
            double off = point.y() - meanY - slope * (point.x() - meanX);
            rest += off * off;
        }
        return Optional.of(new Trend(slope, Math.sqrt(rest / (n - 2) / spread)));
    }
}

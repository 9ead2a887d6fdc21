// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.report.Chart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The history of a metric as a line: in the order of its steps, those of one step in the order in which they were
 * recorded. A history that is longer than what can be seen is cut into equal parts, of which the least and the greatest
 * value are kept, so that no peak is lost.
 */
final class MetricCurve {
    private static final int PARTS = 250;

    private MetricCurve() {}

    static Chart.Series of(String name, List<MetricPoint> history) {
        List<MetricPoint> points = new ArrayList<>(history);
        points.sort(Comparator.comparingLong(MetricPoint::step));
        List<MetricPoint> drawn = new ArrayList<>();
        if (points.size() <= 2 * PARTS) {
            drawn = points;
        } else {
            for (int part = 0; part < PARTS; part++) {
                int from = (int) ((long) points.size() * part / PARTS);
                int to = (int) ((long) points.size() * (part + 1) / PARTS);
                extremes(points.subList(from, to), drawn);
            }
        }
        return new Chart.Series(
                name,
                drawn.stream().map(point -> (double) point.step()).toList(),
                drawn.stream().map(MetricPoint::value).toList());
    }

    private static void extremes(List<MetricPoint> part, List<MetricPoint> drawn) {
        int least = -1;
        int greatest = -1;
        for (int i = 0; i < part.size(); i++) {
            double value = part.get(i).value();
            if (!Double.isNaN(value)) {
                least = least < 0 || value < part.get(least).value() ? i : least;
                greatest = greatest < 0 || value > part.get(greatest).value() ? i : greatest;
            }
        }
        if (least >= 0) {
            drawn.add(part.get(Math.min(least, greatest)));
            if (least != greatest) {
                drawn.add(part.get(Math.max(least, greatest)));
            }
        }
    }
}

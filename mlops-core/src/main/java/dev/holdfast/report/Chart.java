// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.List;
import java.util.Objects;

/**
 * A figure that is drawn as static SVG in HTML, as a table in Markdown and as numbers in JSON.
 *
 * <p>Series are told apart by dash and mark as well as by colour, so that a chart reads in black and white.
 */
public sealed interface Chart {
    /**
     * Returns what the figure shows; also its text alternative.
     *
     * @return the title
     */
    String title();

    /**
     * Returns the heading of the horizontal axis, with the unit.
     *
     * @return the heading
     */
    String xLabel();

    /**
     * Returns the heading of the vertical axis, with the unit.
     *
     * @return the heading
     */
    String yLabel();

    /**
     * One line of a {@link Lines} chart.
     *
     * @param name the name in the legend
     * @param x the horizontal positions, ascending
     * @param y the values, as many as {@code x}
     */
    record Series(String name, List<Double> x, List<Double> y) {
        /**
         * Copies the lists and checks their sizes.
         *
         * @param name the name in the legend
         * @param x the horizontal positions, ascending
         * @param y the values, as many as {@code x}
         * @throws IllegalArgumentException when the lists differ in length
         */
        public Series {
            x = List.copyOf(x);
            y = List.copyOf(y);
            if (x.size() != y.size()) {
                throw new IllegalArgumentException(
                        "series '" + name + "' has " + x.size() + " positions, but " + y.size() + " values");
            }
        }
    }

    /**
     * Lines over a numeric axis: ROC and reliability curves, histories.
     *
     * @param title what the figure shows
     * @param xLabel the heading of the horizontal axis
     * @param yLabel the heading of the vertical axis
     * @param series the lines
     * @param diagonal true to draw the line y = x as a reference
     */
    record Lines(String title, String xLabel, String yLabel, List<Series> series, boolean diagonal) implements Chart {
        /**
         * Copies the list.
         *
         * @param title what the figure shows
         * @param xLabel the heading of the horizontal axis
         * @param yLabel the heading of the vertical axis
         * @param series the lines
         * @param diagonal true to draw the line y = x as a reference
         */
        public Lines {
            series = List.copyOf(series);
        }
    }

    /**
     * One group of bars of a {@link Bars} chart.
     *
     * @param name the name in the legend
     * @param values the height of each bar, one a category
     */
    record BarSeries(String name, List<Double> values) {
        /**
         * Copies the list.
         *
         * @param name the name in the legend
         * @param values the height of each bar, one a category
         */
        public BarSeries {
            values = List.copyOf(values);
        }
    }

    /**
     * Bars over categories, side by side for several series: histograms, shares.
     *
     * @param title what the figure shows
     * @param xLabel the heading of the horizontal axis
     * @param yLabel the heading of the vertical axis
     * @param categories the names along the horizontal axis
     * @param series the bars
     */
    record Bars(String title, String xLabel, String yLabel, List<String> categories, List<BarSeries> series)
            implements Chart {
        /**
         * Copies the lists and checks their sizes.
         *
         * @param title what the figure shows
         * @param xLabel the heading of the horizontal axis
         * @param yLabel the heading of the vertical axis
         * @param categories the names along the horizontal axis
         * @param series the bars
         * @throws IllegalArgumentException when a series has another number of values than there are categories
         */
        public Bars {
            categories = List.copyOf(categories);
            series = List.copyOf(series);
            for (BarSeries each : series) {
                if (each.values().size() != categories.size()) {
                    throw new IllegalArgumentException("series '" + each.name() + "' has "
                            + each.values().size() + " values for " + categories.size() + " categories");
                }
            }
        }
    }

    /**
     * Two groups of bars over the same categories, the second in front of the first: the same shares before and now.
     *
     * @param title what the figure shows
     * @param xLabel the heading of the horizontal axis
     * @param yLabel the heading of the vertical axis
     * @param categories the names along the horizontal axis
     * @param behind the wide bars
     * @param front the narrow bars
     */
    record Overlay(
            String title, String xLabel, String yLabel, List<String> categories, BarSeries behind, BarSeries front)
            implements Chart {
        /**
         * Copies the list and checks the sizes.
         *
         * @param title what the figure shows
         * @param xLabel the heading of the horizontal axis
         * @param yLabel the heading of the vertical axis
         * @param categories the names along the horizontal axis
         * @param behind the wide bars
         * @param front the narrow bars
         * @throws IllegalArgumentException when a group has another number of values than there are categories
         */
        public Overlay {
            categories = new Bars(title, xLabel, yLabel, categories, List.of(behind, front)).categories();
        }

        Bars asBars() {
            return new Bars(title, xLabel, yLabel, categories, List.of(behind, front));
        }
    }

    /**
     * One line of a {@link Intervals} chart.
     *
     * @param name what was measured
     * @param lower the lower end
     * @param point the estimate
     * @param upper the upper end
     */
    record Interval(String name, double lower, double point, double upper) {
        /**
         * Checks the name.
         *
         * @param name what was measured
         * @param lower the lower end
         * @param point the estimate
         * @param upper the upper end
         */
        public Interval {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * Estimates with their intervals, one below the other (a forest plot).
     *
     * @param title what the figure shows
     * @param xLabel the heading of the horizontal axis
     * @param yLabel the heading of the names
     * @param intervals the estimates, from top to bottom
     */
    record Intervals(String title, String xLabel, String yLabel, List<Interval> intervals) implements Chart {
        /**
         * Copies the list.
         *
         * @param title what the figure shows
         * @param xLabel the heading of the horizontal axis
         * @param yLabel the heading of the names
         * @param intervals the estimates, from top to bottom
         */
        public Intervals {
            intervals = List.copyOf(intervals);
        }
    }
}

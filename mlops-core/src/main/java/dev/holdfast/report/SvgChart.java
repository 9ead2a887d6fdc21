// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Draws a chart as one static SVG element that uses no style sheet, no script and no font file.
 *
 * <p>Colours are those of Okabe and Ito (2008), which people with colour-vision deficiencies tell apart; dashes, marks
 * and hatching say the same in black and white.
 */
final class SvgChart {
    private static final String[] COLOURS = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#000000"};
    private static final String[] DASHES = {"none", "7 4", "2 3", "10 3 2 3", "4 4", "1 5"};
    private static final double WIDTH = 680;
    private static final double LEFT = 64;
    private static final double RIGHT = 16;
    private static final double TOP = 34;
    private static final double PLOT = 250;

    private static final double LEGEND_LINE = 20;

    private final StringBuilder out = new StringBuilder();
    private final String id;

    /** Where the plot begins: lower when the legend takes more than one line. */
    private double top = TOP;

    private SvgChart(String id) {
        this.id = id;
    }

    /** Draws the chart; {@code id} must be unique within the page, for the hatch patterns. */
    static String draw(Chart chart, String id) {
        SvgChart svg = new SvgChart(id);
        if (chart instanceof Chart.Lines lines) {
            svg.lines(lines);
        } else if (chart instanceof Chart.Bars bars) {
            svg.bars(bars);
        } else if (chart instanceof Chart.Overlay overlay) {
            svg.overlay(overlay);
        } else if (chart instanceof Chart.Intervals intervals) {
            svg.intervals(intervals);
        }
        return svg.out.toString();
    }

    private void open(Chart chart, double height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" "
                        + "role=\"img\" aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">",
                px(WIDTH), px(height), px(WIDTH), px(height), Escaping.html(chart.title()));
        add("<title>%s</title>", Escaping.html(chart.title()));
        add("<rect width=\"%s\" height=\"%s\" fill=\"#FFFFFF\"/>", px(WIDTH), px(height));
    }

    private void close() {
        out.append("</svg>");
    }

    private void lines(Chart.Lines chart) {
        List<String> names = chart.series().stream().map(Chart.Series::name).toList();
        top = TOP + LEGEND_LINE * (places(names, true).get(names.size()).line() - 1);
        double bottom = top + PLOT;
        open(chart, bottom + 48);
        legend(names, false);
        DoubleStream xs =
                chart.series().stream().flatMapToDouble(s -> s.x().stream().mapToDouble(v -> v));
        DoubleStream ys =
                chart.series().stream().flatMapToDouble(s -> s.y().stream().mapToDouble(v -> v));
        Axis x = Axis.over(
                chart.diagonal() ? DoubleStream.concat(xs, DoubleStream.of(0, 1)) : xs, 6, LEFT, WIDTH - RIGHT);
        Axis y = Axis.over(chart.diagonal() ? DoubleStream.concat(ys, DoubleStream.of(0, 1)) : ys, 5, bottom, top);
        horizontalGrid(y, chart.yLabel(), bottom);
        bottomAxis(x, chart.xLabel(), bottom, top);
        if (chart.diagonal()) {
            line(x.pixel(0), y.pixel(0), x.pixel(1), y.pixel(1), "#888888", 1);
        }
        for (int i = 0; i < chart.series().size(); i++) {
            series(chart.series().get(i), i, x, y);
        }
        close();
    }

    private void series(Chart.Series series, int index, Axis x, Axis y) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < series.x().size(); i++) {
            if (Double.isNaN(series.x().get(i)) || Double.isNaN(series.y().get(i))) {
                continue;
            }
            points.append(points.length() > 0 ? " " : "")
                    .append(px(x.pixel(series.x().get(i))))
                    .append(',')
                    .append(px(y.pixel(series.y().get(i))));
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>",
                points, colour(index), DASHES[index % DASHES.length]);
        if (series.x().size() <= 25) {
            for (String point : points.toString().split(" ", -1)) {
                String[] at = point.split(",", -1);
                if (at.length == 2) {
                    mark(Double.parseDouble(at[0]), Double.parseDouble(at[1]), index);
                }
            }
        }
    }

    private void bars(Chart.Bars chart) {
        double slot = slot(chart);
        double bar = slot * 0.8 / Math.max(1, chart.series().size());
        open(chart, bottomOf(chart));
        patterns(chart.series().size());
        legend(chart.series().stream().map(Chart.BarSeries::name).toList(), true);
        frame(
                chart,
                (category, series, top, zero) ->
                        bar(LEFT + slot * category + slot * 0.1 + bar * series, top, zero, bar, series));
        close();
    }

    /** Wide light bars behind narrow hatched ones: what stands out above or stays below is seen in one place. */
    private void overlay(Chart.Overlay chart) {
        Chart.Bars bars = chart.asBars();
        double slot = slot(bars);
        open(chart, bottomOf(bars));
        describe(chart);
        patterns(2);
        light(LEFT, 8, 26, 20);
        text(LEFT + 26, 18, "start", shorten(chart.behind().name(), 40));
        double x = LEFT + 44 + 6.6 * Math.min(40, chart.behind().name().length());
        bar(x, 8, 20, 10, 1);
        text(x + 18, 18, "start", shorten(chart.front().name(), 40));
        frame(bars, (category, series, top, zero) -> {
            if (series == 0) {
                light(LEFT + slot * category + slot * 0.08, top, zero, slot * 0.84);
            } else {
                bar(LEFT + slot * category + slot * 0.3, top, zero, slot * 0.4, 1);
            }
        });
        close();
    }

    private void light(double x, double top, double zero, double width) {
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"#D9D9D9\" stroke=\"#555555\" stroke-width=\"1\"/>",
                px(x), px(Math.min(top, zero)), px(width), px(Math.abs(zero - top)));
    }

    /** The numbers as words, for those who hear the figure. */
    private void describe(Chart.Overlay chart) {
        StringBuilder words = new StringBuilder(chart.yLabel())
                .append(", ")
                .append(chart.behind().name())
                .append(" and ")
                .append(chart.front().name());
        for (int c = 0; c < chart.categories().size(); c++) {
            words.append(c == 0 ? ": " : "; ")
                    .append(chart.categories().get(c))
                    .append(' ')
                    .append(Axis.label(chart.behind().values().get(c)))
                    .append(" and ")
                    .append(Axis.label(chart.front().values().get(c)));
        }
        add("<desc>%s</desc>", Escaping.html(words.toString()));
    }

    /** Draws one bar of a category and series between two heights. */
    private interface BarPainter {
        void paint(int category, int series, double top, double zero);
    }

    private static double slot(Chart.Bars chart) {
        return (WIDTH - LEFT - RIGHT) / Math.max(1, chart.categories().size());
    }

    private static int longest(Chart.Bars chart) {
        return chart.categories().stream().mapToInt(String::length).max().orElse(0);
    }

    private static boolean slanted(Chart.Bars chart) {
        return longest(chart) * 6.5 > slot(chart);
    }

    private static double labels(Chart.Bars chart) {
        return slanted(chart) ? Math.min(90, 18 + Math.min(longest(chart), 22) * 4.2) : 20;
    }

    private static double bottomOf(Chart.Bars chart) {
        return TOP + PLOT + labels(chart) + 28;
    }

    /** Axes, category names and bars. */
    private void frame(Chart.Bars chart, BarPainter painter) {
        int categories = chart.categories().size();
        double slot = slot(chart);
        boolean slanted = slanted(chart);
        double bottom = TOP + PLOT;
        Axis y = Axis.over(
                DoubleStream.concat(
                        DoubleStream.of(0),
                        chart.series().stream()
                                .flatMapToDouble(s -> s.values().stream().mapToDouble(v -> v))),
                5,
                bottom,
                top);
        horizontalGrid(y, chart.yLabel(), bottom);
        int every = (int) Math.ceil(categories / 32.0);
        for (int c = 0; c < categories; c++) {
            for (int s = 0; s < chart.series().size(); s++) {
                double value = chart.series().get(s).values().get(c);
                if (!Double.isNaN(value)) {
                    painter.paint(c, s, y.pixel(value), y.pixel(0));
                }
            }
            if (c % every == 0) {
                category(chart.categories().get(c), LEFT + slot * (c + 0.5), bottom, slanted);
            }
        }
        line(LEFT, y.pixel(0), WIDTH - RIGHT, y.pixel(0), "#222222", 1);
        text((LEFT + WIDTH - RIGHT) / 2, bottom + labels(chart) + 20, "middle", chart.xLabel());
    }

    private void bar(double x, double top, double zero, double width, int index) {
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1\"/>",
                px(x), px(Math.min(top, zero)), px(width), px(Math.abs(zero - top)), fill(index), colour(index));
    }

    private void category(String name, double x, double bottom, boolean slanted) {
        String shown = name.length() > 22 ? name.substring(0, 21) + "…" : name;
        if (slanted) {
            add(
                    "<text x=\"%s\" y=\"%s\" text-anchor=\"end\" transform=\"rotate(-35 %s %s)\">%s</text>",
                    px(x + 4), px(bottom + 14), px(x + 4), px(bottom + 14), Escaping.html(shown));
        } else {
            text(x, bottom + 16, "middle", shown);
        }
    }

    private void intervals(Chart.Intervals chart) {
        double row = 24;
        double left = 20
                + Math.min(
                        220,
                        6.6
                                * chart.intervals().stream()
                                        .mapToInt(i -> i.name().length())
                                        .max()
                                        .orElse(0));
        // Room for the numbers that stand beside each interval.
        double right = WIDTH - 205;
        double bottom = TOP - 12 + row * chart.intervals().size();
        open(chart, bottom + 46);
        Axis x = Axis.over(
                chart.intervals().stream().flatMapToDouble(i -> DoubleStream.of(i.lower(), i.point(), i.upper())),
                5,
                left,
                right);
        bottomAxis(x, chart.xLabel(), bottom, TOP - 16);
        if (x.pixel(0) > left && x.pixel(0) < right) {
            // Whether an interval passes 0 is what most such charts are read for.
            line(x.pixel(0), TOP - 16, x.pixel(0), bottom, "#222222", 1);
        }
        for (int i = 0; i < chart.intervals().size(); i++) {
            Chart.Interval interval = chart.intervals().get(i);
            double y = TOP - 12 + row * (i + 0.5);
            text(left - 10, y + 4, "end", shorten(interval.name(), 33));
            if (Double.isNaN(interval.point())) {
                text(right + 12, y + 4, "start", "undefined");
                continue;
            }
            line(x.pixel(interval.lower()), y, x.pixel(interval.upper()), y, COLOURS[0], 2);
            line(x.pixel(interval.lower()), y - 5, x.pixel(interval.lower()), y + 5, COLOURS[0], 2);
            line(x.pixel(interval.upper()), y - 5, x.pixel(interval.upper()), y + 5, COLOURS[0], 2);
            add(
                    "<rect x=\"%s\" y=\"%s\" width=\"8\" height=\"8\" fill=\"%s\"/>",
                    px(x.pixel(interval.point()) - 4), px(y - 4), COLOURS[0]);
            text(
                    right + 12,
                    y + 4,
                    "start",
                    String.format(
                            Locale.ROOT,
                            "%s [%s, %s]",
                            Axis.label(interval.point()),
                            Axis.label(interval.lower()),
                            Axis.label(interval.upper())));
        }
        close();
    }

    private static String shorten(String text, int most) {
        return text.length() > most ? text.substring(0, most - 1) + "…" : text;
    }

    private void horizontalGrid(Axis y, String label, double bottom) {
        for (double tick : y.ticks()) {
            line(LEFT, y.pixel(tick), WIDTH - RIGHT, y.pixel(tick), "#DDDDDD", 1);
            text(LEFT - 6, y.pixel(tick) + 4, "end", Axis.label(tick));
        }
        double middle = (top + bottom) / 2;
        add(
                "<text x=\"14\" y=\"%s\" text-anchor=\"middle\" transform=\"rotate(-90 14 %s)\">%s</text>",
                px(middle), px(middle), Escaping.html(label));
    }

    private void bottomAxis(Axis x, String label, double bottom, double top) {
        line(x.pixel(x.ticks().get(0)), bottom, x.pixel(x.ticks().get(x.ticks().size() - 1)), bottom, "#222222", 1);
        for (double tick : x.ticks()) {
            line(x.pixel(tick), top, x.pixel(tick), bottom, "#DDDDDD", 1);
            text(x.pixel(tick), bottom + 16, "middle", Axis.label(tick));
        }
        double middle = (x.pixel(Double.NEGATIVE_INFINITY) + x.pixel(Double.POSITIVE_INFINITY)) / 2;
        text(middle, bottom + 36, "middle", label);
    }

    /** Where an entry of the legend stands; lines are counted from 1. */
    private record Place(double x, int line) {}

    /** The places of the entries of a legend, and one more: the end of the last line. */
    private static List<Place> places(List<String> names, boolean wrapped) {
        List<Place> places = new ArrayList<>();
        double x = LEFT;
        int line = 1;
        for (String name : names) {
            double width = 48 + 6.6 * Math.min(40, name.length());
            if (wrapped && x > LEFT && x + width - 18 > WIDTH) {
                x = LEFT;
                line++;
            }
            places.add(new Place(x, line));
            x += width;
        }
        places.add(new Place(x, line));
        return places;
    }

    private void legend(List<String> names, boolean filled) {
        List<Place> places = places(names, !filled);
        for (int i = 0; i < names.size(); i++) {
            double x = places.get(i).x();
            double y = LEGEND_LINE * (places.get(i).line() - 1);
            if (filled) {
                bar(x, y + 8, y + 20, 18, i);
            } else {
                add(
                        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"2\" "
                                + "stroke-dasharray=\"%s\"/>",
                        px(x), px(y + 14), px(x + 24), px(y + 14), colour(i), DASHES[i % DASHES.length]);
                mark(x + 12, y + 14, i);
            }
            text(x + 30, y + 18, "start", shorten(names.get(i), 40));
        }
    }

    private void mark(double x, double y, int index) {
        if (index % 2 == 0) {
            add("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>", px(x), px(y), colour(index));
        } else {
            add(
                    "<rect x=\"%s\" y=\"%s\" width=\"7\" height=\"7\" fill=\"#FFFFFF\" stroke=\"%s\" stroke-width=\"2\"/>",
                    px(x - 3.5), px(y - 3.5), colour(index));
        }
    }

    private void patterns(int series) {
        if (series < 2) {
            return;
        }
        out.append("<defs>");
        for (int i = 1; i < series; i++) {
            add(
                    "<pattern id=\"%s-%s\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                            + "patternTransform=\"rotate(%s)\"><rect width=\"6\" height=\"6\" fill=\"#FFFFFF\"/>"
                            + "<rect width=\"3\" height=\"6\" fill=\"%s\"/></pattern>",
                    id, i, i % 2 == 1 ? 45 : -45, colour(i));
        }
        out.append("</defs>");
    }

    private String fill(int index) {
        return index == 0 ? colour(0) : "url(#" + id + "-" + index + ")";
    }

    private static String colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    private void line(double x1, double y1, double x2, double y2, String colour, int width) {
        add(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>",
                px(x1), px(y1), px(x2), px(y2), colour, width);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>", px(x), px(y), anchor, Escaping.html(text));
    }

    private void add(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments));
    }

    private static String px(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.report.Block;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evidence as a canonical JSON document, from which it comes back as it was: every measurement to the last bit and in
 * its order, every block of the report.
 */
public final class EvidenceJson {
    private static final int FORMAT = 1;

    private EvidenceJson() {}

    private record Stored(
            String kind, Outcome outcome, String summary, Map<String, Measurement> measurements, Report report)
            implements Evidence {
        @Override
        public String toString() {
            return kind + ": " + outcome + ", " + summary;
        }
    }

    /**
     * Writes evidence.
     *
     * @param evidence the evidence
     * @return the document
     */
    public static String write(Evidence evidence) {
        List<Object> measurements = new ArrayList<>();
        evidence.measurements().forEach((name, value) -> measurements.add(List.of(name, measurement(value))));
        return Json.canonical(Json.object(
                "format",
                FORMAT,
                "kind",
                evidence.kind(),
                "outcome",
                evidence.outcome().name(),
                "summary",
                evidence.summary(),
                "measurements",
                measurements,
                "report",
                report(evidence.report())));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param document the document
     * @return the evidence
     * @throws IllegalArgumentException when the document is none, or of a newer format
     */
    public static Evidence read(String document) {
        Map<String, Object> root = Json.parseObject(document);
        if (Json.toLong(root.get("format")) != FORMAT) {
            throw new IllegalArgumentException(
                    "expected evidence of format " + FORMAT + ", got format " + root.get("format"));
        }
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        for (Object each : Json.toList(root.get("measurements"))) {
            List<Object> pair = Json.toList(each);
            measurements.put(Json.toText(pair.get(0)), toMeasurement(Json.toMap(pair.get(1))));
        }
        return new Stored(
                Json.toText(root.get("kind")),
                Outcome.valueOf(Json.toText(root.get("outcome"))),
                Json.toText(root.get("summary")),
                Collections.unmodifiableMap(measurements),
                toReport(Json.toMap(root.get("report"))));
    }

    private static Map<String, Object> measurement(Measurement value) {
        if (value instanceof Estimate e) {
            return Json.object(
                    "point",
                    Json.number(e.point()),
                    "lower",
                    Json.number(e.lower()),
                    "upper",
                    Json.number(e.upper()),
                    "confidence",
                    Json.number(e.confidence()),
                    "n",
                    Json.number(e.n()));
        }
        return Json.object("undefined", ((Undefined) value).reason());
    }

    private static Measurement toMeasurement(Map<String, Object> json) {
        if (json.containsKey("undefined")) {
            return new Undefined(Json.toText(json.get("undefined")));
        }
        return new Estimate(
                Json.toDouble(json.get("point")),
                Json.toDouble(json.get("lower")),
                Json.toDouble(json.get("upper")),
                Json.toDouble(json.get("confidence")),
                Json.toLong(json.get("n")));
    }

    /**
     * Writes a report.
     *
     * @param report the report
     * @return its JSON value
     */
    static Map<String, Object> report(Report report) {
        return Json.object(
                "title",
                report.title(),
                "blocks",
                report.blocks().stream().map(EvidenceJson::block).toList());
    }

    /**
     * Reads a report.
     *
     * @param json its JSON value
     * @return the report
     */
    static Report toReport(Map<String, Object> json) {
        return new Report(
                Json.toText(json.get("title")),
                maps(json.get("blocks")).map(EvidenceJson::toBlock).toList());
    }

    private static Map<String, Object> block(Block block) {
        if (block instanceof Block.Paragraph paragraph) {
            return Json.object("type", "paragraph", "text", paragraph.text());
        } else if (block instanceof Block.Finding finding) {
            return Json.object(
                    "type",
                    "finding",
                    "outcome",
                    finding.outcome().name(),
                    "title",
                    finding.title(),
                    "detail",
                    finding.detail());
        } else if (block instanceof Block.Grid grid) {
            return Json.object(
                    "type", "grid", "caption", grid.caption(), "columns", grid.columns(), "rows", grid.rows());
        } else if (block instanceof Block.Figure figure) {
            return Json.object("type", "figure", "chart", chart(figure.chart()));
        }
        return Json.object("type", "section", "content", report(((Block.Section) block).content()));
    }

    private static Block toBlock(Map<String, Object> json) {
        String type = Json.toText(json.get("type"));
        return switch (type) {
            case "paragraph" -> new Block.Paragraph(Json.toText(json.get("text")));
            case "finding" ->
                new Block.Finding(
                        Outcome.valueOf(Json.toText(json.get("outcome"))),
                        Json.toText(json.get("title")),
                        Json.toText(json.get("detail")));
            case "grid" ->
                new Block.Grid(
                        Json.toText(json.get("caption")),
                        texts(json.get("columns")),
                        Json.toList(json.get("rows")).stream()
                                .map(EvidenceJson::texts)
                                .toList());
            case "figure" -> new Block.Figure(toChart(Json.toMap(json.get("chart"))));
            case "section" -> new Block.Section(toReport(Json.toMap(json.get("content"))));
            default -> throw new IllegalArgumentException("expected a block of a report, got '" + type + "'");
        };
    }

    private static Map<String, Object> chart(Chart chart) {
        Map<String, Object> json =
                Json.object("title", chart.title(), "xLabel", chart.xLabel(), "yLabel", chart.yLabel());
        if (chart instanceof Chart.Lines lines) {
            json.put("type", "lines");
            json.put("diagonal", lines.diagonal());
            json.put(
                    "series",
                    lines.series().stream()
                            .map(each ->
                                    Json.object("name", each.name(), "x", numbers(each.x()), "y", numbers(each.y())))
                            .toList());
        } else if (chart instanceof Chart.Bars bars) {
            json.put("type", "bars");
            json.put("categories", bars.categories());
            json.put(
                    "series",
                    bars.series().stream()
                            .map(each -> Json.object("name", each.name(), "values", numbers(each.values())))
                            .toList());
        } else {
            json.put("type", "intervals");
            json.put(
                    "intervals",
                    ((Chart.Intervals) chart)
                            .intervals().stream()
                                    .map(each -> Json.object(
                                            "name",
                                            each.name(),
                                            "numbers",
                                            numbers(List.of(each.lower(), each.point(), each.upper()))))
                                    .toList());
        }
        return json;
    }

    private static Chart toChart(Map<String, Object> json) {
        String title = Json.toText(json.get("title"));
        String xLabel = Json.toText(json.get("xLabel"));
        String yLabel = Json.toText(json.get("yLabel"));
        String type = Json.toText(json.get("type"));
        return switch (type) {
            case "lines" ->
                new Chart.Lines(
                        title,
                        xLabel,
                        yLabel,
                        maps(json.get("series"))
                                .map(each -> new Chart.Series(
                                        Json.toText(each.get("name")),
                                        toNumbers(each.get("x")),
                                        toNumbers(each.get("y"))))
                                .toList(),
                        Boolean.TRUE.equals(json.get("diagonal")));
            case "bars" ->
                new Chart.Bars(
                        title,
                        xLabel,
                        yLabel,
                        texts(json.get("categories")),
                        maps(json.get("series"))
                                .map(each -> new Chart.BarSeries(
                                        Json.toText(each.get("name")), toNumbers(each.get("values"))))
                                .toList());
            case "intervals" ->
                new Chart.Intervals(
                        title,
                        xLabel,
                        yLabel,
                        maps(json.get("intervals"))
                                .map(each -> {
                                    List<Double> numbers = toNumbers(each.get("numbers"));
                                    return new Chart.Interval(
                                            Json.toText(each.get("name")),
                                            numbers.get(0),
                                            numbers.get(1),
                                            numbers.get(2));
                                })
                                .toList());
            default -> throw new IllegalArgumentException("expected a chart, got '" + type + "'");
        };
    }

    private static List<Object> numbers(List<Double> values) {
        return values.stream().map(Json::number).toList();
    }

    private static List<Double> toNumbers(@Nullable Object json) {
        return Json.toList(json).stream().map(Json::toDouble).toList();
    }

    private static List<String> texts(@Nullable Object json) {
        return Json.toList(json).stream().map(Json::toText).toList();
    }

    private static Stream<Map<String, Object>> maps(@Nullable Object json) {
        return Json.toList(json).stream().map(Json::toMap);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes reports as JSON and reads them back. A document names its format; every block its {@code kind}; NaN and
 * infinities are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, and so is {@code "-0.0"}, which
 * canonical JSON would not tell from 0.
 */
final class JsonReports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private JsonReports() {}

    static String write(Report report) {
        ObjectNode root = JSON.createObjectNode().put("report", FORMAT);
        root.setAll(toNode(report));
        return Escaping.json(root.toString());
    }

    static Report read(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            int format = root.path("report").asInt(-1);
            if (format != FORMAT) {
                throw new IllegalArgumentException("expected a report document of format " + FORMAT + ", got "
                        + (format < 0 ? "no 'report' member" : "format " + format));
            }
            return toReport(root);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a report must be a JSON document: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode toNode(Report report) {
        ObjectNode node = JSON.createObjectNode().put("title", report.title());
        ArrayNode blocks = node.putArray("blocks");
        for (Block block : report.blocks()) {
            ObjectNode child = blocks.addObject();
            if (block instanceof Block.Paragraph paragraph) {
                child.put("kind", "text").put("text", paragraph.text());
            } else if (block instanceof Block.Finding finding) {
                child.put("kind", "finding")
                        .put("outcome", finding.outcome().name())
                        .put("title", finding.title())
                        .put("detail", finding.detail());
            } else if (block instanceof Block.Grid grid) {
                child.put("kind", "table").put("caption", grid.caption());
                texts(child.putArray("columns"), grid.columns());
                ArrayNode rows = child.putArray("rows");
                grid.rows().forEach(row -> texts(rows.addArray(), row));
            } else if (block instanceof Block.Figure figure) {
                chart(child.put("kind", "chart"), figure.chart());
            } else if (block instanceof Block.Section section) {
                child.put("kind", "section").setAll(toNode(section.content()));
            }
        }
        return node;
    }

    private static void chart(ObjectNode node, Chart chart) {
        node.put("title", chart.title()).put("xLabel", chart.xLabel()).put("yLabel", chart.yLabel());
        if (chart instanceof Chart.Lines lines) {
            node.put("type", "lines").put("diagonal", lines.diagonal());
            ArrayNode series = node.putArray("series");
            for (Chart.Series each : lines.series()) {
                ObjectNode child = series.addObject().put("name", each.name());
                numbers(child.putArray("x"), each.x());
                numbers(child.putArray("y"), each.y());
            }
        } else if (chart instanceof Chart.Bars bars) {
            node.put("type", "bars");
            texts(node.putArray("categories"), bars.categories());
            ArrayNode series = node.putArray("series");
            for (Chart.BarSeries each : bars.series()) {
                numbers(series.addObject().put("name", each.name()).putArray("values"), each.values());
            }
        } else if (chart instanceof Chart.Overlay overlay) {
            chart(node, overlay.asBars());
            node.put("type", "overlay");
        } else if (chart instanceof Chart.Intervals intervals) {
            node.put("type", "intervals");
            ArrayNode array = node.putArray("intervals");
            for (Chart.Interval each : intervals.intervals()) {
                ObjectNode child = array.addObject().put("name", each.name());
                number(child.putArray("ends"), each.lower());
                number(child.withArray("ends"), each.point());
                number(child.withArray("ends"), each.upper());
            }
        }
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static void numbers(ArrayNode array, List<Double> numbers) {
        numbers.forEach(value -> number(array, value));
    }

    private static void number(ArrayNode array, double value) {
        boolean isNegativeZero = value == 0 && 1 / value < 0;
        if (Double.isFinite(value) && !isNegativeZero) {
            array.add(value);
        } else {
            array.add(Double.toString(value));
        }
    }

    private static Report toReport(JsonNode node) {
        List<Block> blocks = new ArrayList<>();
        node.path("blocks").forEach(child -> blocks.add(toBlock(child)));
        return new Report(node.path("title").asText(), blocks);
    }

    private static Block toBlock(JsonNode node) {
        String kind = node.path("kind").asText();
        return switch (kind) {
            case "text" -> new Block.Paragraph(node.path("text").asText());
            case "finding" ->
                new Block.Finding(
                        Outcome.valueOf(node.path("outcome").asText()),
                        node.path("title").asText(),
                        node.path("detail").asText());
            case "table" ->
                new Block.Grid(
                        node.path("caption").asText(),
                        list(node.path("columns"), JsonNode::asText),
                        list(node.path("rows"), row -> list(row, JsonNode::asText)));
            case "chart" -> new Block.Figure(toChart(node));
            case "section" -> new Block.Section(toReport(node));
            default -> throw new IllegalArgumentException("a report has no block of kind '" + kind + "'");
        };
    }

    private static Chart toChart(JsonNode node) {
        String title = node.path("title").asText();
        String x = node.path("xLabel").asText();
        String y = node.path("yLabel").asText();
        String type = node.path("type").asText();
        return switch (type) {
            case "lines" ->
                new Chart.Lines(
                        title,
                        x,
                        y,
                        list(
                                node.path("series"),
                                each -> new Chart.Series(
                                        each.path("name").asText(),
                                        list(each.path("x"), JsonReports::toNumber),
                                        list(each.path("y"), JsonReports::toNumber))),
                        node.path("diagonal").asBoolean());
            case "bars" ->
                new Chart.Bars(
                        title,
                        x,
                        y,
                        list(node.path("categories"), JsonNode::asText),
                        list(node.path("series"), JsonReports::toBars));
            case "overlay" ->
                new Chart.Overlay(
                        title,
                        x,
                        y,
                        list(node.path("categories"), JsonNode::asText),
                        toBars(node.path("series").path(0)),
                        toBars(node.path("series").path(1)));
            case "intervals" ->
                new Chart.Intervals(
                        title,
                        x,
                        y,
                        list(
                                node.path("intervals"),
                                each -> new Chart.Interval(
                                        each.path("name").asText(),
                                        toNumber(each.path("ends").path(0)),
                                        toNumber(each.path("ends").path(1)),
                                        toNumber(each.path("ends").path(2)))));
            default -> throw new IllegalArgumentException("a report has no chart of type '" + type + "'");
        };
    }

    private static Chart.BarSeries toBars(JsonNode node) {
        return new Chart.BarSeries(node.path("name").asText(), list(node.path("values"), JsonReports::toNumber));
    }

    private static double toNumber(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> each) {
        List<T> list = new ArrayList<>();
        array.forEach(node -> list.add(each.apply(node)));
        return list;
    }
}

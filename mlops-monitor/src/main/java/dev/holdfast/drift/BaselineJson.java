// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.ColumnType;
import dev.holdfast.drift.ColumnBaseline.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a baseline, format 1.
 *
 * <pre>
 * {"baseline": 1, "rows": n, "statements": [...], "columns": [
 *   {"name", "source", "type", "singletons", "lowest", "exact", "edges": [...], "cells": [...], "min", "max"}   numbers
 *   {"name", "source", "type", "singletons", "top": [...], "rare": [...], "unseenKnown", "cells": [...]}         others
 * ]}
 * </pre>
 *
 * <p>Numbers are written so that the same double is read back; characters beyond ASCII are escaped, so half a surrogate
 * pair survives too. {@code cells} are the ordinary cells and then those of {@link Bins}.
 */
final class BaselineJson {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private BaselineJson() {}

    static String write(Baseline baseline) {
        ObjectNode root = JSON.createObjectNode().put("baseline", FORMAT).put("rows", baseline.rows());
        ArrayNode statements = root.putArray("statements");
        baseline.statements().forEach(statements::add);
        ArrayNode columns = root.putArray("columns");
        for (ColumnBaseline column : baseline.columns()) {
            ObjectNode node = columns.addObject()
                    .put("name", column.name())
                    .put("source", column.source().name())
                    .put("type", column.type().name())
                    .put("singletons", column.singletons());
            if (column.bins() instanceof Grid grid) {
                node.put("lowest", grid.lowest).put("exact", grid.exact);
                ArrayNode edges = node.putArray("edges");
                for (double edge : grid.edges) {
                    edges.add(edge);
                }
                if (grid.body() > 0) {
                    node.put("min", column.counts().min).put("max", column.counts().max);
                }
            } else if (column.bins() instanceof Levels levels) {
                ArrayNode top = node.putArray("top");
                levels.top.forEach(top::add);
                ArrayNode rare = node.putArray("rare");
                for (long hash : levels.rare) {
                    rare.add(hash);
                }
                node.put("unseenKnown", levels.unseenKnown);
            }
            ArrayNode cells = node.putArray("cells");
            for (long cell : column.counts().cells) {
                cells.add(cell);
            }
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a baseline could not be written: " + e.getOriginalMessage(), e);
        }
    }

    static Baseline read(String name, byte[] content) {
        JsonNode root = parse(name, content);
        if (!root.path("baseline").isInt()) {
            throw new BaselineException(
                    "attachment '" + name + "' is no baseline: expected a JSON document with a member 'baseline'");
        }
        int format = root.path("baseline").asInt();
        if (format != FORMAT) {
            throw new BaselineException("attachment '" + name + "' is a baseline of format " + format
                    + ", this release reads format " + FORMAT
                    + (format > FORMAT ? "; read it with the release that wrote it or a later one" : ""));
        }
        try {
            List<ColumnBaseline> columns = new ArrayList<>();
            for (JsonNode node : require(root, "columns")) {
                columns.add(column(node));
            }
            List<String> statements = new ArrayList<>();
            require(root, "statements").forEach(each -> statements.add(each.asText()));
            Baseline baseline = new Baseline(require(root, "rows").asLong(), columns, statements);
            check(baseline);
            return baseline;
        } catch (IOException | IllegalArgumentException e) {
            throw new BaselineException("attachment '" + name + "' is a damaged baseline: " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(String name, byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (JsonEOFException e) {
            throw new BaselineException(
                    "attachment '" + name + "' is truncated: its " + content.length
                            + " bytes end within a JSON document; restore it from the version it belongs to",
                    e);
        } catch (JsonParseException e) {
            throw new BaselineException(
                    "attachment '" + name + "' is no baseline: its " + content.length + " bytes are not JSON", e);
        } catch (IOException e) {
            throw new BaselineException("attachment '" + name + "' is no baseline: " + e.getMessage(), e);
        }
    }

    private static ColumnBaseline column(JsonNode node) throws IOException {
        ColumnType type = ColumnType.valueOf(require(node, "type").asText());
        ColumnCounts counts = new ColumnCounts(type.isNumeric() ? grid(node) : levels(node));
        JsonNode cells = require(node, "cells");
        if (cells.size() != counts.cells.length) {
            throw new IOException("column " + require(node, "name") + " has " + cells.size() + " cells, expected "
                    + counts.cells.length);
        }
        for (int i = 0; i < counts.cells.length; i++) {
            counts.cells[i] = cells.get(i).asLong(-1);
        }
        if (node.has("min")) {
            counts.min = node.path("min").asDouble();
            counts.max = node.path("max").asDouble();
        }
        return new ColumnBaseline(
                require(node, "name").asText(),
                Source.valueOf(require(node, "source").asText()),
                type,
                counts,
                require(node, "singletons").asLong());
    }

    private static Grid grid(JsonNode node) throws IOException {
        JsonNode edges = require(node, "edges");
        double[] values = new double[edges.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = edges.get(i).asDouble(Double.NaN);
        }
        Grid grid = new Grid(
                require(node, "lowest").asDouble(Double.NaN),
                values,
                require(node, "exact").asBoolean());
        if (!grid.isSound()) {
            throw new IOException("the edges of column " + require(node, "name") + " do not ascend");
        }
        return grid;
    }

    private static Levels levels(JsonNode node) throws IOException {
        List<String> top = new ArrayList<>();
        require(node, "top").forEach(each -> top.add(each.asText()));
        JsonNode rare = require(node, "rare");
        long[] hashes = new long[rare.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = rare.get(i).asLong();
        }
        return new Levels(top, hashes, require(node, "unseenKnown").asBoolean());
    }

    private static JsonNode require(JsonNode node, String member) throws IOException {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            throw new IOException("it has no '" + member + "'");
        }
        return value;
    }

    private static void check(Baseline baseline) throws IOException {
        for (ColumnBaseline column : baseline.columns()) {
            for (long cell : column.counts().cells) {
                if (cell < 0) {
                    throw new IOException("a count of column '" + column.name() + "' is negative");
                }
            }
            if (column.counts().rows() != baseline.rows()) {
                throw new IOException("column '" + column.name() + "' counts "
                        + column.counts().rows() + " rows, the baseline has " + baseline.rows());
            }
        }
    }
}

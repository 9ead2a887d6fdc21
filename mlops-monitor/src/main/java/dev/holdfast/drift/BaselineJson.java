// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

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
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A baseline as JSON, format 1.
 *
 * <pre>
 * {"baseline": 1, "sha256": "...", "rows": n, "statements": [...], "columns": [
 *   {"name", "source", "type", "singletons", "dependence", "lowest", "exact", "edges": [...], "cells": [...]}      numbers
 *   {"name", "source", "type", "singletons", "dependence", "top": [...], "rare": [...], "unseenKnown", "cells"}     others
 *  ], "segments": {"column", "names": [...], "tallies": [{"rows", "cells": [[...], ...]}, ...]},
 *  "seasons": {"season", "zone", "column", "parts": [{"weeks": [...], "rows", "cells": [[...], ...]}, ...]}}
 * </pre>
 *
 * <p>{@code sha256} is the digest of the body of {@link BaselineFormat}, by which a changed document is refused; white space
 * may change. Numbers are written so that the same double is read back; characters beyond ASCII are escaped, so half a
 * surrogate pair survives. {@code cells} are the ordinary cells and then those of {@link Bins}.
 */
final class BaselineJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private BaselineJson() {}

    static String write(Baseline baseline) {
        ObjectNode root = JSON.createObjectNode()
                .put("baseline", BaselineFormat.FORMAT)
                .put("sha256", digest(baseline))
                .put("rows", baseline.rows());
        ArrayNode statements = root.putArray("statements");
        baseline.statements().forEach(statements::add);
        ArrayNode columns = root.putArray("columns");
        baseline.columns().forEach(column -> write(columns.addObject(), column));
        baseline.segments().ifPresent(segments -> {
            ObjectNode node = root.putObject("segments").put("column", segments.column());
            segments.names().forEach(node.putArray("names")::add);
            ArrayNode tallies = node.putArray("tallies");
            baseline.bySegment().forEach(tally -> write(tallies.addObject(), tally));
        });
        baseline.seasons().ifPresent(seasons -> {
            ObjectNode node = root.putObject("seasons")
                    .put("season", seasons.season.name())
                    .put("zone", seasons.zone.getId())
                    .put("column", seasons.column);
            ArrayNode parts = node.putArray("parts");
            for (int part = 0; part < seasons.parts.size(); part++) {
                ObjectNode each = parts.addObject();
                new TreeSet<>(seasons.seen.get(part)).forEach(each.putArray("weeks")::add);
                write(each, seasons.parts.get(part));
            }
        });
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a baseline could not be written: " + e.getOriginalMessage(), e);
        }
    }

    private static String digest(Baseline baseline) {
        return HexFormat.of().formatHex(Baseline.sha256(BaselineFormat.body(baseline)));
    }

    private static void write(ObjectNode node, ColumnBaseline column) {
        node.put("name", column.name())
                .put("source", column.source().name())
                .put("type", column.type().name())
                .put("singletons", column.singletons())
                .put("dependence", column.dependence());
        if (column.bins() instanceof Grid grid) {
            node.put("lowest", grid.lowest).put("exact", grid.exact);
            ArrayNode edges = node.putArray("edges");
            for (double edge : grid.edges) {
                edges.add(edge);
            }
        } else if (column.bins() instanceof Levels levels) {
            levels.top.forEach(node.putArray("top")::add);
            ArrayNode rare = node.putArray("rare");
            for (long hash : levels.rare) {
                rare.add(hash);
            }
            node.put("unseenKnown", levels.unseenKnown);
        }
        cells(node.putArray("cells"), column.counts());
    }

    private static void write(ObjectNode node, Tally tally) {
        node.put("rows", tally.rows);
        ArrayNode columns = node.putArray("cells");
        tally.columns.forEach(column -> cells(columns.addArray(), column));
    }

    private static void cells(ArrayNode node, ColumnCounts counts) {
        for (long cell : counts.cells) {
            node.add(cell);
        }
    }

    static Baseline read(byte[] content) {
        JsonNode root = parse(content);
        if (!root.path("baseline").isInt()) {
            throw new BaselineException(
                    "this document is no baseline: expected a JSON object with a member 'baseline'");
        }
        int format = root.path("baseline").asInt();
        if (format > BaselineFormat.FORMAT || format < 1) {
            throw new BaselineException("the baseline has format " + format + ", this release reads format "
                    + BaselineFormat.FORMAT
                    + (format < 1 ? "" : "; read it with the release that wrote it or a later one"));
        }
        try {
            Baseline baseline = baseline(root);
            if (!digest(baseline).equals(require(root, "sha256").asText())) {
                throw new IOException("its digest is another; restore it from where it is kept");
            }
            return baseline;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new BaselineException("the baseline is damaged: " + e.getMessage(), e);
        }
    }

    private static Baseline baseline(JsonNode root) throws IOException {
        List<ColumnBaseline> columns = new ArrayList<>();
        for (JsonNode node : require(root, "columns")) {
            columns.add(column(node));
        }
        Optional<Segments> segments = Optional.empty();
        List<Tally> bySegment = new ArrayList<>();
        if (root.has("segments")) {
            JsonNode node = require(root, "segments");
            segments = Optional.of(new Segments(require(node, "column").asText(), texts(require(node, "names"))));
            for (JsonNode each : require(node, "tallies")) {
                bySegment.add(new Tally(columns));
                read(each, bySegment.get(bySegment.size() - 1));
            }
        }
        Optional<Seasons> seasons = Optional.empty();
        if (root.has("seasons")) {
            JsonNode node = require(root, "seasons");
            Seasons read = new Seasons(
                    Season.valueOf(require(node, "season").asText()),
                    ZoneId.of(require(node, "zone").asText()),
                    require(node, "column").asText(),
                    columns);
            for (int part = 0; part < read.parts.size(); part++) {
                JsonNode each = require(node, "parts").path(part);
                for (JsonNode week : require(each, "weeks")) {
                    read.seen.get(part).add(week.asLong());
                }
                read(each, read.parts.get(part));
            }
            seasons = Optional.of(read);
        }
        List<String> statements = texts(require(root, "statements"));
        return new Baseline(require(root, "rows").asLong(), columns, statements, segments, bySegment, seasons);
    }

    private static JsonNode parse(byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (JsonEOFException e) {
            throw new BaselineException(
                    "the baseline is truncated: its " + content.length
                            + " bytes end within a JSON document; restore it from where it is kept",
                    e);
        } catch (IOException e) {
            throw new BaselineException("these " + content.length + " bytes are no JSON document", e);
        }
    }

    private static ColumnBaseline column(JsonNode node) throws IOException {
        ColumnType type = ColumnType.valueOf(require(node, "type").asText());
        ColumnCounts counts = new ColumnCounts(type.isNumeric() ? grid(node) : levels(node));
        cells(require(node, "cells"), counts);
        return new ColumnBaseline(
                require(node, "name").asText(),
                Source.valueOf(require(node, "source").asText()),
                type,
                counts,
                require(node, "singletons").asLong(),
                require(node, "dependence").asDouble());
    }

    private static void read(JsonNode node, Tally tally) throws IOException {
        tally.rows = require(node, "rows").asLong();
        JsonNode columns = require(node, "cells");
        for (int i = 0; i < tally.columns.size(); i++) {
            cells(columns.path(i), tally.columns.get(i));
        }
    }

    private static void cells(JsonNode node, ColumnCounts counts) throws IOException {
        if (node.size() != counts.cells.length) {
            throw new IOException("a column has " + node.size() + " cells, expected " + counts.cells.length);
        }
        for (int i = 0; i < counts.cells.length; i++) {
            counts.cells[i] = node.get(i).asLong(-1);
            if (counts.cells[i] < 0) {
                throw new IOException("a count is negative");
            }
        }
    }

    private static Grid grid(JsonNode node) throws IOException {
        JsonNode edges = require(node, "edges");
        double[] values = new double[edges.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = edges.get(i).asDouble(Double.NaN);
        }
        double lowest = require(node, "lowest").asDouble(Double.NaN);
        Grid grid = new Grid(lowest, values, require(node, "exact").asBoolean());
        if (!grid.isSound()) {
            throw new IOException("the edges of column " + require(node, "name") + " do not ascend");
        }
        return grid;
    }

    private static Levels levels(JsonNode node) throws IOException {
        JsonNode rare = require(node, "rare");
        long[] hashes = new long[rare.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = rare.get(i).asLong();
        }
        return new Levels(
                texts(require(node, "top")),
                hashes,
                require(node, "unseenKnown").asBoolean());
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static JsonNode require(JsonNode node, String member) throws IOException {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            throw new IOException("it has no '" + member + "'");
        }
        return value;
    }
}

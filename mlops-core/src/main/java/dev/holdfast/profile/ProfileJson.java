// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.ColumnType;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;

/** Writes what a profile says, for people and other programs. */
final class ProfileJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 2;
    private static final double[] QUANTILES = {0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999};

    private ProfileJson() {}

    static String write(Profile profile) {
        ObjectNode root = JSON.createObjectNode().put("profile", FORMAT).put("rows", profile.rowCount());
        ArrayNode columns = root.putArray("columns");
        profile.columns().forEach(column -> column(columns.addObject(), column));
        return root.toString();
    }

    private static void column(ObjectNode node, ColumnProfile column) {
        node.put("name", column.name()).put("type", column.type().name()).put("exact", column.isExact());
        node.put("count", column.count()).put("missing", column.missing());
        put(node, "distinct", column.distinct());
        put(node, "bytes", column.bytes());
        Duplicates duplicates = column.duplicates();
        ObjectNode repeats = node.putObject("duplicates");
        put(repeats, "surplus", duplicates.surplus());
        put(repeats, "repeated", duplicates.repeated());
        repeats.put("key", duplicates.key().name());
        rows(node.putObject("rowMarks"), column.rowMarks());
        if (column.type() == ColumnType.TEXT) {
            texts(node, column);
        } else {
            numbers(node, column);
        }
        values(node.putArray("topValues"), column.topValues());
    }

    private static void rows(ObjectNode node, RowMarks marks) {
        marks.first().ifPresent(value -> node.put("first", value.toString()));
        marks.last().ifPresent(value -> node.put("last", value.toString()));
        put(node, "firstBadRow", marks.firstBadRow());
        marks.firstBad().ifPresent(value -> node.put("firstBad", value.toString()));
    }

    private static void gaps(ObjectNode node, TimeGaps gaps) {
        put(node, "largest", gaps.largest());
        put(node, "days", gaps.days());
        put(node, "emptyDays", gaps.emptyDays());
        put(node, "longestRun", gaps.longestRun());
        gaps.longestRunFrom().ifPresent(day -> node.put("longestRunFrom", day.toString()));
    }

    private static void numbers(ObjectNode node, ColumnProfile column) {
        node.put("nan", column.nan())
                .put("positiveInfinities", column.positiveInfinities())
                .put("negativeInfinities", column.negativeInfinities())
                .put("zeros", column.zeros())
                .put("negatives", column.negatives());
        column.smallest().ifPresent(value -> node.put("smallest", value.toString()));
        column.largest().ifPresent(value -> node.put("largest", value.toString()));
        put(node, "min", column.min());
        put(node, "max", column.max());
        put(node, "sum", column.sum());
        put(node, "mean", column.mean());
        put(node, "standardDeviation", column.standardDeviation());
        put(node, "skewness", column.skewness());
        put(node, "kurtosis", column.kurtosis());
        node.put("rankError", column.rankError());
        ObjectNode quantiles = node.putObject("quantiles");
        for (double p : QUANTILES) {
            put(quantiles, String.valueOf(p), column.quantile(p));
        }
        if (column.type() == ColumnType.TIME) {
            gaps(node.putObject("gaps"), column.timeGaps());
        } else {
            values(node.putArray("suspectedSentinels"), column.suspectedSentinels());
        }
    }

    private static void texts(ObjectNode node, ColumnProfile column) {
        node.put("empty", column.empty()).put("blank", column.blank()).put("sentinels", column.sentinels());
        column.shortest().ifPresent(length -> node.put("shortest", length));
        column.longest().ifPresent(length -> node.put("longest", length));
        put(node, "meanLength", column.meanLength());
        ObjectNode types = node.putObject("textTypes");
        for (ColumnType type : ColumnType.values()) {
            Long count = column.textTypes().get(type);
            if (count != null) {
                types.put(type.name(), count);
            }
        }
        InferredType inferred = column.inferredType();
        ObjectNode type =
                node.putObject("inferredType").put("type", inferred.type().name());
        put(type, "fitting", inferred.fitting());
        put(type, "failing", inferred.failing());
        ArrayNode failures = type.putArray("failures");
        for (FirstSeen each : inferred.failures()) {
            failures.addObject().put("value", each.value()).put("row", each.row());
        }
        TextQuality quality = column.textQuality();
        ObjectNode encoding = node.putObject("quality");
        put(encoding, "malformed", quality.malformed());
        put(encoding, "notNormalized", quality.notNormalized());
        put(encoding, "severalSpellings", quality.severalSpellings());
        values(node.putArray("patterns"), column.patterns());
    }

    /** An exact number is a number, an estimate an object with its interval, what is undefined an object with the reason. */
    private static void put(ObjectNode node, String name, Measurement measurement) {
        if (measurement instanceof Undefined undefined) {
            node.putObject(name).put("undefined", undefined.reason());
        } else if (measurement instanceof Estimate estimate) {
            if (estimate.confidence() == 1) {
                node.put(name, estimate.point());
            } else {
                node.putObject(name)
                        .put("point", estimate.point())
                        .put("lower", estimate.lower())
                        .put("upper", estimate.upper())
                        .put("confidence", estimate.confidence());
            }
        }
    }

    private static void values(ArrayNode array, List<TopValue> values) {
        for (TopValue each : values) {
            array.addObject()
                    .put("value", each.value().toString())
                    .put("count", each.count())
                    .put("atMost", each.atMost());
        }
    }
}

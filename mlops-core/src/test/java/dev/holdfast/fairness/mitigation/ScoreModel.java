// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A table of one vote a cell: the weighted majority label of the rows that share a text. */
record ScoreModel(Map<String, Double> scores) implements StorableModel<Row, ClassScores> {
    static final String FORMAT = "cells/1";

    ScoreModel {
        scores = new TreeMap<>(scores);
    }

    /** Learns the weighted share of "good" in each cell. */
    static ScoreModel train(Table rows, double[] weights) {
        Map<String, double[]> sums = new TreeMap<>();
        for (int row = 0; row < rows.rowCount(); row++) {
            double[] sum = sums.computeIfAbsent(cell(rows.row(row)), cell -> new double[2]);
            sum[rows.row(row).text("label").equals("good") ? 1 : 0] += weights[row];
        }
        Map<String, Double> scores = new TreeMap<>();
        sums.forEach((cell, sum) -> scores.put(cell, sum[0] + sum[1] > 0 ? sum[1] / (sum[0] + sum[1]) : 0.5));
        return new ScoreModel(scores);
    }

    private static String cell(Row row) {
        return row.isMissing("cell") ? "" : row.text("cell");
    }

    @Override
    public ClassScores predict(Row row) {
        double score = Objects.requireNonNull(scores.getOrDefault(cell(row), 0.5));
        return ClassScores.of(List.of("bad", "good"), 1 - score, score);
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Signature signature() {
        return new Signature(Schema.of(Field.optional("cell", ColumnType.TEXT)), "label", List.of("bad", "good"));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(scores.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parameterDigest() {
        return Integer.toHexString(scores.hashCode());
    }

    @Override
    public Map<String, String> provenance() {
        return Map.of("trainer", "cells");
    }

    static ModelCodec<Row, ClassScores> codec(String format) {
        return new ModelCodec<>() {
            @Override
            public String format() {
                return format;
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
                Map<String, Double> read = new TreeMap<>();
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                    int equals = line.lastIndexOf('=');
                    read.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
                }
                return new ScoreModel(read);
            }
        };
    }
}

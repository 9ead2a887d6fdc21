// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Samples of a model's answers on a table. */
final class FromTable {
    private FromTable() {}

    /** The rows in which a column has a value. */
    static int[] present(Column column) {
        return IntStream.range(0, column.size())
                .filter(row -> !column.isMissing(row))
                .toArray();
    }

    static double[] weights(Column column) {
        if (column.missingCount() > 0) {
            throw new IllegalArgumentException("weights must be there in each row, got " + column.missingCount()
                    + " missing in column '" + column.name() + "'");
        }
        return IntStream.range(0, column.size()).mapToDouble(column::number).toArray();
    }

    static Setup<RegressionSample> regression(Predictor<Row, Quantity> model, Table test, String target) {
        Column column = test.column(target);
        int[] present = present(column);
        Table table = test.rows(present);
        double[] predicted =
                model.predictAll(table).stream().mapToDouble(Quantity::value).toArray();
        double[] truth = Arrays.stream(present).mapToDouble(column::number).toArray();
        return Setup.of(RegressionSample.of(truth, predicted), RegressionMetric.DEFAULTS)
                .from(
                        Optional.of(table),
                        (long) test.rowCount() - present.length,
                        "target is " + target,
                        Set.of(target));
    }

    static Setup<MultilabelSample> multilabel(
            Predictor<Row, ClassScores> model, Table test, List<String> labels, double threshold) {
        Checks.labels(labels);
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("the threshold must be a number, got NaN");
        }
        List<Column> columns = labels.stream().map(test::column).toList();
        int[] present = IntStream.range(0, test.rowCount())
                .filter(row -> columns.stream().noneMatch(column -> column.isMissing(row)))
                .toArray();
        Table table = test.rows(present);
        List<ClassScores> answers = model.predictAll(table);
        boolean[][] truth = new boolean[present.length][labels.size()];
        boolean[][] predicted = new boolean[present.length][labels.size()];
        for (int i = 0; i < present.length; i++) {
            for (int label = 0; label < labels.size(); label++) {
                truth[i][label] = has(columns.get(label), present[i]);
                predicted[i][label] = answers.get(i).score(labels.get(label)) >= threshold;
            }
        }
        return Setup.of(MultilabelSample.of(labels, truth, predicted), MultilabelMetric.DEFAULTS)
                .from(
                        Optional.of(table),
                        (long) test.rowCount() - present.length,
                        "targets are " + String.join(", ", labels) + ", threshold " + threshold,
                        new HashSet<>(labels));
    }

    private static boolean has(Column column, int row) {
        if (column.type() == ColumnType.BOOLEAN) {
            return Boolean.TRUE.equals(column.value(row));
        }
        if (column.type().isNumeric()) {
            return column.number(row) != 0;
        }
        throw new IllegalArgumentException(
                "the column of a label is boolean or numeric, got '" + column.name() + "' of type " + column.type());
    }

    static Setup<RankingSample> ranking(
            Predictor<Row, Quantity> model, Table test, String queryColumn, String relevanceColumn) {
        Column query = test.column(queryColumn);
        Column relevance = test.column(relevanceColumn);
        if (query.missingCount() > 0) {
            throw new IllegalArgumentException("each row must name its query, got " + query.missingCount()
                    + " missing in column '" + queryColumn + "'");
        }
        int[] present = present(relevance);
        List<Quantity> scores = model.predictAll(test.rows(present));
        Map<String, List<Integer>> documents = new TreeMap<>();
        for (int i = 0; i < present.length; i++) {
            documents
                    .computeIfAbsent(query.text(present[i]), key -> new ArrayList<>())
                    .add(i);
        }
        double[][] relevances = documents.values().stream()
                .map(rows -> rows.stream()
                        .mapToDouble(i -> relevance.number(present[i]))
                        .toArray())
                .toArray(double[][]::new);
        double[][] ranked = documents.values().stream()
                .map(rows ->
                        rows.stream().mapToDouble(i -> scores.get(i).value()).toArray())
                .toArray(double[][]::new);
        return Setup.of(RankingSample.of(relevances, ranked), RankingMetric.DEFAULTS)
                .from(
                        Optional.empty(),
                        (long) test.rowCount() - present.length,
                        "queries are " + queryColumn + ", ranked by " + relevanceColumn,
                        Set.of());
    }
}

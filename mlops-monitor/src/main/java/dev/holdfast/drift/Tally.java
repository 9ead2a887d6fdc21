// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import java.util.List;
import java.util.Optional;

/** The counts of some rows in the bins of a baseline's columns. */
final class Tally {
    final List<ColumnBaseline> baselines;
    final List<ColumnCounts> columns;
    long rows;

    Tally(List<ColumnBaseline> baselines) {
        this.baselines = baselines;
        this.columns = baselines.stream()
                .map(column -> new ColumnCounts(column.bins()))
                .toList();
    }

    void add(Row row) {
        for (int i = 0; i < columns.size(); i++) {
            ColumnBaseline column = baselines.get(i);
            if (column.source() == Source.INPUT) {
                addValue(columns.get(i), row, column.name());
            }
        }
        rows++;
    }

    private static void addValue(ColumnCounts column, Row row, String name) {
        Optional<Object> value = row.value(name);
        if (value.isPresent()) {
            column.value(value.get());
        } else {
            column.special(row.has(name) ? Bins.MISSING : Bins.ABSENT, 1);
        }
    }

    void add(Row row, Prediction answer) {
        for (int i = 0; i < columns.size(); i++) {
            ColumnBaseline column = baselines.get(i);
            if (column.source() == Source.SCORE && answer instanceof ClassScores scores) {
                columns.get(i).number((Grid) column.bins(), scores.score(column.name()));
            } else if (column.source() != Source.INPUT) {
                columns.get(i).value(answerOf(answer));
            }
        }
        add(row);
    }

    private static Object answerOf(Prediction answer) {
        return answer instanceof ClassScores scores ? scores.best() : ((Quantity) answer).value();
    }

    /** Counts rows by columns, one for each baseline; empty ones are absent when inputs, and left out when answers. */
    void add(int count, List<Optional<Column>> observed) {
        for (int i = 0; i < columns.size(); i++) {
            ColumnBaseline column = baselines.get(i);
            Optional<Column> values = observed.get(i);
            if (values.isPresent()) {
                columns.get(i).column(values.get(), column.accepts(values.get().type()));
            } else if (column.source() == Source.INPUT) {
                columns.get(i).special(Bins.ABSENT, count);
            }
        }
        rows += count;
    }

    void merge(Tally other) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).merge(other.columns.get(i));
        }
        rows += other.rows;
    }

    void write(Encoder out) {
        out.count(rows);
        columns.forEach(column -> column.write(out));
    }

    void read(Decoder in) {
        rows = in.count();
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).read(in);
            long counted = columns.get(i).rows();
            if (counted != rows && (baselines.get(i).source() == Source.INPUT || counted > rows)) {
                throw in.damaged("column '" + baselines.get(i).title() + "' counts " + counted + " rows of " + rows);
            }
        }
    }
}

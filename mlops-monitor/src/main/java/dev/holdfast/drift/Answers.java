// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model answers to a row; nothing where rows come without answers. */
interface Answers {
    Optional<Prediction> to(Row row);

    /** Returns the columns of a table for each baseline, the answers to its rows among them. */
    default List<Optional<Column>> observed(List<ColumnBaseline> columns, Table table) {
        List<Prediction> answers = new ArrayList<>();
        if (columns.stream().anyMatch(column -> column.source() != Source.INPUT)) {
            for (Row row : table) {
                to(row).ifPresent(answers::add);
            }
        }
        List<Optional<Column>> observed = new ArrayList<>();
        for (ColumnBaseline column : columns) {
            boolean input = column.source() == Source.INPUT;
            boolean there = input ? table.has(column.name()) : answers.size() == table.rowCount();
            Optional<Column> values = Optional.empty();
            if (there) {
                values = Optional.of(input ? table.column(column.name()) : of(column, answers));
            }
            observed.add(values);
        }
        return observed;
    }

    private static Column of(ColumnBaseline column, List<Prediction> answers) {
        if (column.type() == ColumnType.TEXT) {
            TextColumn.Builder best = TextColumn.builder(column.name());
            answers.forEach(answer -> best.add(scores(answer).best()));
            return best.build();
        }
        NumberColumn.Builder numbers = NumberColumn.builder(column.name());
        for (Prediction answer : answers) {
            numbers.add(column.source() == Source.SCORE ? scores(answer).score(column.name()) : quantity(answer));
        }
        return numbers.build();
    }

    private static ClassScores scores(Prediction answer) {
        if (answer instanceof ClassScores scores) {
            return scores;
        }
        throw new IllegalArgumentException("the model of the baseline names classes, and this one answers " + answer);
    }

    private static double quantity(Prediction answer) {
        if (answer instanceof Quantity quantity) {
            return quantity.value();
        }
        throw new IllegalArgumentException(
                "the model of the baseline names no classes, so answers must be quantities, got " + answer);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reference that later data is compared with: for each column its bins and how the reference rows fell into them.
 *
 * <p>A numeric column gets up to 128 bins of about equal share, bins of their own for numbers that are frequent, and bins
 * below the smallest and above the largest number; with at most 32 distinct numbers each has a bin of its own. A text
 * column gets its 256 most frequent levels, and tells rare levels from levels never seen as long as there are at most
 * 4,096 rare ones. NaN, the infinities, missing values, absent columns and values of another type are counted apart.
 * Negative zero is zero. Columns of times are left out, and {@link #statements()} says so.
 *
 * <p>A baseline holds no rows and no more than the distinct values named above: some 2 kB a numeric column, whatever the
 * number of rows. Whole numbers beyond 2^53 are binned as the nearest double.
 *
 * <p>Immutable and thread-safe. Cutting one takes a sort of each numeric column.
 *
 * <pre>{@code
 * Baseline baseline = Baseline.of(model, train);
 * Attachment stored = baseline.toAttachment();
 * DriftReport drift = Drift.between(Baseline.from(stored), february);
 * }</pre>
 */
public final class Baseline {
    /** The name of the attachment that holds a baseline. */
    public static final String ATTACHMENT = "baseline";

    static final String PREDICTION = "prediction";
    private static final String MEDIA_TYPE = "application/json";

    private final long rows;
    private final List<ColumnBaseline> columns;
    private final List<String> statements;

    Baseline(long rows, List<ColumnBaseline> columns, List<String> statements) {
        this.rows = rows;
        this.columns = List.copyOf(columns);
        this.statements = List.copyOf(statements);
    }

    /**
     * Cuts a baseline from all columns of a table.
     *
     * @param reference the rows that later ones are compared with, most often the training data
     * @return the baseline
     */
    public static Baseline of(Table reference) {
        List<ColumnBaseline> columns = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        addInputs(reference.columns(), columns, statements);
        return new Baseline(reference.rowCount(), columns, statements);
    }

    /**
     * Cuts a baseline from the columns that a model reads and from its answers to the same rows: the score of each class
     * and the predicted class.
     *
     * @param model the model; asked once a row
     * @param reference the rows that later ones are compared with, most often the training data
     * @return the baseline
     * @throws IllegalArgumentException when the table lacks a column that the model reads, or the model names no classes
     */
    public static Baseline of(StorableModel<Row, ClassScores> model, Table reference) {
        List<String> labels = model.signature().labels();
        if (labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "a baseline of a model needs the classes of its signature, got " + model.signature());
        }
        List<ColumnBaseline> columns = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        addInputs(
                model.signature().inputs().names().stream()
                        .map(reference::column)
                        .toList(),
                columns,
                statements);
        double[][] scores = new double[labels.size()][reference.rowCount()];
        TextColumn.Builder predicted = TextColumn.builder(PREDICTION);
        for (int i = 0; i < reference.rowCount(); i++) {
            ClassScores answer = model.predict(reference.row(i));
            for (int label = 0; label < scores.length; label++) {
                scores[label][i] = answer.score(labels.get(label));
            }
            predicted.add(answer.best());
        }
        for (int label = 0; label < scores.length; label++) {
            String name = labels.get(label);
            columns.add(BaselineCutter.cut(NumberColumn.of(name, scores[label]), name, Source.SCORE));
        }
        columns.add(BaselineCutter.cut(predicted.build(), PREDICTION, Source.PREDICTION));
        return new Baseline(reference.rowCount(), columns, statements);
    }

    private static void addInputs(List<Column> inputs, List<ColumnBaseline> columns, List<String> statements) {
        for (Column column : inputs) {
            if (column.type() == ColumnType.TIME) {
                statements.add("Column '" + column.name()
                        + "' holds times and is not compared; derive the hour or the weekday as a column of its own.");
            } else {
                columns.add(BaselineCutter.cut(column, column.name(), Source.INPUT));
            }
        }
    }

    /**
     * Reads a baseline back from {@link #toAttachment()}.
     *
     * @param attachment the stored bytes
     * @return the baseline
     * @throws BaselineException when the bytes are truncated, are no baseline, or were written by a newer release
     */
    public static Baseline from(Attachment attachment) {
        return BaselineJson.read(attachment.name(), attachment.content());
    }

    /**
     * Returns this baseline as bytes to keep beside the model version.
     *
     * @return a JSON document of format 1, named {@value #ATTACHMENT}; identical for equal baselines
     */
    public Attachment toAttachment() {
        return Attachment.of(ATTACHMENT, MEDIA_TYPE, BaselineJson.write(this).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the number of reference rows.
     *
     * @return the number of rows, at least 0
     */
    public long rows() {
        return rows;
    }

    /**
     * Returns the names of what is compared: the input columns, then {@code score(label)} for each class and
     * {@code prediction} when the baseline was cut with a model.
     *
     * @return the names, in column order
     */
    public List<String> columnNames() {
        return columns.stream().map(ColumnBaseline::title).toList();
    }

    /**
     * Returns what was left out and why.
     *
     * @return sentences, perhaps none
     */
    public List<String> statements() {
        return statements;
    }

    /**
     * Tells whether answers of a model are part of the baseline.
     *
     * @return true when it was cut with a model
     */
    public boolean hasScores() {
        return columns.stream().anyMatch(column -> column.source() != Source.INPUT);
    }

    List<ColumnBaseline> columns() {
        return columns;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Baseline that && equalContent(that));
    }

    private boolean equalContent(Baseline that) {
        return rows == that.rows
                && Arrays.equals(toAttachment().content(), that.toAttachment().content());
    }

    @Override
    public int hashCode() {
        return BaselineJson.write(this).hashCode();
    }

    @Override
    public String toString() {
        return "Baseline[" + rows + " rows, columns " + columnNames() + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.StorableModel;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@link Baseline} is to know besides the columns of its rows; a setting that is given twice is refused. Not
 * thread-safe.
 *
 * <pre>{@code
 * Baseline baseline = Baseline.builder().model(model).segments("region", 10).cut(Csv.stream(file));
 * }</pre>
 */
public final class BaselineBuilder {
    private @Nullable StorableModel<Row, ? extends Prediction> model;
    private @Nullable String segmentColumn;
    private int mostSegments;
    private @Nullable Season season;
    private String timeColumn = "";
    private ZoneId zone = ZoneOffset.UTC;
    private boolean inTimeOrder;

    BaselineBuilder() {}

    /**
     * Adds the model: only the columns that it reads are kept, and its answers to the rows are columns too, the score of
     * each class and the predicted class, or the predicted quantity.
     *
     * @param value the model; asked once a row and reading
     * @return this builder
     * @throws IllegalStateException when one was set before
     */
    public BaselineBuilder model(StorableModel<Row, ? extends Prediction> value) {
        if (model != null) {
            throw new IllegalStateException("the model is set twice");
        }
        model = Objects.requireNonNull(value, "model");
        return this;
    }

    /**
     * Compares each of the most frequent values of a column apart as well, and all others together.
     *
     * @param column the column: texts, truth values or whole numbers
     * @param most how many values have a segment of their own, from 1 to 256
     * @return this builder
     * @throws IllegalArgumentException when the number is outside
     * @throws IllegalStateException when segments or seasons were set before
     */
    public BaselineBuilder segments(String column, int most) {
        if (most < 1 || most > 256) {
            throw new IllegalArgumentException("the number of segments must be from 1 to 256, got " + most);
        }
        requireWhole();
        segmentColumn = Objects.requireNonNull(column, "column");
        mostSegments = most;
        return this;
    }

    /**
     * Keeps the counts by part of a season too, so that {@link Baseline#during} compares Mondays with Mondays.
     *
     * @param value what recurs
     * @param times the column of times that says when a reference row was
     * @param timeZone in which days and hours are meant
     * @return this builder
     * @throws IllegalStateException when segments or seasons were set before
     */
    public BaselineBuilder seasons(Season value, String times, ZoneId timeZone) {
        requireWhole();
        season = Objects.requireNonNull(value, "season");
        timeColumn = Objects.requireNonNull(times, "times");
        zone = Objects.requireNonNull(timeZone, "timeZone");
        return this;
    }

    private void requireWhole() {
        if (segmentColumn != null || season != null) {
            throw new IllegalStateException(
                    "a baseline has segments of one column or one season, and one was set before");
        }
    }

    /**
     * Says that rows stand in the order of time and may depend on their neighbours, as those of one customer or one sensor
     * do. How much they do is estimated for each column from 64 blocks of neighbouring rows, and windows, which are such
     * blocks too, count as so many fewer rows. Only shares that vary from block to block count; rows sorted by a column
     * would make that column look constant within each, and the baseline deaf to it.
     *
     * @return this builder
     */
    public BaselineBuilder inTimeOrder() {
        inTimeOrder = true;
        return this;
    }

    /**
     * Cuts the baseline from a table; takes a sort of each numeric column.
     *
     * @param reference the rows that later ones are compared with, most often the training data
     * @return the baseline
     * @throws IllegalArgumentException when a column that was named is not there or not of the kind that is needed
     */
    public Baseline cut(Table reference) {
        return cut(TableSource.of(reference), false);
    }

    /**
     * Cuts the baseline from data that may be larger than memory: in one reading, or in two with segments, seasons or an
     * order of time. Of a numeric column with more than 1,024 distinct numbers the bins rest on those that come first, and
     * hold shares that are less even when later rows are unlike; the counts are exact all the same.
     *
     * @param reference the rows that later ones are compared with
     * @return the baseline; the same however the rows are cut into batches
     * @throws IllegalArgumentException when a column that was named is not there or not of the kind that is needed
     */
    public Baseline cut(TableSource reference) {
        return cut(reference, true);
    }

    private Baseline cut(TableSource reference, boolean bounded) {
        Schema schema = reference.schema();
        requireColumns(schema);
        List<String> statements = new ArrayList<>();
        List<ColumnBaseline> columns = new ArrayList<>();
        List<Cutter> cutters = new ArrayList<>();
        for (Field field : inputs(schema)) {
            if (field.type() == ColumnType.TIME) {
                statements.add("Column '" + field.name()
                        + "' holds times and is not compared; derive the hour or the weekday as a column of its own.");
            } else {
                columns.add(empty(field.name(), Source.INPUT, field.type()));
            }
        }
        columns.addAll(answers());
        columns.forEach(
                column -> cutters.add(column.type().isNumeric() ? new NumberCutter(bounded) : new LevelCutter()));
        LevelCutter segments = new LevelCutter();
        long rows = 0;
        try (Stream<Table> batches = reference.batches()) {
            for (Table batch : (Iterable<Table>) batches::iterator) {
                List<Optional<Column>> observed = observed(columns, batch);
                for (int i = 0; i < cutters.size(); i++) {
                    cutters.get(i).add(observed.get(i).orElseThrow());
                }
                if (segmentColumn != null) {
                    segments.add(batch.column(segmentColumn));
                }
                rows += batch.rowCount();
            }
        }
        // From the last on, so that each cutter's memory is free when the next bins are made.
        for (int i = columns.size() - 1; i >= 0; i--) {
            columns.set(i, cut(columns.get(i), cutters.remove(i)));
        }
        return second(reference, rows, columns, segments, statements);
    }

    private static ColumnBaseline empty(String name, Source source, ColumnType type) {
        return new ColumnBaseline(name, source, type, new ColumnCounts(Grid.cut(new double[0], new long[0])), 0, 1);
    }

    private static ColumnBaseline cut(ColumnBaseline column, Cutter cutter) {
        ColumnCounts counts = cutter.counts();
        return new ColumnBaseline(column.name(), column.source(), column.type(), counts, cutter.singletons(), 1);
    }

    private void requireColumns(Schema schema) {
        if (segmentColumn != null) {
            ColumnType type = field(schema, segmentColumn).type();
            if (type == ColumnType.NUMBER || type == ColumnType.TIME) {
                throw new IllegalArgumentException(
                        "segments need a column of texts, truth values or whole numbers, got '" + segmentColumn
                                + "' of type " + type);
            }
        }
        if (season != null && field(schema, timeColumn).type() != ColumnType.TIME) {
            throw new IllegalArgumentException("seasons need a column of times, got '" + timeColumn + "' of type "
                    + field(schema, timeColumn).type());
        }
    }

    private static Field field(Schema schema, String name) {
        return schema.field(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("no column '" + name + "'; the reference has " + schema.names()));
    }

    private List<Field> inputs(Schema schema) {
        if (model == null) {
            return schema.fields();
        }
        return model.signature().inputs().names().stream()
                .map(name -> field(schema, name))
                .toList();
    }

    private List<ColumnBaseline> answers() {
        List<ColumnBaseline> answers = new ArrayList<>();
        if (model != null) {
            List<String> labels = model.signature().labels();
            labels.forEach(label -> answers.add(empty(label, Source.SCORE, ColumnType.NUMBER)));
            answers.add(empty(
                    Baseline.PREDICTION, Source.PREDICTION, labels.isEmpty() ? ColumnType.NUMBER : ColumnType.TEXT));
        }
        return answers;
    }

    private List<Optional<Column>> observed(List<ColumnBaseline> columns, Table batch) {
        StorableModel<Row, ? extends Prediction> asked = model;
        Answers answers = row -> asked == null ? Optional.empty() : Optional.of(asked.predict(row));
        return answers.observed(columns, batch);
    }

    /** Reads the data once more where rows have to be told apart, now that the bins are known. */
    private Baseline second(
            TableSource reference,
            long rows,
            List<ColumnBaseline> columns,
            LevelCutter segmentLevels,
            List<String> statements) {
        Optional<Segments> segments = Optional.empty();
        List<Tally> bySegment = new ArrayList<>();
        if (segmentColumn != null) {
            List<String> names = ((Levels) segmentLevels.counts().bins).top;
            segments = Optional.of(new Segments(segmentColumn, names.subList(0, Math.min(mostSegments, names.size()))));
            for (int i = 0; i < segments.get().size(); i++) {
                bySegment.add(new Tally(columns));
            }
        }
        Optional<Seasons> seasons =
                season == null ? Optional.empty() : Optional.of(new Seasons(season, zone, timeColumn, columns));
        Optional<Blocks> blocks = inTimeOrder ? Optional.of(new Blocks(columns, rows)) : Optional.empty();
        if (segments.isPresent() || seasons.isPresent() || blocks.isPresent()) {
            try (Stream<Table> batches = reference.batches()) {
                for (Table batch : (Iterable<Table>) batches::iterator) {
                    List<Optional<Column>> observed = observed(columns, batch);
                    segments.ifPresent(each -> addParts(bySegment, each.rows(batch), observed));
                    seasons.ifPresent(each -> addParts(each.parts, each.rows(batch), observed));
                    blocks.ifPresent(each -> each.add(batch.rowCount(), observed));
                }
            }
        }
        List<ColumnBaseline> known = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            known.add(blocks.isPresent() ? columns.get(i).with(blocks.get().dependence(i)) : columns.get(i));
        }
        return new Baseline(rows, known, statements, segments, bySegment, seasons);
    }

    static void addParts(List<Tally> parts, List<int[]> rows, List<Optional<Column>> observed) {
        for (int part = 0; part < parts.size(); part++) {
            int[] own = rows.get(part);
            if (own.length > 0) {
                parts.get(part)
                        .add(
                                own.length,
                                observed.stream()
                                        .map(column -> column.map(values -> values.select(own)))
                                        .toList());
            }
        }
    }
}

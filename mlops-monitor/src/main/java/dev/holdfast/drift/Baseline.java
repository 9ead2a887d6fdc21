// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.StorableModel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The reference that later data is compared with: for each column its bins and how the reference rows fell into them.
 *
 * <p>A numeric column gets up to 128 bins of about equal share, bins of their own for numbers that are frequent, and bins
 * below the smallest and above the largest number; with at most 32 distinct numbers each has a bin of its own. A text
 * column gets its 256 most frequent levels, and tells rare levels from levels never seen as long as there are at most
 * 4,096 rare ones. NaN, the infinities, missing values, absent columns and values of another type are counted apart.
 * Negative zero is zero. Columns of times are left out, and {@link #statements()} says so.
 *
 * <p>A baseline may also hold the counts of {@linkplain BaselineBuilder#segments segments} or of the
 * {@linkplain BaselineBuilder#seasons parts of a season}, in the same bins, and how much
 * {@linkplain BaselineBuilder#inTimeOrder neighbouring rows depend on each other}.
 *
 * <p>A baseline holds no rows and no more than the distinct values named above: some 1.3 kB a numeric column, whatever the
 * number of rows, and as much as the counts of it for each segment or part. Whole numbers beyond 2^53 are binned as the
 * nearest double. Immutable and thread-safe.
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
    private static final int NAMED = 10;
    private static final String MEDIA_TYPE = "application/octet-stream";

    private final long rows;
    private final List<ColumnBaseline> columns;
    private final List<String> statements;
    private final Optional<Segments> segments;
    private final List<Tally> bySegment;
    private final Optional<Seasons> seasons;
    private final String bins;

    Baseline(
            long rows,
            List<ColumnBaseline> columns,
            List<String> statements,
            Optional<Segments> segments,
            List<Tally> bySegment,
            Optional<Seasons> seasons) {
        this.rows = rows;
        this.columns = List.copyOf(columns);
        this.statements = List.copyOf(statements);
        this.segments = segments;
        this.bySegment = List.copyOf(bySegment);
        this.seasons = seasons;
        this.bins = HexFormat.of().formatHex(sha256(BaselineFormat.bins(this)));
    }

    /**
     * Cuts a baseline from all columns of a table.
     *
     * @param reference the rows that later ones are compared with, most often the training data
     * @return the baseline
     */
    public static Baseline of(Table reference) {
        return builder().cut(reference);
    }

    /**
     * Cuts a baseline from all columns of data that may be larger than memory, in one reading.
     *
     * @param reference the rows that later ones are compared with
     * @return the baseline, see {@link BaselineBuilder#cut(TableSource)}
     */
    public static Baseline of(TableSource reference) {
        return builder().cut(reference);
    }

    /**
     * Cuts a baseline from the columns that a model reads and from its answers to the same rows: the score of each class
     * and the predicted class, or the predicted quantity.
     *
     * @param model the model; asked once a row
     * @param reference the rows that later ones are compared with, most often the training data
     * @return the baseline
     * @throws IllegalArgumentException when the table lacks a column that the model reads, or the answers are of another
     *     kind than the signature says
     */
    public static Baseline of(StorableModel<Row, ? extends Prediction> model, Table reference) {
        return builder().model(model).cut(reference);
    }

    /**
     * Cuts a baseline from the columns that a model reads and from its answers, for data that may be larger than memory.
     *
     * @param model the model; asked once a row
     * @param reference the rows that later ones are compared with
     * @return the baseline, see {@link BaselineBuilder#cut(TableSource)}
     * @throws IllegalArgumentException as {@link #of(StorableModel, Table)}
     */
    public static Baseline of(StorableModel<Row, ? extends Prediction> model, TableSource reference) {
        return builder().model(model).cut(reference);
    }

    /**
     * Starts a baseline that knows more: segments, seasons, the order of time.
     *
     * @return the builder
     */
    public static BaselineBuilder builder() {
        return new BaselineBuilder();
    }

    /**
     * Reads a baseline back from {@link #toAttachment()}, or from an attachment that holds {@link #toJson()}.
     *
     * @param attachment the stored bytes
     * @return the baseline
     * @throws BaselineException when the bytes are truncated or changed, are no baseline, or were written by a newer
     *     release
     */
    public static Baseline from(Attachment attachment) {
        byte[] content = attachment.content();
        return content.length > 0 && content[0] == '{' ? BaselineJson.read(content) : parse(content);
    }

    /**
     * Reads a baseline back from {@link #toBytes()}.
     *
     * @param bytes the bytes
     * @return the baseline
     * @throws BaselineException when they are truncated or changed, are no baseline, or were written by a newer release
     */
    public static Baseline parse(byte[] bytes) {
        return BaselineFormat.read(bytes);
    }

    /**
     * Reads a baseline back from {@link #toJson()}.
     *
     * @param json the document
     * @return the baseline
     * @throws BaselineException when it is truncated or changed, is no baseline, or was written by a newer release
     */
    public static Baseline parseJson(String json) {
        return BaselineJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns this baseline as bytes to keep beside the model version.
     *
     * @return {@link #toBytes()}, named {@value #ATTACHMENT}
     */
    public Attachment toAttachment() {
        return Attachment.of(ATTACHMENT, MEDIA_TYPE, toBytes());
    }

    /**
     * Returns this baseline as bytes with a checksum, of which docs/format.md tells the layout.
     *
     * @return the bytes, format 1; identical for equal baselines
     */
    public byte[] toBytes() {
        return BaselineFormat.write(this);
    }

    /**
     * Returns this baseline as a JSON document for people and other programs, with the digest of its content.
     *
     * @return the document, format 1; identical for equal baselines
     */
    public String toJson() {
        return BaselineJson.write(this);
    }

    /**
     * Returns the baseline for rows of a stretch of time: with seasons, the reference rows of the parts that it touches,
     * such as all Mondays from 9 to 10; all reference rows where a part was seen in fewer than two seasons.
     *
     * @param from the time of the first row
     * @param to the time of the last row
     * @return a baseline with the same bins, so that profiles counted against this one can be compared with it; this one
     *     when it has no seasons
     * @throws IllegalArgumentException when the times are in the wrong order
     */
    public Baseline during(Instant from, Instant to) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("the last row must not be before the first, got " + from + " and " + to);
        }
        return seasons.map(each -> during(each, each.between(from, to))).orElse(this);
    }

    private Baseline during(Seasons all, Set<Integer> parts) {
        List<String> told = new ArrayList<>(statements);
        int fewest =
                parts.stream().mapToInt(part -> all.seen.get(part).size()).min().orElse(0);
        Tally tally = new Tally(columns);
        if (fewest >= Seasons.FEWEST) {
            parts.forEach(part -> tally.merge(all.parts.get(part)));
            told.add("Compared with the " + Words.count(tally.rows) + " reference rows of the same "
                    + (all.season == Season.DAY_OF_WEEK ? "days of the week" : "hours of the week") + ", from "
                    + fewest + " or more weeks.");
        } else {
            told.add("Compared with all reference rows: those of the same part of the season are from " + fewest
                    + (fewest == 1 ? " week, " : " weeks, ") + Seasons.FEWEST + " are needed.");
        }
        List<ColumnBaseline> own = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            own.add(fewest >= Seasons.FEWEST ? columns.get(i).with(tally.columns.get(i)) : columns.get(i));
        }
        long count = fewest >= Seasons.FEWEST ? tally.rows : rows;
        return new Baseline(count, own, told, segments, bySegment, Optional.empty());
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
     * Returns a detector that watches one column value by value against the reference, instead of window by window.
     *
     * @param column the column, {@code score(label)} or {@code prediction}
     * @return a fresh detector, with a false alarm at most every 10,000 values
     * @throws IllegalArgumentException when there is no such column, or the reference has no rows
     */
    public ColumnDetector detector(String column) {
        return columns.stream()
                .filter(each -> each.title().equals(column))
                .findFirst()
                .map(each -> ColumnDetector.of(this, each))
                .orElseThrow(() -> new IllegalArgumentException("the baseline has no column '" + column
                        + "'; nearest are " + NearestNames.to(column, columnNames())));
    }

    /**
     * Tells whether answers of a model are part of the baseline.
     *
     * @return true when it was cut with a model
     */
    public boolean hasScores() {
        return columns.stream().anyMatch(column -> column.source() != Source.INPUT);
    }

    /** Returns this baseline with a statement of the columns of a table that it does not have, if there are any. */
    Baseline beside(Table current) {
        Set<String> known = Set.copyOf(columnNames());
        List<String> others = hasScores()
                ? List.of()
                : current.columns().stream()
                        .filter(column -> column.type() != ColumnType.TIME && !known.contains(column.name()))
                        .map(Column::name)
                        .toList();
        if (others.isEmpty()) {
            return this;
        }
        List<String> told = new ArrayList<>(statements);
        told.add("Not compared, as the reference does not have " + (others.size() == 1 ? "it: " : "them: ")
                + others.stream().limit(NAMED).map(name -> "'" + name + "'").collect(Collectors.joining(", "))
                + (others.size() > NAMED ? " and " + (others.size() - NAMED) + " more." : "."));
        return new Baseline(rows, columns, told, segments, bySegment, seasons);
    }

    List<ColumnBaseline> columns() {
        return columns;
    }

    /** Returns the digest of the bins alone: profiles with the same one can be added and compared. */
    String bins() {
        return bins;
    }

    Optional<Segments> segments() {
        return segments;
    }

    List<Tally> bySegment() {
        return bySegment;
    }

    Optional<Seasons> seasons() {
        return seasons;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Baseline that
                        && bins.equals(that.bins)
                        && Arrays.equals(BaselineFormat.body(this), BaselineFormat.body(that)));
    }

    @Override
    public int hashCode() {
        return bins.hashCode();
    }

    @Override
    public String toString() {
        return "Baseline[" + rows + " rows, columns " + columnNames() + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Counts of later rows in the bins of a {@link Baseline}.
 *
 * <p>Merging is exact, associative and commutative: however rows are divided among profiles and in whatever order they
 * come, the merged profile has the same bytes. So instances of a service, partitions of a job and hours of a day add up.
 *
 * <p>A row may lack a column or hold a value of another type; that is counted and reported, never refused. Memory is fixed
 * by the baseline (about 1 kB a numeric column, for each segment too) and does not grow with the rows. Not thread-safe.
 */
public final class WindowProfile {
    private static final String LETTERS = "HFW";
    private static final int FORMAT = 1;
    private static final int DIGEST = 32;

    private final Baseline baseline;
    private final Tally all;
    private final List<Tally> bySegment = new ArrayList<>();

    private WindowProfile(Baseline baseline) {
        this.baseline = baseline;
        this.all = new Tally(baseline.columns());
        baseline.bySegment().forEach(each -> bySegment.add(new Tally(baseline.columns())));
    }

    /**
     * Returns an empty profile.
     *
     * @param baseline whose bins to count in
     * @return the profile
     */
    public static WindowProfile of(Baseline baseline) {
        return new WindowProfile(baseline);
    }

    /**
     * Reads a profile back from {@link #toBytes()}.
     *
     * @param baseline the baseline that it was counted against, or one with the same bins
     * @param bytes the bytes
     * @return the profile
     * @throws BaselineException when the bytes are truncated or changed, belong to another baseline, are no profile or
     *     were written by a newer release
     */
    public static WindowProfile from(Baseline baseline, byte[] bytes) {
        Decoder in = Decoder.open(bytes, LETTERS, FORMAT, "the window profile");
        if (!HexFormat.of().formatHex(in.bytes(DIGEST)).equals(baseline.bins())) {
            throw new BaselineException("the window profile was counted against another baseline");
        }
        WindowProfile profile = new WindowProfile(baseline);
        profile.all.read(in);
        profile.bySegment.forEach(each -> each.read(in));
        in.end();
        return profile;
    }

    /**
     * Counts one row without an answer of the model.
     *
     * @param row the row; columns beyond those of the baseline are ignored
     * @return this profile
     */
    public WindowProfile add(Row row) {
        all.add(row);
        segment(row).ifPresent(each -> each.add(row));
        return this;
    }

    /**
     * Counts one row and what the model answered to it.
     *
     * @param row the row
     * @param answer the answer; a class that it does not know has score 0
     * @return this profile
     */
    public WindowProfile add(Row row, Prediction answer) {
        all.add(row, answer);
        segment(row).ifPresent(each -> each.add(row, answer));
        return this;
    }

    private Optional<Tally> segment(Row row) {
        return baseline.segments().map(segments -> bySegment.get(segments.of(row.value(segments.column()))));
    }

    /**
     * Counts all rows of a table without answers of the model.
     *
     * @param table the rows
     * @return this profile
     */
    public WindowProfile add(Table table) {
        return count(table, row -> Optional.empty());
    }

    /**
     * Counts all rows of a table and what a model answers to them.
     *
     * @param table the rows
     * @param model the model; asked once a row
     * @return this profile
     * @throws IllegalArgumentException when the model answers otherwise than that of the baseline
     */
    public WindowProfile add(Table table, Predictor<Row, ? extends Prediction> model) {
        return count(table, row -> Optional.of(model.predict(row)));
    }

    private WindowProfile count(Table table, Answers answers) {
        List<Optional<Column>> observed = answers.observed(baseline.columns(), table);
        all.add(table.rowCount(), observed);
        baseline.segments().ifPresent(each -> BaselineBuilder.addParts(bySegment, each.rows(table), observed));
        return this;
    }

    /**
     * Adds the counts of another profile to this one.
     *
     * @param other the other profile, of a baseline with the same bins; left as it is
     * @return this profile
     * @throws IllegalArgumentException when the other was counted in other bins
     */
    public WindowProfile merge(WindowProfile other) {
        if (!baseline.bins().equals(other.baseline.bins())) {
            throw new IllegalArgumentException("profiles merge only when they were counted against one baseline, got "
                    + baseline + " and " + other.baseline);
        }
        all.merge(other.all);
        for (int i = 0; i < bySegment.size(); i++) {
            bySegment.get(i).merge(other.bySegment.get(i));
        }
        return this;
    }

    /**
     * Returns the number of rows counted.
     *
     * @return the number of rows
     */
    public long rows() {
        return all.rows;
    }

    /**
     * Returns the baseline whose bins are counted in.
     *
     * @return the baseline
     */
    public Baseline baseline() {
        return baseline;
    }

    /**
     * Returns this profile as bytes with a checksum, to be merged elsewhere; docs/format.md tells the layout.
     *
     * @return the bytes, format 1; identical for the same rows in any order
     */
    public byte[] toBytes() {
        Encoder out = new Encoder();
        out.bytes(HexFormat.of().parseHex(baseline.bins()));
        all.write(out);
        bySegment.forEach(each -> each.write(out));
        return out.framed(LETTERS, FORMAT);
    }

    Tally all() {
        return all;
    }

    List<Tally> bySegment() {
        return bySegment;
    }

    ColumnCounts counts(int column) {
        return all.columns.get(column);
    }

    @Override
    public String toString() {
        return "WindowProfile[" + rows() + " rows against " + baseline + "]";
    }
}

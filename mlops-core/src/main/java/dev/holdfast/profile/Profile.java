// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the columns of a data set look like. Immutable and thread-safe.
 *
 * <p>Profiles of parts merge to the profile of the whole: counts, extremes and whatever is held exactly are the same for
 * every division and order, moments to about 1e-12, and quantiles, distinct counts and frequent values within the bounds
 * that they carry.
 */
public final class Profile {
    private final long rowCount;
    private final Map<String, ColumnProfile> columns;

    Profile(long rowCount, List<ColumnProfile> columns) {
        this.rowCount = rowCount;
        Map<String, ColumnProfile> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        this.columns = byName;
    }

    /**
     * Returns the number of rows.
     *
     * @return the number of rows
     */
    public long rowCount() {
        return rowCount;
    }

    /**
     * Returns the columns in their order.
     *
     * @return the columns
     */
    public List<ColumnProfile> columns() {
        return List.copyOf(columns.values());
    }

    /**
     * Tells whether there is a column of this name.
     *
     * @param name the column's name
     * @return true when there is
     */
    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /**
     * Returns a column.
     *
     * @param name the column's name
     * @return what it looks like
     * @throws IllegalArgumentException when there is no such column; the message lists those that are there
     */
    public ColumnProfile column(String name) {
        ColumnProfile column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("no column '" + name + "'; the profile has " + columns.keySet());
        }
        return column;
    }

    /**
     * Returns the columns that may each be a key: no value is missing, and their distinct values are, or may be by the
     * estimate's interval, as many as the rows. {@link ColumnProfile#duplicates()} tells which are keys for sure.
     *
     * @return the names in the order of the columns; none for a profile without rows
     */
    public List<String> keyCandidates() {
        return columns.values().stream()
                .filter(column -> column.duplicates().key() != Duplicates.Key.NO)
                .map(ColumnProfile::name)
                .toList();
    }

    /**
     * Returns the profile of these rows and others.
     *
     * @param other a profile of the same columns, perhaps in another order
     * @return the profile of all rows, with the columns in this profile's order
     * @throws IllegalArgumentException when names or types of columns differ
     */
    public Profile merge(Profile other) {
        if (!columns.keySet().equals(other.columns.keySet())) {
            throw new IllegalArgumentException("only profiles of the same columns can be merged, got "
                    + columns.keySet() + " and " + other.columns.keySet());
        }
        List<ColumnProfile> merged = new ArrayList<>();
        columns.forEach((name, column) -> merged.add(column.merge(other.column(name))));
        return new Profile(rowCount + other.rowCount, merged);
    }

    /**
     * Returns the profile in its stored form, which {@link #parse(byte[])} reads and later releases will read: at most 4
     * KB for a column of numbers beside its name, for which the distribution of a column with many distinct values is
     * thinned and its rank error widened by about 0.15 %.
     *
     * @return the bytes; the same for the same rows in the same order
     */
    public byte[] toBytes() {
        return ProfileFormat.write(this);
    }

    /**
     * Reads a profile back from {@link #toBytes()}.
     *
     * @param stored the bytes
     * @return the profile
     * @throws ProfileException when the bytes are no profile, are damaged or were written by a newer release
     */
    public static Profile parse(byte[] stored) {
        return ProfileFormat.read(stored);
    }

    /**
     * Returns what the profile says as JSON, for people and other programs. An exact number is a number, an estimate an
     * object with its interval, and what is undefined an object with the reason.
     *
     * @return the text; the same for the same rows in the same order
     */
    public String toJson() {
        return ProfileJson.write(this);
    }

    /**
     * Returns the profile as a document: an overview of all columns, then each with its quantiles, frequent values and
     * chart.
     *
     * @return the report
     */
    public Report report() {
        return new ProfileReport(this).report();
    }

    @Override
    public String toString() {
        return "Profile[" + rowCount + " rows, columns " + columns.keySet() + "]";
    }
}

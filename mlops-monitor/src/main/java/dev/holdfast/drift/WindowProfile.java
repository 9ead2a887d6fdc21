// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Counts of later rows in the bins of a {@link Baseline}.
 *
 * <p>Merging is exact, associative and commutative: however rows are divided among profiles and in whatever order they
 * come, the merged profile has the same bytes. So instances of a service, partitions of a job and hours of a day add up.
 *
 * <p>A row may lack a column or hold a value of another type; that is counted and reported, never refused. Memory is fixed
 * by the baseline (about 1 kB a numeric column) and does not grow with the rows. Not thread-safe.
 */
public final class WindowProfile {
    private static final int MAGIC = 0x48465750;
    private static final int FORMAT = 1;

    private final Baseline baseline;
    private final List<ColumnCounts> counts;
    private long rows;

    private WindowProfile(Baseline baseline) {
        this.baseline = baseline;
        this.counts = baseline.columns().stream()
                .map(column -> new ColumnCounts(column.bins()))
                .toList();
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
     * @param baseline the baseline that it was counted against
     * @param bytes the bytes
     * @return the profile
     * @throws BaselineException when the bytes are truncated, belong to another baseline, are no profile or were written
     *     by a newer release
     */
    public static WindowProfile from(Baseline baseline, byte[] bytes) {
        WindowProfile profile = new WindowProfile(baseline);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new BaselineException("these " + bytes.length + " bytes are no window profile");
            }
            int format = in.readInt();
            if (format != FORMAT) {
                throw new BaselineException(
                        "the window profile has format " + format + ", this release reads format " + FORMAT);
            }
            if (!Arrays.equals(in.readNBytes(32), fingerprint(baseline))) {
                throw new BaselineException("the window profile was counted against another baseline");
            }
            profile.rows = in.readLong();
            for (ColumnCounts column : profile.counts) {
                column.read(in);
            }
            if (in.read() >= 0) {
                throw new BaselineException("the window profile is followed by other bytes");
            }
            return profile;
        } catch (EOFException e) {
            throw new BaselineException("the window profile is truncated: it ends after " + bytes.length + " bytes", e);
        } catch (IOException e) {
            throw new BaselineException("the window profile is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * Counts one row without an answer of the model.
     *
     * @param row the row; columns beyond those of the baseline are ignored
     * @return this profile
     */
    public WindowProfile add(Row row) {
        for (int i = 0; i < counts.size(); i++) {
            ColumnBaseline column = baseline.columns().get(i);
            if (column.source() == Source.INPUT) {
                addValue(counts.get(i), row, column.name());
            }
        }
        rows++;
        return this;
    }

    private static void addValue(ColumnCounts column, Row row, String name) {
        Optional<Object> value = row.value(name);
        if (value.isPresent()) {
            column.value(value.get());
        } else {
            column.special(row.has(name) ? Bins.MISSING : Bins.ABSENT, 1);
        }
    }

    /**
     * Counts one row and what the model answered to it.
     *
     * @param row the row
     * @param answer the answer; a class that it does not know has score 0
     * @return this profile
     */
    public WindowProfile add(Row row, ClassScores answer) {
        for (int i = 0; i < counts.size(); i++) {
            ColumnBaseline column = baseline.columns().get(i);
            if (column.source() == Source.SCORE) {
                counts.get(i).number((Grid) column.bins(), answer.score(column.name()));
            } else if (column.source() == Source.PREDICTION) {
                counts.get(i).value(answer.best());
            }
        }
        return add(row);
    }

    /**
     * Counts all rows of a table without answers of the model.
     *
     * @param table the rows
     * @return this profile
     */
    public WindowProfile add(Table table) {
        for (int i = 0; i < counts.size(); i++) {
            ColumnBaseline column = baseline.columns().get(i);
            if (column.source() != Source.INPUT) {
                continue;
            }
            if (table.has(column.name())) {
                Column values = table.column(column.name());
                counts.get(i).column(values, column.accepts(values.type()));
            } else {
                counts.get(i).special(Bins.ABSENT, table.rowCount());
            }
        }
        rows += table.rowCount();
        return this;
    }

    /**
     * Counts all rows of a table and what a model answers to them.
     *
     * @param table the rows
     * @param model the model; asked once a row
     * @return this profile
     */
    public WindowProfile add(Table table, Predictor<Row, ClassScores> model) {
        for (Row row : table) {
            add(row, model.predict(row));
        }
        return this;
    }

    /**
     * Adds the counts of another profile to this one.
     *
     * @param other the other profile, of an equal baseline; left as it is
     * @return this profile
     * @throws IllegalArgumentException when the other was counted against another baseline
     */
    public WindowProfile merge(WindowProfile other) {
        if (!baseline.equals(other.baseline)) {
            throw new IllegalArgumentException("profiles merge only when they were counted against one baseline, got "
                    + baseline + " and " + other.baseline);
        }
        for (int i = 0; i < counts.size(); i++) {
            counts.get(i).merge(other.counts.get(i));
        }
        rows += other.rows;
        return this;
    }

    /**
     * Returns the number of rows counted.
     *
     * @return the number of rows
     */
    public long rows() {
        return rows;
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
     * Returns this profile as bytes, to be merged elsewhere.
     *
     * @return the bytes: magic number, format, SHA-256 of the baseline, rows, and the counts of each column; identical for
     *     the same rows in any order
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.write(fingerprint(baseline));
            out.writeLong(rows);
            for (ColumnCounts column : counts) {
                column.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] fingerprint(Baseline baseline) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(BaselineJson.write(baseline).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    ColumnCounts counts(int column) {
        return counts.get(column);
    }

    @Override
    public String toString() {
        return "WindowProfile[" + rows + " rows against " + baseline + "]";
    }
}

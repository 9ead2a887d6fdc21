// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 digest of a table: names, types and values in their order.
 *
 * <p>The digested bytes are, all numbers big-endian: the text {@code holdfast-table-1}, the number of columns (int) and
 * of rows (int); then for each column its name, its type's name and, row by row, 0 for a missing value or 1 and the
 * value. A text is its number of UTF-16 units (int) and the units, so that no two sequences of texts share their bytes
 * and a lone surrogate is kept; a double is its raw bits, so that -0.0 and the kinds of NaN stay apart; a time is its
 * seconds (long) and nanoseconds (int); a truth value one byte.
 */
final class Fingerprint {
    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13);

    private Fingerprint() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
    }

    static String of(Table table) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.text("holdfast-table-1");
        fingerprint.room(8).putInt(table.columns().size()).putInt(table.rowCount());
        table.columns().forEach(fingerprint::column);
        return fingerprint.finish();
    }

    /**
     * The digest of the rows in whatever order: the text {@code holdfast-rows-1}, the number of columns, the name and
     * type of each, the number of rows, and the SHA-256 of each row's values in the order of their unsigned bytes.
     */
    static String ofRows(Table table) {
        List<Column> columns = table.columns();
        Fingerprint row = new Fingerprint();
        byte[][] digests = new byte[table.rowCount()][];
        for (int i = 0; i < digests.length; i++) {
            for (Column column : columns) {
                row.cell(column, i);
            }
            row.flush();
            digests[i] = row.digest.digest();
        }
        Arrays.sort(digests, Arrays::compareUnsigned);
        Fingerprint whole = new Fingerprint();
        whole.text("holdfast-rows-1");
        whole.room(4).putInt(columns.size());
        for (Column column : columns) {
            whole.text(column.name());
            whole.text(column.type().name());
        }
        whole.room(4).putInt(digests.length);
        for (byte[] digest : digests) {
            whole.room(digest.length).put(digest);
        }
        return whole.finish();
    }

    private void column(Column column) {
        text(column.name());
        text(column.type().name());
        for (int row = 0; row < column.size(); row++) {
            cell(column, row);
        }
    }

    private void cell(Column column, int row) {
        boolean missing = column.isMissing(row);
        room(1).put((byte) (missing ? 0 : 1));
        if (!missing) {
            value(column, row);
        }
    }

    private void value(Column column, int row) {
        if (column instanceof NumberColumn numbers) {
            room(8).putLong(Double.doubleToRawLongBits(numbers.get(row)));
        } else if (column instanceof IntegerColumn integers) {
            room(8).putLong(integers.get(row));
        } else if (column instanceof BooleanColumn booleans) {
            room(1).put((byte) (booleans.get(row) ? 1 : 0));
        } else if (column instanceof TimeColumn times) {
            Instant time = times.get(row);
            room(12).putLong(time.getEpochSecond()).putInt(time.getNano());
        } else {
            text(column.text(row));
        }
    }

    private void text(String text) {
        room(4).putInt(text.length());
        for (int i = 0; i < text.length(); i++) {
            room(2).putChar(text.charAt(i));
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    private String finish() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }
}

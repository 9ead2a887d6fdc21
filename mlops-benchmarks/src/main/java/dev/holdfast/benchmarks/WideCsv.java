// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.SplittableRandom;

/**
 * Generates a CSV of many columns of five kinds in turns: decimals, whole numbers, dates, categories and free text, which
 * is quoted and of which no two cells are the same. Every kind but the last has gaps.
 */
final class WideCsv {
    private static final int KINDS = 5;
    private static final long PER_KINDS = 1 << 16;
    private static final LocalDate FIRST = LocalDate.of(2001, 1, 1);

    private final byte[][] categories = new byte[200][];
    private final byte[][] dates = new byte[9000][];
    private final byte[][] words = {
        bytes("blue"), bytes("large"), bytes("gift, fragile"), bytes("spare"), bytes("a \"\"quoted\"\" word")
    };
    private final SplittableRandom random = new SplittableRandom(11);
    private final int columns;
    private final byte[] row;
    private int length;

    private WideCsv(int columns) {
        this.columns = columns;
        this.row = new byte[columns * 64];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = bytes("category-" + i);
        }
        for (int i = 0; i < dates.length; i++) {
            dates[i] = bytes(FIRST.plusDays(i).toString());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes rows until the file has so many bytes; returns their number. */
    static long write(Path file, int columns, long bytes) throws IOException {
        WideCsv csv = new WideCsv(columns);
        long written = 0;
        long rows = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            StringBuilder header = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                header.append(i == 0 ? "c" : ",c").append(i);
            }
            out.write(bytes(header.append('\n').toString()));
            for (; written < bytes; rows++) {
                csv.nextRow();
                out.write(csv.row, 0, csv.length);
                written += csv.length;
            }
        }
        return rows;
    }

    private void nextRow() {
        length = 0;
        for (int i = 0; i < columns; i++) {
            int kind = i % KINDS;
            long bits = random.nextLong();
            if (kind == KINDS - 1 || (bits & 31) != 0) {
                cell(kind, bits >>> 5);
            }
            row[length++] = (byte) (i == columns - 1 ? '\n' : ',');
        }
    }

    private void cell(int kind, long bits) {
        switch (kind) {
            case 0 -> {
                digits(bits % 100_000);
                row[length++] = '.';
                digits(1000 + bits / PER_KINDS % 9000);
            }
            case 1 -> digits(bits % 100_000_000);
            case 2 -> append(dates[(int) (bits % dates.length)]);
            case 3 -> append(categories[(int) (bits % categories.length)]);
            default -> {
                row[length++] = '"';
                append(words[(int) (bits % words.length)]);
                row[length++] = ' ';
                digits(bits / PER_KINDS % 1_000_000_000_000L);
                row[length++] = '"';
            }
        }
    }

    private void append(byte[] text) {
        System.arraycopy(text, 0, row, length, text.length);
        length += text.length;
    }

    private void digits(long number) {
        int from = length;
        long left = number;
        do {
            row[length++] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        for (int i = from, j = length - 1; i < j; i++, j--) {
            byte swapped = row[i];
            row[i] = row[j];
            row[j] = swapped;
        }
    }
}

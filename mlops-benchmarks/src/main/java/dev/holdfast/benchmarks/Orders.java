// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;

/** Generates a CSV of orders in twelve columns: whole numbers, decimals, words, identifiers, dates and gaps. */
final class Orders {
    static final int COLUMNS = 12;
    static final int ROWS = 2_000_000;

    private static final String HEADER =
            "id,amount,price,weight,quantity,stock,city,status,email,comment,ordered,discount\n";
    private static final String[] STATUS = {"new", "paid", "sent", "returned", "closed"};
    private static final String[] WORDS = {
        "blue", "green", "large", "small", "gift", "fragile", "express", "bulk", "spare", "refill", "garden", "office"
    };
    private static final LocalDate FIRST = LocalDate.of(2015, 1, 1);

    private Orders() {}

    /** Returns the file of so many rows, which is written when it is not there yet. */
    static Path file(int rows) throws IOException {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "holdfast-orders-" + rows + ".csv");
        if (!Files.exists(file)) {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                write(rows, out);
            }
            Files.move(part, file);
        }
        return file;
    }

    static void write(int rows, OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(20_261_121);
        out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            line.setLength(0);
            row(line, row, random);
            out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void row(StringBuilder line, int row, SplittableRandom random) {
        line.append(1_000_000 + row).append(',');
        decimal(line, -Math.log(1 - random.nextDouble()) * 120, 2).append(',');
        gap(line, random, 0.03, decimals(random.nextDouble() * 1e6, 4)).append(',');
        decimal(line, random.nextDouble() * 50, 6).append(',');
        line.append(1 + random.nextInt(100)).append(',');
        gap(line, random, 0.05, String.valueOf(random.nextInt(5_000_000) - 1_000_000))
                .append(',');
        line.append("city").append(random.nextInt(500)).append(',');
        line.append(STATUS[random.nextInt(STATUS.length)]).append(',');
        line.append("user")
                .append(random.nextInt(100_000_000))
                .append("@example.org")
                .append(',');
        line.append('"')
                .append(WORDS[random.nextInt(WORDS.length)])
                .append(random.nextInt(5) == 0 ? ", " : " ")
                .append(WORDS[random.nextInt(WORDS.length)])
                .append(' ')
                .append(WORDS[random.nextInt(WORDS.length)])
                .append('"')
                .append(',');
        line.append(FIRST.plusDays(random.nextInt(4000))).append(',');
        gap(line, random, 0.4, decimals(random.nextInt(100) / 200.0, 3)).append('\n');
    }

    private static StringBuilder gap(StringBuilder line, SplittableRandom random, double share, String value) {
        return random.nextDouble() < share ? line : line.append(value);
    }

    private static String decimals(double value, int digits) {
        return decimal(new StringBuilder(), value, digits).toString();
    }

    private static StringBuilder decimal(StringBuilder line, double value, int digits) {
        long scale = Math.round(Math.pow(10, digits));
        long scaled = Math.round(value * scale);
        return line.append(scaled / scale)
                .append('.')
                .append(String.format(Locale.ROOT, "%0" + digits + "d", scaled % scale));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes bad rows to a file that is complete or, while it is not, named so. */
final class CsvQuarantine implements QuarantineSink.Writer {
    private static final List<String> OWN = List.of("row", "line", "reasons");
    /** What spreadsheets take for the start of a formula, full-width forms included. */
    private static final String FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20";

    private final Path file;
    private final Path part;
    private final FileChannel out;
    private long complete;
    private boolean headed;

    CsvQuarantine(Path file) throws IOException {
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
        this.out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (out.tryLock() == null) {
                throw new IOException(part + " is being written by another reading");
            }
            out.truncate(0);
        } catch (OverlappingFileLockException e) {
            out.close();
            throw new IOException(part + " is being written by another reading", e);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    @Override
    public void write(QuarantinedRow bad) throws IOException {
        Row row = bad.row();
        List<String> names = row.names();
        StringBuilder lines = new StringBuilder();
        if (!headed) {
            List<@Nullable String> header = new ArrayList<>();
            OWN.forEach(name -> header.add(unlike(names, name)));
            names.forEach(name -> header.add(harmless(name)));
            line(lines, header);
        }
        List<@Nullable String> cells = new ArrayList<>();
        cells.add(Long.toString(bad.number()));
        cells.add(bad.position().map(p -> Long.toString(p.line())).orElse(null));
        cells.add(harmless(bad.breaches().stream().map(Breach::toString).collect(Collectors.joining("; "))));
        for (String name : names) {
            // An empty text is quoted, a missing value is not: a reader can tell them apart.
            cells.add(row.isMissing(name) ? null : harmless(row.text(name)));
        }
        line(lines, cells);
        append(lines.toString().getBytes(StandardCharsets.UTF_8));
        headed = true;
    }

    private void append(byte[] bytes) throws IOException {
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            complete += bytes.length;
        } catch (IOException e) {
            try {
                out.truncate(complete);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** A name of ours that no column of the data has. */
    private static String unlike(List<String> names, String name) {
        String free = name;
        while (names.contains(free)) {
            free += "_";
        }
        return free;
    }

    private static String harmless(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\'') {
            start++;
        }
        String rest = text.substring(start);
        boolean formula = !rest.isEmpty()
                && (FORMULA.indexOf(
                                        rest.stripLeading().isEmpty()
                                                ? ' '
                                                : rest.stripLeading().charAt(0))
                                >= 0
                        || rest.charAt(0) == '\t'
                        || rest.charAt(0) == '\r'
                        || rest.charAt(0) == '\n');
        boolean number = start == 0 && (Texts.parseNumber(text).isPresent() || text.equals("-Infinity"));
        return formula && !number ? "'" + text : text;
    }

    private static void line(StringBuilder out, List<@Nullable String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            out.append(i == 0 ? "" : ",");
            if (cell != null) {
                boolean plain = !cell.isEmpty()
                        && cell.chars().noneMatch(c -> c == '"' || c == ',' || c < ' ')
                        && cell.strip().length() == cell.length();
                out.append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
            }
        }
        out.append('\n');
    }

    @Override
    public void abandon() throws IOException {
        out.close();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            out.force(true);
        }
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public String toString() {
        return part.toString();
    }
}

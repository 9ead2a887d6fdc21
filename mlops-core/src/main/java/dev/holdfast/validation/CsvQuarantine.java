// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes bad rows to a file that is complete or, while it is written, named so. */
final class CsvQuarantine implements QuarantineSink.Writer {
    private final Path file;
    private final Path part;
    private final BufferedWriter out;
    private boolean headed;

    CsvQuarantine(Path file) throws IOException {
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
        this.out = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
    }

    @Override
    public void write(QuarantinedRow row) throws IOException {
        List<String> names = row.row().names();
        if (!headed) {
            headed = true;
            List<String> header = new ArrayList<>(List.of("row", "reasons"));
            header.addAll(names);
            line(header);
        }
        List<String> cells = new ArrayList<>();
        cells.add(Long.toString(row.number()));
        cells.add(row.breaches().stream().map(Breach::toString).collect(Collectors.joining("; ")));
        for (String name : names) {
            // An empty text is quoted, a missing value is not: a reader can tell them apart.
            cells.add(row.row().isMissing(name) ? null : row.row().text(name));
        }
        line(cells);
        out.flush();
    }

    private void line(List<@org.jspecify.annotations.Nullable String> cells) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(i == 0 ? "" : ",");
            if (cell != null) {
                boolean plain = !cell.isEmpty()
                        && cell.chars().noneMatch(c -> c == '"' || c == ',' || c < ' ')
                        && cell.strip().length() == cell.length();
                line.append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
            }
        }
        out.write(line.append('\n').toString());
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return part.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.io.IOException;
import java.util.List;

/** Writes tables as delimited text that {@link CsvFormat} reads back. */
final class CsvWriter {
    private final Appendable out;
    private final CsvFormat format;
    private final String missing;

    CsvWriter(Appendable out, CsvFormat format) {
        this.out = out;
        this.format = format;
        this.missing = format.missing().isEmpty() ? "" : format.missing().get(0);
    }

    void header(List<String> names) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            separate(i);
            text(names.get(i));
        }
        out.append('\n');
    }

    void rows(Table table) throws IOException {
        List<Column> columns = table.columns();
        for (int row = 0; row < table.rowCount(); row++) {
            for (int i = 0; i < columns.size(); i++) {
                separate(i);
                Column column = columns.get(i);
                if (column.isMissing(row)) {
                    out.append(missing);
                } else {
                    text(column.text(row));
                }
            }
            out.append('\n');
        }
    }

    private void separate(int column) throws IOException {
        if (column > 0) {
            out.append(format.separator());
        }
    }

    /** Quotes what would be read as something else without quotes. */
    private void text(String text) throws IOException {
        if (!needsQuotes(text)) {
            out.append(text);
            return;
        }
        out.append(format.quote());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == format.quote()) {
                out.append(c);
            }
            out.append(c);
        }
        out.append(format.quote());
    }

    private boolean needsQuotes(String text) {
        if (text.isEmpty() || format.missing().contains(text)) {
            return true;
        }
        if (Character.isWhitespace(text.charAt(0)) || Character.isWhitespace(text.charAt(text.length() - 1))) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == format.separator() || c == format.quote() || c == '\n' || c == '\r' || c == '\ufeff') {
                return true;
            }
        }
        return false;
    }
}

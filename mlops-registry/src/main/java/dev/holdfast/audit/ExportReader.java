// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an export. What is no UTF-8, too long or not ended becomes an empty line, which is no JSON. */
final class ExportReader implements AutoCloseable {
    /** No line of an export is longer; what is longer is none. */
    private static final int MAX_LINE = 1 << 24;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int until;

    ExportReader(Path file) throws IOException {
        this.in = Files.newInputStream(file);
    }

    /** Returns the next line without its line feed, or null at the end of the file. */
    @Nullable
    String line() throws IOException {
        int scanned = from;
        while (true) {
            for (int i = scanned; i < until; i++) {
                if (buffer[i] == '\n') {
                    int start = from;
                    from = i + 1;
                    return i - start >= MAX_LINE ? "" : text(start, i);
                }
            }
            int read = more();
            if (read <= 0) {
                boolean ended = from == until;
                from = until;
                return ended ? null : "";
            }
            scanned = until - read;
        }
    }

    /** Reads on, behind what was not handed out yet; of a line that is too long not all is kept. */
    private int more() throws IOException {
        if (until - from > MAX_LINE) {
            until = from + MAX_LINE;
        }
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, until - from);
            until -= from;
            from = 0;
        }
        if (until == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, until, buffer.length - until);
        until += Math.max(read, 0);
        return read;
    }

    private String text(int start, int end) {
        String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        // It stands there, or in the place of what is no UTF-8.
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

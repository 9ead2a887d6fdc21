// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an export: each a JSON object of its {@code content} and the {@code hash} of the hash before it and of
 * the content in canonical form. So the first line that was changed, removed, added or moved is known by its number.
 */
final class ExportLines {
    /** What the first line's hash begins with. */
    static final String ORIGIN = "0".repeat(64);

    private static final int LONGEST = 256 << 20;

    private ExportLines() {}

    private static String next(String previous, String content) {
        return Digests.of(previous + content);
    }

    private static String whole(String content, String hash) {
        return "{\"content\":" + content + ",\"hash\":\"" + hash + "\"}";
    }

    /** Writes lines. */
    static final class Writer {
        private final OutputStream out;
        private String previous = ORIGIN;

        Writer(OutputStream out) {
            this.out = out;
        }

        void line(Map<String, ?> content) throws IOException {
            String text = Json.canonical(content);
            previous = next(previous, text);
            out.write((whole(text, previous) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Reads lines and verifies each. */
    static final class Reader implements AutoCloseable {
        private final Path file;
        private final InputStream in;
        private String previous = ORIGIN;
        private long number;

        Reader(Path file) throws IOException {
            this.file = file;
            this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }

        /** Returns the content of the next line, or empty at the end of the file. */
        Optional<Map<String, Object>> next() throws IOException {
            number++;
            Optional<String> line = line();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            try {
                Map<String, Object> whole = Json.parseObject(line.get());
                Map<String, Object> content = Json.toMap(whole.get("content"));
                String text = Json.canonical(content);
                String expected = ExportLines.next(previous, text);
                if (!expected.equals(whole.get("hash"))) {
                    throw damaged("its hash does not follow from the lines before it and its content", null);
                }
                if (!line.get().equals(whole(text, expected))) {
                    throw damaged("it holds more than its content and its hash in canonical form", null);
                }
                previous = expected;
                return Optional.of(content);
            } catch (IllegalArgumentException e) {
                throw damaged(String.valueOf(e.getMessage()), e);
            }
        }

        /** The hash of the last line, which stands for all before it. */
        String hash() {
            return previous;
        }

        StorageException damaged(String found, @Nullable Throwable cause) {
            return new StorageException(
                    Reason.CORRUPT,
                    file.toString(),
                    "line " + number + " of the export " + file + " is damaged: " + found
                            + "; nothing was imported, export again",
                    cause);
        }

        private Optional<String> line() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 12);
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    if (bytes.size() == 0) {
                        return Optional.empty();
                    }
                    throw damaged("it ends without a line feed", null);
                }
                bytes.write(b);
                if (bytes.size() > LONGEST) {
                    throw damaged("it is longer than " + LONGEST + " bytes", null);
                }
            }
            try {
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.toByteArray()))
                        .toString());
            } catch (CharacterCodingException e) {
                throw damaged("it is not UTF-8", e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

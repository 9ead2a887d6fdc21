// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes on their way: in memory while they are few, then in a file that closing deletes. Confined to one thread. */
final class Spool extends OutputStream {
    static final String PREFIX = "holdfast-";
    static final String SUFFIX = ".spool";

    private static final int IN_MEMORY = 1 << 20;

    private final Path folder;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream out;

    Spool(Path folder) {
        this.folder = folder;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (out == null && memory.size() + length <= IN_MEMORY) {
            memory.write(bytes, offset, length);
            return;
        }
        spill().write(bytes, offset, length);
    }

    private OutputStream spill() throws IOException {
        if (out == null) {
            Files.createDirectories(folder);
            // On POSIX systems such a file can be read by its owner alone.
            file = Files.createTempFile(folder, PREFIX, SUFFIX);
            out = new FileOutputStream(file.toFile());
            memory.writeTo(out);
            memory = new ByteArrayOutputStream(0);
        }
        return out;
    }

    /** Forgets all that was written. */
    void reset() throws IOException {
        close();
        memory = new ByteArrayOutputStream();
        file = null;
        out = null;
    }

    /** Returns a part of what was written; may be called several times, after the last byte was written. */
    InputStream section(long from, long length) throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray(), Math.toIntExact(from), Math.toIntExact(length));
        }
        return new Section(file, from, length);
    }

    /** Returns all that was written; the spool is gone when the stream is closed. */
    InputStream whole(long length) throws IOException {
        if (out != null) {
            out.close();
        }
        InputStream in = section(0, length);
        Spool spool = this;
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                return in.read(bytes, offset, count);
            }

            @Override
            public long skip(long count) throws IOException {
                return in.skip(count);
            }

            @Override
            public int available() throws IOException {
                return in.available();
            }

            @Override
            public void close() throws IOException {
                try {
                    in.close();
                } finally {
                    spool.close();
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        try {
            if (out != null) {
                out.close();
            }
        } finally {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A part of a file. */
    private static final class Section extends InputStream {
        private final FileInputStream in;
        private long left;

        Section(Path file, long from, long length) throws IOException {
            this.in = new FileInputStream(file.toFile());
            this.left = length;
            try {
                in.skipNBytes(from);
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(Math.min(length, left), HashingStream.BLOCK));
            if (read > 0) {
                left -= read;
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.max(0, Math.min(count, left)));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

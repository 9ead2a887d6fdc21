// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of its own that is read and written by position and deleted when it is closed. */
final class KeyChannel implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private KeyChannel(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static KeyChannel create(Path folder, String suffix) throws IOException {
        Path path = Files.createTempFile(folder, "holdfast-keys-", suffix);
        try {
            return new KeyChannel(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Fills a buffer up to its limit and makes it ready to be read. */
    void read(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new EOFException("the file ends at " + at);
            }
            at += read;
        }
        into.flip();
    }

    void write(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // It holds nothing that is needed, and the host finds it by its name.
        }
    }
}

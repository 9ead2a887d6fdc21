// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The frame of a stored model: magic, version, a header and a content each with its length before it, and the SHA-256 of
 * all that. Numbers are of 4 bytes, the highest first.
 *
 * @param magic what the bytes start with, in ASCII
 * @param kind what bytes that start otherwise are not, for messages
 * @param name what the whole is called in messages
 * @param contentName what the content is called in messages
 */
public record FramedFile(String magic, String kind, String name, String contentName) {
    private static final int VERSION = 1;
    private static final int LONGEST_HEADER = 64 << 20;
    private static final int LONGEST_CONTENT = 1 << 30;

    /** What writes the content. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes the content.
         *
         * @param out takes as many bytes as were announced
         * @throws IOException when it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * What makes something of the parts of a frame.
     *
     * @param <T> what that is
     */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Makes something of what the frame holds.
         *
         * @param header the header
         * @param content the content, in an array that nobody writes to any more
         * @return what they stand for
         * @throws IOException when they stand for nothing
         */
        T read(byte[] header, ByteBuffer content) throws IOException;
    }

    /** What hands out the parts of a frame one after the other. */
    @FunctionalInterface
    private interface Source {
        /** Returns the next bytes, fewer than were asked for at the end, in an array that may hold others around them. */
        ByteBuffer next(int length) throws IOException;
    }

    /**
     * Gives a digest that has seen nothing.
     *
     * @return SHA-256
     */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * Writes a frame.
     *
     * @param out takes it; stays open
     * @param header the header
     * @param length how many bytes the content has
     * @param content the content
     * @throws IOException when out fails, or header or content are too long
     */
    public void write(OutputStream out, byte[] header, int length, Writer content) throws IOException {
        requireLength("header", header.length, LONGEST_HEADER);
        requireLength(contentName, length, LONGEST_CONTENT);
        byte[] start = magic.getBytes(StandardCharsets.US_ASCII);
        DigestOutputStream digested = new DigestOutputStream(out, sha256());
        digested.write(ByteBuffer.allocate(start.length + 12 + header.length)
                .put(start)
                .putInt(VERSION)
                .putInt(header.length)
                .put(header)
                .putInt(length)
                .array());
        content.writeTo(digested);
        out.write(digested.getMessageDigest().digest());
    }

    /**
     * Reads a frame, and that nothing follows it. The reader sees only what the checksum has confirmed.
     *
     * @param in where it starts; stays open
     * @param reader what makes something of it
     * @param <T> what that is
     * @return what the reader made
     * @throws IOException when in fails, the bytes are no such frame or damaged, or the reader fails
     */
    public <T> T read(InputStream in, Reader<T> reader) throws IOException {
        MessageDigest sha = sha256();
        Parts parts = parts(length -> {
            // Grows with what is there, so a false length costs no memory.
            byte[] bytes = in.readNBytes(length);
            sha.update(bytes);
            return ByteBuffer.wrap(bytes);
        });
        byte[] expected = sha.digest();
        ByteBuffer found = ByteBuffer.wrap(in.readNBytes(expected.length));
        requireLength("checksum", expected.length, found);
        if (!MessageDigest.isEqual(expected, found.array())) {
            throw new IOException("the checksum of the " + name + " does not match its content: it is damaged");
        }
        requireEnd(in.read() < 0);
        return reader.read(parts.header(), parts.content());
    }

    /**
     * Reads a frame whose bytes were verified as a whole before, and that nothing follows it: the checksum at its end is
     * not computed once more.
     *
     * @param bytes the frame; nobody writes to them any more
     * @param reader what makes something of it; the content that it gets lies in the bytes
     * @param <T> what that is
     * @return what the reader made
     * @throws IOException when the bytes are no such frame, or the reader fails
     */
    public <T> T readVerified(byte[] bytes, Reader<T> reader) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        Source source = length -> {
            ByteBuffer next = rest.slice(rest.position(), Math.min(length, rest.remaining()));
            rest.position(rest.position() + next.remaining());
            return next;
        };
        Parts parts = parts(source);
        int checksum = sha256().getDigestLength();
        requireLength("checksum", checksum, source.next(checksum));
        requireEnd(!rest.hasRemaining());
        return reader.read(parts.header(), parts.content());
    }

    /** The header and the content; a class, since an array in a record would be compared by identity. */
    private static final class Parts {
        private final byte[] header;
        private final ByteBuffer content;

        Parts(byte[] header, ByteBuffer content) {
            this.header = header;
            this.content = content;
        }

        byte[] header() {
            return header;
        }

        ByteBuffer content() {
            return content;
        }
    }

    private Parts parts(Source source) throws IOException {
        if (!next(source, magic.length(), "magic").equals(ByteBuffer.wrap(magic.getBytes(StandardCharsets.US_ASCII)))) {
            throw new IOException("these bytes are no " + kind + ": they do not start with " + magic);
        }
        int version = next(source, Integer.BYTES, "version").getInt();
        if (version != VERSION) {
            throw new IOException("the " + name + " has layout version " + version + ", this release reads " + VERSION
                    + (version > VERSION ? "; read it with a newer release" : ""));
        }
        ByteBuffer section = section(source, "header", LONGEST_HEADER);
        byte[] header = new byte[section.remaining()];
        section.get(header);
        return new Parts(header, section(source, contentName, LONGEST_CONTENT));
    }

    private ByteBuffer section(Source source, String what, int longest) throws IOException {
        int length = next(source, Integer.BYTES, "length of the " + what).getInt();
        requireLength(what, length, longest);
        requireRoom(what, length);
        return next(source, length, what);
    }

    private ByteBuffer next(Source source, int length, String what) throws IOException {
        ByteBuffer bytes = source.next(length);
        requireLength(what, length, bytes);
        return bytes;
    }

    private void requireEnd(boolean ended) throws IOException {
        if (!ended) {
            throw new IOException("the " + name + " goes on after its end: there are bytes behind the checksum");
        }
    }

    private void requireLength(String what, int expected, ByteBuffer found) throws IOException {
        if (found.remaining() < expected) {
            throw new IOException("the " + name + " ends within its " + what + ": " + expected + " bytes expected, "
                    + found.remaining() + " there");
        }
    }

    private void requireRoom(String what, int length) throws IOException {
        // The whole is in memory at once, and what is made of it too.
        long room = Runtime.getRuntime().maxMemory() / 2;
        if (length > room) {
            throw new IOException("the " + what + " of the " + name + " is said to be " + length
                    + " bytes long, this JVM reads up to " + room + "; give it a larger heap if that is true");
        }
    }

    private void requireLength(String what, int length, int longest) throws IOException {
        if (length < 0 || length > longest) {
            throw new IOException("the " + what + " of a " + name + " may be " + longest + " bytes long, got "
                    + Integer.toUnsignedString(length));
        }
    }
}

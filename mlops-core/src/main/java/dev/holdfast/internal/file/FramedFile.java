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
import java.util.Arrays;

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
         * @param content the content
         * @return what they stand for
         * @throws IOException when they stand for nothing
         */
        T read(byte[] header, byte[] content) throws IOException;
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
        if (!Arrays.equals(bytes(in, magic.length(), "magic", sha), magic.getBytes(StandardCharsets.US_ASCII))) {
            throw new IOException("these bytes are no " + kind + ": they do not start with " + magic);
        }
        int version = integer(in, "version", sha);
        if (version != VERSION) {
            throw new IOException("the " + name + " has layout version " + version + ", this release reads " + VERSION
                    + (version > VERSION ? "; read it with a newer release" : ""));
        }
        byte[] header = section(in, "header", LONGEST_HEADER, sha);
        byte[] content = section(in, contentName, LONGEST_CONTENT, sha);
        requireChecksumAndEnd(in, sha.digest());
        return reader.read(header, content);
    }

    private void requireChecksumAndEnd(InputStream in, byte[] expected) throws IOException {
        byte[] found = in.readNBytes(expected.length);
        if (found.length < expected.length) {
            throw truncated("checksum", expected.length, found.length);
        }
        if (!MessageDigest.isEqual(expected, found)) {
            throw new IOException("the checksum of the " + name + " does not match its content: it is damaged");
        }
        if (in.read() >= 0) {
            throw new IOException("the " + name + " goes on after its end: there are bytes behind the checksum");
        }
    }

    private byte[] section(InputStream in, String what, int longest, MessageDigest sha) throws IOException {
        int length = integer(in, "length of the " + what, sha);
        requireLength(what, length, longest);
        requireRoom(what, length);
        return bytes(in, length, what, sha);
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

    private int integer(InputStream in, String what, MessageDigest sha) throws IOException {
        return ByteBuffer.wrap(bytes(in, Integer.BYTES, what, sha)).getInt();
    }

    private byte[] bytes(InputStream in, int length, String what, MessageDigest sha) throws IOException {
        // Grows with what is there, so a false length costs no memory.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw truncated(what, length, bytes.length);
        }
        sha.update(bytes);
        return bytes;
    }

    private IOException truncated(String what, int expected, int found) {
        return new IOException(
                "the " + name + " ends within its " + what + ": " + expected + " bytes expected, " + found + " there");
    }
}

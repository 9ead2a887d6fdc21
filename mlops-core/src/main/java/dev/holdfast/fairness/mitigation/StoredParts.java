// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a model that is made of other models; numbers are big-endian.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>bytes</th><th>content</th></tr>
 * <tr><td>8</td><td>the ASCII letters {@code HFMITIGA}</td></tr>
 * <tr><td>4</td><td>version of the layout: 1</td></tr>
 * <tr><td>4, length</td><td>header: a JSON object in UTF-8 with {@code format}, that of the whole, and {@code inner}, that
 *     of the parts</td></tr>
 * <tr><td>4</td><td>number of parts, at most 1000</td></tr>
 * <tr><td>4, length</td><td>each part as its own format writes it</td></tr>
 * <tr><td>32</td><td>SHA-256 over all bytes before it</td></tr>
 * </table>
 *
 * @param header the header
 * @param parts the parts
 */
record StoredParts(ObjectNode header, List<byte[]> parts) {
    private static final byte[] MAGIC = "HFMITIGA".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int LONGEST = 1 << 30;
    private static final int MOST_PARTS = 1_000;

    static byte[] bytes(StorableModel<Row, ClassScores> model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        return out.toByteArray();
    }

    void writeTo(OutputStream out) throws IOException {
        MessageDigest sha = sha256();
        byte[] json = StoredJson.bytes(header);
        write(out, sha, MAGIC);
        write(out, sha, integer(VERSION));
        write(out, sha, integer(json.length));
        write(out, sha, json);
        write(out, sha, integer(parts.size()));
        for (byte[] part : parts) {
            write(out, sha, integer(part.length));
            write(out, sha, part);
        }
        out.write(sha.digest());
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static void write(OutputStream out, MessageDigest sha, byte[] bytes) throws IOException {
        sha.update(bytes);
        out.write(bytes);
    }

    /** Reads to the end, trusting nothing: a length costs memory only for bytes that are there. */
    static StoredParts read(InputStream in, String format) throws IOException {
        MessageDigest sha = sha256();
        if (!Arrays.equals(take(in, MAGIC.length, "magic", sha), MAGIC)) {
            throw new IOException("these bytes are no model of format " + format + ": they do not start with "
                    + new String(MAGIC, StandardCharsets.US_ASCII));
        }
        int version = number(in, "version", VERSION, sha);
        if (version != VERSION) {
            throw new IOException("the model file has layout version " + version + ", this release reads " + VERSION);
        }
        byte[] json = take(in, number(in, "header", LONGEST, sha), "header", sha);
        List<byte[]> parts = new ArrayList<>();
        int count = number(in, "number of parts", MOST_PARTS, sha);
        for (int p = 0; p < count; p++) {
            parts.add(take(in, number(in, "part", LONGEST, sha), "part", sha));
        }
        byte[] expected = sha.digest();
        if (!MessageDigest.isEqual(expected, in.readNBytes(expected.length))) {
            throw new IOException("the checksum of the model file does not match its content: it is damaged");
        }
        if (in.read() >= 0) {
            throw new IOException("the model file goes on after its end: there are bytes behind the checksum");
        }
        ObjectNode header = StoredJson.parse(json);
        String found = StoredJson.text(header, "format");
        if (!found.equals(format)) {
            throw new IOException("the model file has format " + found + ", not " + format);
        }
        return new StoredParts(header, parts);
    }

    private static int number(InputStream in, String what, int most, MessageDigest sha) throws IOException {
        int value = ByteBuffer.wrap(take(in, Integer.BYTES, what, sha)).getInt();
        if (value < 0 || value > most) {
            throw new IOException("the " + what + " of a model file may be at most " + most + ", got "
                    + Integer.toUnsignedString(value));
        }
        return value;
    }

    private static byte[] take(InputStream in, int length, String what, MessageDigest sha) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the model file ends within its " + what + ": " + length + " bytes expected, "
                    + bytes.length + " there");
        }
        sha.update(bytes);
        return bytes;
    }

    /** Reads every part with the codec that the header asks for. */
    List<StorableModel<Row, ClassScores>> models(ModelCodec<Row, ClassScores> codec) throws IOException {
        String inner = StoredJson.text(header, "inner");
        if (!parts.isEmpty() && !inner.equals(codec.format())) {
            throw new IOException("the parts have format " + inner + ", the codec reads " + codec.format());
        }
        List<StorableModel<Row, ClassScores>> models = new ArrayList<>();
        for (byte[] part : parts) {
            models.add(codec.read(new ByteArrayInputStream(part)));
        }
        return models;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static void digest(MessageDigest sha, JsonNode node) {
        sha.update(node.toString().getBytes(StandardCharsets.UTF_8));
    }
}

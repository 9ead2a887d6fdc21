// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of a calibrated model; {@link CalibratedClassifier#codec} describes their layout. */
record CalibratedCodec(ModelCodec<Row, ClassScores> base) implements ModelCodec<Row, ClassScores> {
    private static final byte[] MAGIC = "HFCALIBR".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int LONGEST_HEADER = 64 << 20;
    private static final int LONGEST_MODEL = 1 << 30;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static String format(String baseFormat) {
        return "holdfast-calibrated/1(" + baseFormat + ")";
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static void write(CalibratedClassifier model, OutputStream out) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        model.base().writeTo(inner);
        ObjectNode root =
                JsonNodeFactory.instance.objectNode().put("format", model.base().format());
        ArrayNode calibrations = root.putArray("calibrations");
        model.calibrations().forEach(each -> calibrations.add(each.toText()));
        ObjectNode origin = root.putObject("origin");
        model.origin().forEach(origin::put);
        byte[] header = MAPPER.writeValueAsBytes(root);
        requireLength("header", header.length, LONGEST_HEADER);
        requireLength("base model", inner.size(), LONGEST_MODEL);
        byte[] start = ByteBuffer.allocate(MAGIC.length + 12 + header.length)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(header.length)
                .put(header)
                .putInt(inner.size())
                .array();
        byte[] content = inner.toByteArray();
        MessageDigest sha = sha256();
        sha.update(start);
        sha.update(content);
        out.write(start);
        out.write(content);
        out.write(sha.digest());
    }

    @Override
    public String format() {
        return format(base.format());
    }

    @Override
    public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
        MessageDigest sha = sha256();
        byte[] magic = bytes(in, MAGIC.length, "magic", sha);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("these bytes are no calibrated model: they do not start with "
                    + new String(MAGIC, StandardCharsets.US_ASCII));
        }
        int version = integer(in, "version", sha);
        if (version != VERSION) {
            throw new IOException("the calibrated model has layout version " + version + ", this release reads "
                    + VERSION + (version > VERSION ? "; read it with a newer release" : ""));
        }
        byte[] header = section(in, "header", LONGEST_HEADER, sha);
        byte[] model = section(in, "base model", LONGEST_MODEL, sha);
        byte[] expected = sha.digest();
        byte[] found = in.readNBytes(expected.length);
        if (found.length < expected.length) {
            throw new IOException(truncated("checksum", expected.length, found.length));
        }
        if (!MessageDigest.isEqual(expected, found)) {
            throw new IOException("the checksum of the calibrated model does not match its content: it is damaged");
        }
        if (in.read() >= 0) {
            throw new IOException("the calibrated model goes on after its end: there are bytes behind the checksum");
        }
        return parse(header, model);
    }

    private CalibratedClassifier parse(byte[] header, byte[] model) throws IOException {
        JsonNode root = root(header);
        String inner = root.path("format").asText();
        if (!inner.equals(base.format())) {
            throw new IOException(
                    "the base model has the format '" + inner + "', the codec reads '" + base.format() + "'");
        }
        List<Calibration> calibrations = new ArrayList<>();
        Map<String, String> origin = new LinkedHashMap<>();
        try {
            for (JsonNode each : root.path("calibrations")) {
                calibrations.add(Calibration.parse(each.asText()));
            }
            for (Map.Entry<String, JsonNode> each : root.path("origin").properties()) {
                origin.put(each.getKey(), each.getValue().asText());
            }
            return CalibratedClassifier.of(base.read(new ByteArrayInputStream(model)), calibrations, origin);
        } catch (IllegalArgumentException e) {
            throw new IOException("the header of the calibrated model cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode root(byte[] header) throws IOException {
        try {
            return MAPPER.readTree(header);
        } catch (JsonProcessingException e) {
            throw new IOException("the header of the calibrated model cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] section(InputStream in, String what, int longest, MessageDigest sha) throws IOException {
        int length = integer(in, "length of the " + what, sha);
        requireLength(what, length, longest);
        return bytes(in, length, what, sha);
    }

    private static void requireLength(String what, int length, int longest) throws IOException {
        if (length < 0 || length > longest) {
            throw new IOException("the " + what + " of a calibrated model may be " + longest + " bytes long, got "
                    + Integer.toUnsignedString(length));
        }
    }

    private static int integer(InputStream in, String what, MessageDigest sha) throws IOException {
        return ByteBuffer.wrap(bytes(in, Integer.BYTES, what, sha)).getInt();
    }

    private static byte[] bytes(InputStream in, int length, String what, MessageDigest sha) throws IOException {
        // Grows with what is there, so a false length costs no memory.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException(truncated(what, length, bytes.length));
        }
        sha.update(bytes);
        return bytes;
    }

    private static String truncated(String what, int expected, int found) {
        return "the calibrated model ends within its " + what + ": " + expected + " bytes expected, " + found
                + " there";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.data.Schema;
import dev.holdfast.model.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bytes of a stored model, format {@value #FORMAT}; {@link TribuoCodec} describes their layout.
 *
 * @param kind what the model answers
 * @param signature what it takes and gives
 * @param featurizer the fitted features
 * @param provenance how it came to be
 * @param parameterDigest the digest of what it learned
 * @param model Tribuo's ModelProto
 */
record ModelFile(
        String kind,
        Signature signature,
        Featurizer featurizer,
        Map<String, String> provenance,
        String parameterDigest,
        ByteString model) {
    static final String FORMAT = "tribuo-protobuf/1";

    private static final byte[] MAGIC = "HFTRIBUO".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int LONGEST_HEADER = 64 << 20;
    private static final int LONGEST_MODEL = 1 << 30;

    void writeTo(OutputStream out) throws IOException {
        byte[] header = Json.MAPPER.writeValueAsString(header()).getBytes(StandardCharsets.UTF_8);
        requireLength("header", header.length, LONGEST_HEADER);
        requireLength("protobuf", model.size(), LONGEST_MODEL);
        ByteBuffer start = ByteBuffer.allocate(16 + header.length + 4)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(header.length)
                .put(header)
                .putInt(model.size());
        MessageDigest sha = ParameterDigest.sha256();
        sha.update(start.array());
        sha.update(model.asReadOnlyByteBuffer());
        out.write(start.array());
        model.writeTo(out);
        out.write(sha.digest());
    }

    static ModelFile read(InputStream in) throws IOException {
        MessageDigest sha = ParameterDigest.sha256();
        byte[] magic = bytes(in, MAGIC.length, "magic", sha);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("these bytes are no Tribuo model of format " + FORMAT + ": they do not start with "
                    + new String(MAGIC, StandardCharsets.US_ASCII));
        }
        int version = integer(in, "version", sha);
        if (version != VERSION) {
            throw new IOException("the model file has layout version " + version + ", this release reads " + VERSION
                    + (version > VERSION ? "; read it with a newer release" : ""));
        }
        byte[] header = section(in, "header", LONGEST_HEADER, sha);
        byte[] model = section(in, "protobuf", LONGEST_MODEL, sha);
        byte[] expected = sha.digest();
        byte[] found = in.readNBytes(expected.length);
        if (!MessageDigest.isEqual(expected, found)) {
            throw new IOException(
                    found.length < expected.length
                            ? truncated("checksum", expected.length, found.length)
                            : "the checksum of the model file does not match its content: it is damaged");
        }
        if (in.read() >= 0) {
            throw new IOException("the model file goes on after its end: there are bytes behind the checksum");
        }
        return parse(header, UnsafeByteOperations.unsafeWrap(model));
    }

    private ObjectNode header() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("kind", kind);
        ObjectNode contract = root.putObject("signature")
                .put("inputs", signature.inputs().toJson())
                .put("target", signature.target());
        ArrayNode labels = contract.putArray("labels");
        signature.labels().forEach(labels::add);
        root.set("features", featurizer.toJson());
        ObjectNode origin = root.putObject("provenance");
        provenance.forEach(origin::put);
        return root.put("parameterDigest", parameterDigest);
    }

    private static ModelFile parse(byte[] header, ByteString model) throws IOException {
        try {
            JsonNode root = Json.MAPPER.readTree(header);
            JsonNode contract = Json.object(root, "signature");
            Signature signature = new Signature(
                    Schema.parse(Json.text(contract, "inputs")),
                    Json.text(contract, "target"),
                    Json.texts(contract, "labels"));
            Map<String, String> provenance = new LinkedHashMap<>();
            JsonNode origin = Json.object(root, "provenance");
            for (Map.Entry<String, JsonNode> entry : origin.properties()) {
                provenance.put(entry.getKey(), Json.text(origin, entry.getKey()));
            }
            return new ModelFile(
                    Json.text(root, "kind"),
                    signature,
                    Featurizer.fromJson(Json.object(root, "features")),
                    provenance,
                    Json.text(root, "parameterDigest"),
                    model);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException("the header of the model file cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] section(InputStream in, String what, int longest, MessageDigest sha) throws IOException {
        int length = integer(in, "length of the " + what, sha);
        requireLength(what, length, longest);
        return bytes(in, length, what, sha);
    }

    private static void requireLength(String what, int length, int longest) throws IOException {
        if (length < 0 || length > longest) {
            throw new IOException("the " + what + " of a model file may be " + longest + " bytes long, got "
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
        return "the model file ends within its " + what + ": " + expected + " bytes expected, " + found + " there";
    }
}

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
import dev.holdfast.internal.file.FramedFile;
import dev.holdfast.model.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private static final FramedFile FRAME =
            new FramedFile("HFTRIBUO", "Tribuo model of format " + FORMAT, "model file", "protobuf");

    void writeTo(OutputStream out) throws IOException {
        byte[] header = Json.MAPPER.writeValueAsString(header()).getBytes(StandardCharsets.UTF_8);
        FRAME.write(out, header, model.size(), model::writeTo);
    }

    static ModelFile read(InputStream in) throws IOException {
        return FRAME.read(in, ModelFile::parse);
    }

    static ModelFile readVerified(byte[] bytes) throws IOException {
        return FRAME.readVerified(bytes, ModelFile::parse);
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

    private static ModelFile parse(byte[] header, ByteBuffer model) throws IOException {
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
                    UnsafeByteOperations.unsafeWrap(model));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException("the header of the model file cannot be read: " + e.getMessage(), e);
        }
    }
}

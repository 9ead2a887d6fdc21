// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Schema;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.model.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Members of stored documents; numbers are texts, so that every bit and the infinities survive. */
final class StoredJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private StoredJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String write(ObjectNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }

    static byte[] bytes(ObjectNode node) {
        return write(node).getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode parse(byte[] json) throws IOException {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("the stored document is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException("the stored document must be a JSON object");
    }

    static String text(JsonNode node, String name) throws IOException {
        JsonNode member = node.path(name);
        if (!member.isTextual()) {
            throw new IOException("member '" + name + "' must be a text, got " + member.getNodeType());
        }
        return member.textValue();
    }

    static double number(JsonNode node, String name) throws IOException {
        String text = text(node, name);
        try {
            double value = Double.parseDouble(text);
            if (!Double.isNaN(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IOException("member '" + name + "' must be a number, got '" + text + "'", e);
        }
        throw new IOException("member '" + name + "' must be a number, got '" + text + "'");
    }

    static double share(JsonNode node, String name) throws IOException {
        double value = number(node, name);
        if (!(value >= 0 && value <= 1)) {
            throw new IOException("member '" + name + "' must be in [0, 1], got " + value);
        }
        return value;
    }

    static long integer(JsonNode node, String name) throws IOException {
        String text = text(node, name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("member '" + name + "' must be an integer, got '" + text + "'", e);
        }
    }

    static List<JsonNode> list(JsonNode node, String name) throws IOException {
        JsonNode member = node.path(name);
        if (!member.isArray()) {
            throw new IOException("member '" + name + "' must be a list, got " + member.getNodeType());
        }
        List<JsonNode> elements = new ArrayList<>();
        member.forEach(elements::add);
        return elements;
    }

    static List<String> texts(JsonNode node, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(node, name)) {
            if (!element.isTextual()) {
                throw new IOException("each element of '" + name + "' must be a text, got " + element.getNodeType());
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    static void put(ObjectNode node, String name, List<String> texts) {
        ArrayNode array = node.putArray(name);
        texts.forEach(array::add);
    }

    static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String name) throws IOException {
        String text = text(node, name);
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "member '" + name + "' must be a " + type.getSimpleName() + ", got '" + text + "'", e);
        }
    }

    static void putGoal(ObjectNode node, Goal goal) {
        if (goal instanceof Goal.Alike alike) {
            node.put("measure", alike.stated().measure().name())
                    .put("tolerance", String.valueOf(alike.stated().tolerance()));
        } else if (goal instanceof Goal.BoundedLoss loss) {
            node.put("bound", String.valueOf(loss.bound()));
        }
    }

    static Goal goal(JsonNode node) throws IOException {
        try {
            return node.has("bound")
                    ? new Goal.BoundedLoss(number(node, "bound"))
                    : new Goal.Alike(
                            new Criterion(constant(FairnessMeasure.class, node, "measure"), number(node, "tolerance")));
        } catch (IllegalArgumentException e) {
            throw new IOException("the goal cannot be read: " + e.getMessage(), e);
        }
    }

    static void putSignature(ObjectNode node, Signature signature) {
        ObjectNode contract = node.putObject("signature")
                .put("inputs", signature.inputs().toJson())
                .put("target", signature.target());
        put(contract, "labels", signature.labels());
    }

    static Signature signature(JsonNode node) throws IOException {
        JsonNode contract = node.path("signature");
        try {
            return new Signature(
                    Schema.parse(text(contract, "inputs")), text(contract, "target"), texts(contract, "labels"));
        } catch (IllegalArgumentException e) {
            throw new IOException("the signature cannot be read: " + e.getMessage(), e);
        }
    }
}

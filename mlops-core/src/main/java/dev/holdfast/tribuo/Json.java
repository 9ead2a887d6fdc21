// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the members of a stored document, each required and of the right kind. */
final class Json {
    /** Escapes what is not ASCII, so that a text with an unpaired surrogate survives the bytes. */
    static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    static JsonNode object(JsonNode parent, String name) throws IOException {
        JsonNode node = parent.path(name);
        if (!node.isObject()) {
            throw new IOException("member '" + name + "' must be an object, got " + node.getNodeType());
        }
        return node;
    }

    static String text(JsonNode parent, String name) throws IOException {
        return text(parent.path(name), "member '" + name + "'", parent);
    }

    static double number(JsonNode parent, String name) throws IOException {
        JsonNode node = parent.path(name);
        double value = node.asDouble(Double.NaN);
        if (!node.isNumber() || !Double.isFinite(value)) {
            throw new IOException("member '" + name + "' must be a finite number, got " + node.getNodeType());
        }
        return value;
    }

    static List<String> texts(JsonNode parent, String name) throws IOException {
        JsonNode array = parent.path(name);
        if (!array.isArray()) {
            throw new IOException("member '" + name + "' must be a list, got " + array.getNodeType());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode node : array) {
            texts.add(text(node, "each element of '" + name + "'", array));
        }
        return texts;
    }

    private static String text(JsonNode node, String what, JsonNode parent) throws IOException {
        if (!node.isTextual()) {
            throw new IOException(
                    what + " must be a text, got " + node.getNodeType() + " in a " + parent.getNodeType());
        }
        return node.textValue();
    }
}

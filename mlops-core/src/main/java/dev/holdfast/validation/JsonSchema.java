// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * The part of JSON Schema (draft 2020-12) that a rule can ask for, applied to one document: {@code type}, {@code enum},
 * {@code const}; {@code minimum}, {@code maximum}, {@code exclusiveMinimum}, {@code exclusiveMaximum}; {@code minLength},
 * {@code maxLength} (Unicode code points), {@code pattern} (found anywhere, in the syntax of {@link
 * java.util.regex.Pattern}); {@code required}, {@code properties}, {@code additionalProperties}; {@code items} (one schema),
 * {@code minItems}, {@code maxItems}, {@code uniqueItems}; {@code anyOf}, {@code allOf}, {@code oneOf}, {@code not};
 * {@code $ref} within the document, {@code $defs} and {@code definitions}; schemas that are {@code true} or {@code false}.
 * Remarks such as {@code title} ask for nothing. Every other keyword is refused, for a schema that is not enforced must not
 * look as if it were.
 *
 * <p>Numbers are compared by their value, so that 1 is 1.0 and an integer; beside {@code $ref} other keywords hold as well. A
 * document that names a member twice, or is nested deeper than 200 levels, satisfies no schema.
 */
final class JsonSchema {
    private static final int DEEPEST = 200;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonConstraint root;

    private JsonSchema(JsonConstraint root) {
        this.root = root;
    }

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException naming the place and what is wrong there
     */
    static JsonSchema parse(String schema) {
        return new JsonSchema(new JsonSchemaReader(tree(schema)).read());
    }

    /**
     * The schema as it is kept: without needless space, members in the order in which they were written. A text that is no
     * document is left as it is, for the rule to refuse.
     */
    static String canonical(String schema) {
        try {
            return tree(schema).toString();
        } catch (IllegalArgumentException e) {
            return schema;
        }
    }

    static JsonNode tree(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            if (tree.isMissingNode()) {
                throw new IllegalArgumentException("a JSON Schema must be a JSON document, got a blank text");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a JSON Schema must be a JSON document: " + e.getOriginalMessage(), e);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a JSON Schema needs numbers that can be read: " + e.getMessage(), e);
        }
    }

    /** Tells whether a text is one JSON document that satisfies the schema. */
    boolean accepts(String text) {
        try {
            JsonNode document = JSON.readTree(text);
            return !document.isMissingNode() && root.accepts(document);
        } catch (JsonProcessingException | NumberFormatException e) {
            // The latter for an exponent beyond the reach of decimal numbers.
            return false;
        } catch (StackOverflowError e) {
            throw new CheckFailure(
                    "the JSON Schema nests too deeply for a text of " + text.length() + " characters", e);
        }
    }

    /** Equality of JSON values: numbers by value, arrays in order, objects without order. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isObject() && b.isObject() && a.size() == b.size()) {
            return a.properties().stream().allMatch(e -> b.has(e.getKey()) && same(e.getValue(), b.get(e.getKey())));
        }
        return !a.isContainerNode() && !a.isNumber() && a.equals(b);
    }

    static boolean holds(List<JsonNode> values, JsonNode value) {
        return values.stream().anyMatch(v -> same(v, value));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the document of a JSON Schema into constraints, and refuses what it does not enforce. */
final class JsonSchemaReader {
    private static final Set<String> TYPES =
            Set.of("null", "boolean", "object", "array", "number", "string", "integer");
    private static final Set<String> REMARKS =
            Set.of("$schema", "$id", "$comment", "title", "description", "default", "examples", "$defs", "definitions");

    private final JsonNode document;
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<String, Set<String>> sameValue = new HashMap<>();

    JsonSchemaReader(JsonNode document) {
        this.document = document;
    }

    JsonConstraint read() {
        JsonConstraint root = read(document, "#", "#");
        // Everything that is referred to is read by now; a circle that consumes no part of the value would never end.
        for (String start : sameValue.keySet()) {
            refuseCircle(start, start, new HashSet<>());
        }
        return root;
    }

    private void refuseCircle(String start, String at, Set<String> seen) {
        for (String next : sameValue.getOrDefault(at, Set.of())) {
            if (next.equals(start)) {
                throw new IllegalArgumentException("the JSON Schema refers to itself without end at " + start);
            }
            if (seen.add(next)) {
                refuseCircle(start, next, seen);
            }
        }
    }

    /** Reads one schema; {@code owner} is the nearest schema that can be referred to and looks at the same value. */
    private JsonConstraint read(JsonNode schema, String place, String owner) {
        if (schema.isBoolean()) {
            boolean accepts = schema.booleanValue();
            return value -> accepts;
        }
        if (!schema.isObject()) {
            throw new IllegalArgumentException(
                    "the JSON Schema needs an object, true or false at " + place + ", got " + schema);
        }
        List<JsonConstraint> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            String name = keyword.getKey();
            if (!REMARKS.contains(name)) {
                parts.add(read(name, keyword.getValue(), new Place(place + "/" + name, owner)));
            }
        }
        if (schema.has("properties") || schema.has("additionalProperties")) {
            parts.add(members(schema, place));
        }
        return JsonConstraint.all(parts);
    }

    private JsonConstraint read(String keyword, JsonNode wanted, Place place) {
        return switch (keyword) {
            case "type" -> type(wanted, place);
            case "enum" -> oneOfValues(wanted, place);
            case "const" -> value -> JsonSchema.same(wanted, value);
            case "minimum" -> number(wanted, place, order -> order >= 0);
            case "maximum" -> number(wanted, place, order -> order <= 0);
            case "exclusiveMinimum" -> number(wanted, place, order -> order > 0);
            case "exclusiveMaximum" -> number(wanted, place, order -> order < 0);
            case "minLength", "maxLength", "minItems", "maxItems" -> size(keyword, wanted, place);
            case "pattern" -> pattern(wanted, place);
            case "required" -> required(wanted, place);
            // Read together, for each depends on the other.
            case "properties", "additionalProperties" -> value -> true;
            case "items" -> items(wanted, place);
            case "uniqueItems" -> uniqueItems(wanted, place);
            case "allOf", "anyOf", "oneOf" -> combined(keyword, wanted, place);
            case "not" -> {
                JsonConstraint part = read(wanted, place.path(), place.owner());
                yield value -> !part.accepts(value);
            }
            case "$ref" -> reference(wanted, place);
            default ->
                throw new IllegalArgumentException("the JSON Schema uses '" + keyword + "' at " + place.path()
                        + ", which is not enforced here and therefore refused; remove it or use a custom check");
        };
    }

    private static JsonConstraint type(JsonNode wanted, Place place) {
        List<String> types = new ArrayList<>();
        if (wanted.isArray()) {
            wanted.forEach(each -> types.add(each.asText()));
        } else {
            types.add(wanted.asText());
        }
        if (types.isEmpty() || !TYPES.containsAll(types)) {
            throw place.bad("one or several of " + TYPES.stream().sorted().toList(), wanted);
        }
        return value -> types.stream().anyMatch(type -> isOf(type, value));
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "null" -> value.isNull();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            default -> value.isNumber() && isWhole(value.decimalValue());
        };
    }

    /** Without writing the number out, which 1e999999 would not survive. */
    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0
                || number.scale() <= 0
                || number.stripTrailingZeros().scale() <= 0;
    }

    private static JsonConstraint oneOfValues(JsonNode wanted, Place place) {
        if (!wanted.isArray() || wanted.isEmpty()) {
            throw place.bad("a list with at least one value", wanted);
        }
        List<JsonNode> values = list(wanted);
        return value -> JsonSchema.holds(values, value);
    }

    private interface Order {
        boolean accepts(int order);
    }

    private static JsonConstraint number(JsonNode wanted, Place place, Order order) {
        if (!wanted.isNumber()) {
            throw place.bad("a number", wanted);
        }
        BigDecimal bound = wanted.decimalValue();
        return value -> !value.isNumber() || order.accepts(value.decimalValue().compareTo(bound));
    }

    private static JsonConstraint size(String keyword, JsonNode wanted, Place place) {
        if (!wanted.isNumber()
                || !isWhole(wanted.decimalValue())
                || wanted.decimalValue().signum() < 0) {
            throw place.bad("a whole number of at least 0", wanted);
        }
        BigDecimal bound = wanted.decimalValue();
        boolean atLeast = keyword.startsWith("min");
        boolean onText = keyword.endsWith("Length");
        return value -> {
            if (onText ? !value.isTextual() : !value.isArray()) {
                return true;
            }
            String text = value.asText();
            int size = onText ? text.codePointCount(0, text.length()) : value.size();
            int order = BigDecimal.valueOf(size).compareTo(bound);
            return atLeast ? order >= 0 : order <= 0;
        };
    }

    private static JsonConstraint pattern(JsonNode wanted, Place place) {
        if (!wanted.isTextual()) {
            throw place.bad("a text", wanted);
        }
        // The same test as of every other rule, with its guard against expressions that backtrack without end.
        CellTest found = CellTests.finds(Rule.requireRegex(wanted.textValue(), "the JSON Schema at " + place.path()));
        return value -> !value.isTextual() || found.text(value.textValue());
    }

    private static JsonConstraint required(JsonNode wanted, Place place) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : wanted) {
            if (!each.isTextual()) {
                throw place.bad("a list of texts", wanted);
            }
            names.add(each.textValue());
        }
        if (!wanted.isArray()) {
            throw place.bad("a list of texts", wanted);
        }
        return value -> !value.isObject() || names.stream().allMatch(value::has);
    }

    private JsonConstraint members(JsonNode schema, String place) {
        Map<String, JsonConstraint> known = new LinkedHashMap<>();
        JsonNode properties = schema.path("properties");
        if (!properties.isMissingNode() && !properties.isObject()) {
            throw new Place(place + "/properties", place).bad("an object", properties);
        }
        properties.properties().forEach(e -> {
            String at = place + "/properties/" + escaped(e.getKey());
            known.put(e.getKey(), read(e.getValue(), at, at));
        });
        JsonNode additional = schema.path("additionalProperties");
        String at = place + "/additionalProperties";
        JsonConstraint others = additional.isMissingNode() ? value -> true : read(additional, at, at);
        return value -> {
            if (value.isObject()) {
                for (Map.Entry<String, JsonNode> member : value.properties()) {
                    if (!known.getOrDefault(member.getKey(), others).accepts(member.getValue())) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    private JsonConstraint items(JsonNode wanted, Place place) {
        if (wanted.isArray()) {
            throw place.bad("one schema for all items", wanted);
        }
        JsonConstraint each = read(wanted, place.path(), place.path());
        return value -> {
            if (value.isArray()) {
                for (JsonNode item : value) {
                    if (!each.accepts(item)) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    private static JsonConstraint uniqueItems(JsonNode wanted, Place place) {
        if (!wanted.isBoolean()) {
            throw place.bad("true or false", wanted);
        }
        if (!wanted.booleanValue()) {
            return value -> true;
        }
        return value -> {
            List<JsonNode> seen = new ArrayList<>();
            if (value.isArray()) {
                for (JsonNode item : value) {
                    if (JsonSchema.holds(seen, item)) {
                        return false;
                    }
                    seen.add(item);
                }
            }
            return true;
        };
    }

    private JsonConstraint combined(String keyword, JsonNode wanted, Place place) {
        if (!wanted.isArray() || wanted.isEmpty()) {
            throw place.bad("a list with at least one schema", wanted);
        }
        List<JsonConstraint> parts = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            parts.add(read(wanted.get(i), place.path() + "/" + i, place.owner()));
        }
        return switch (keyword) {
            case "allOf" -> JsonConstraint.all(parts);
            case "anyOf" -> value -> JsonConstraint.satisfied(parts, value) > 0;
            default -> value -> JsonConstraint.satisfied(parts, value) == 1;
        };
    }

    private JsonConstraint reference(JsonNode wanted, Place place) {
        String reference = wanted.asText();
        if (!wanted.isTextual() || !(reference.equals("#") || reference.startsWith("#/"))) {
            throw place.bad("a place within the document such as #/$defs/name", wanted);
        }
        sameValue.computeIfAbsent(place.owner(), o -> new HashSet<>()).add(reference);
        Target target = targets.get(reference);
        if (target == null) {
            target = new Target();
            targets.put(reference, target);
            JsonNode node = document.at(pointer(reference, place, wanted));
            if (node.isMissingNode()) {
                throw place.bad("a place that is there", wanted);
            }
            target.schema = read(node, reference, reference);
        }
        Target found = target;
        return value -> found.schema.accepts(value);
    }

    private static JsonPointer pointer(String reference, Place place, JsonNode wanted) {
        try {
            return JsonPointer.compile(
                    URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw place.bad("a JSON pointer", wanted);
        }
    }

    private static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> values = new ArrayList<>();
        array.forEach(values::add);
        return List.copyOf(values);
    }

    /** A schema that is referred to, perhaps before it is read: schemas may be recursive. */
    private static final class Target {
        private JsonConstraint schema = value -> true;
    }

    /**
     * Where a keyword stands.
     *
     * @param owner the nearest schema that can be referred to and looks at the same value
     */
    private record Place(String path, String owner) {
        IllegalArgumentException bad(String wanted, JsonNode got) {
            return new IllegalArgumentException("the JSON Schema needs " + wanted + " at " + path + ", got " + got);
        }
    }
}

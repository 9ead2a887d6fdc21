// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The JSON form of a contract.
 *
 * <pre>{@code
 * {"contract": 1, "name": "loans", "version": 2,
 *  "columns": [{"name": "Age", "rules": [{"rule": "between", "min": 18, "max": 100, "severity": "WARN"}]}],
 *  "rows": [{"rule": "check", "name": "x", "condition": {"when": {..}, "then": {"column": "Assets", "above": [0]}}}]}
 * }</pre>
 */
final class ContractJson {
    static final int FORMAT = 1;
    // Decimal, so that the numbers of a JSON Schema come back as they were written.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Set<String> MODIFIERS =
            Set.of("rule", "severity", "because", "environments", "holdsFor", "where", "groupBy", "portable");

    private ContractJson() {}

    static String write(DataContract contract) {
        StringBuilder text = new StringBuilder("{\n  \"contract\": ")
                .append(FORMAT)
                .append(",\n  \"name\": ")
                .append(JSON.getNodeFactory().textNode(contract.name()))
                .append(",\n  \"version\": ")
                .append(contract.version())
                .append(",\n  \"columns\": [");
        String separator = "\n";
        for (ContractColumn column : contract.columnBlocks()) {
            text.append(separator)
                    .append("    {\"name\": ")
                    .append(JSON.getNodeFactory().textNode(column.name()));
            if (column.optional()) {
                text.append(", \"optional\": true");
            }
            column.redaction()
                    .ifPresent(r ->
                            text.append(", \"sensitive\": \"").append(r.name()).append('"'));
            if (!column.environments().isEmpty()) {
                ArrayNode names = JSON.createArrayNode();
                column.environments().forEach(names::add);
                text.append(", \"environments\": ").append(names);
            }
            text.append(", \"rules\": [")
                    .append(rules(column.rules(), "      "))
                    .append("]}");
            separator = ",\n";
        }
        return text.append("\n  ],\n  \"rows\": [")
                .append(rules(contract.tableRules(), "    "))
                .append("]\n}\n")
                .toString();
    }

    private static String rules(List<Rule> rules, String indent) {
        return rules.isEmpty()
                ? ""
                : rules.stream()
                        .map(rule -> "\n" + indent + write(rule))
                        .collect(Collectors.joining(",", "", "\n" + indent.substring(2)));
    }

    private static ObjectNode write(Rule rule) {
        ObjectNode node = JSON.createObjectNode().put("rule", rule.kind().json());
        rule.arguments()
                .forEach((name, value) ->
                        node.set(name, name.equals("schema") ? JsonSchema.tree((String) value) : value(value)));
        if (rule.kind().isCode()) {
            // The code stays behind; whoever reads the contract has to bring it.
            node.put("portable", false);
        }
        Modifiers modifiers = rule.modifiers();
        if (modifiers.severity() != Severity.FAIL) {
            node.put("severity", modifiers.severity().name());
        }
        modifiers.atLeast().ifPresent(share -> node.put("holdsFor", share));
        modifiers.where().ifPresent(where -> node.set("where", write(where.predicate())));
        modifiers.groupBy().ifPresent(by -> node.put("groupBy", by));
        if (rule.column().isEmpty() && !modifiers.environments().isEmpty()) {
            modifiers.environments().forEach(node.putArray("environments")::add);
        }
        modifiers.because().ifPresent(because -> node.put("because", because));
        return node;
    }

    private static JsonNode value(Object value) {
        if (value instanceof Condition condition) {
            return write(condition.predicate());
        }
        return JSON.valueToTree(value);
    }

    private static ObjectNode write(Predicate predicate) {
        ObjectNode node = JSON.createObjectNode();
        if (predicate instanceof Comparison comparison) {
            node.put("column", comparison.column());
            node.set(comparison.operator().json(), JSON.valueToTree(comparison.operands()));
        } else if (predicate instanceof Predicate.All all) {
            all.parts().forEach(part -> node.withArray("/all").add(write(part)));
        } else if (predicate instanceof Predicate.Any any) {
            any.parts().forEach(part -> node.withArray("/any").add(write(part)));
        } else if (predicate instanceof Predicate.Not not) {
            node.set("not", write(not.part()));
        } else if (predicate instanceof Predicate.Implication implication) {
            node.set("when", write(implication.when()));
            node.set("then", write(implication.then()));
        }
        return node;
    }

    static DataContract parse(String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a contract must be a JSON document: " + e.getOriginalMessage() + " in line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                    e);
        }
        int format = root.path("contract").asInt(-1);
        if (format != FORMAT) {
            throw new IllegalArgumentException("expected a contract of format " + FORMAT + ", got "
                    + (format < 0
                            ? "no 'contract' member"
                            : "format " + format
                                    + (format > FORMAT ? "; a newer version of the library wrote it: update" : "")));
        }
        String name = root.path("name").asText();
        DataContract.Builder builder =
                DataContract.named(name).version(root.path("version").asInt());
        for (JsonNode column : root.path("columns")) {
            builder.column(Rule.inContract(name, () -> column(column)));
        }
        List<Rule> tableRules = new ArrayList<>();
        for (JsonNode rule : root.path("rows")) {
            tableRules.add(Rule.inContract(name, () -> rule(Optional.empty(), rule, texts(rule.path("environments")))));
        }
        return builder.tableRules(tableRules).build();
    }

    private static ContractColumn column(JsonNode node) {
        String name = Rule.requireName(node.path("name").asText(), "a column");
        List<String> environments = texts(node.path("environments"));
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : node.path("rules")) {
            rules.add(rule(Optional.of(name), rule, environments));
        }
        return new ContractColumn(name, node.path("optional").asBoolean(), redaction(name, node), environments, rules);
    }

    private static Optional<Redaction> redaction(String column, JsonNode node) {
        if (!node.has("sensitive")) {
            return Optional.empty();
        }
        String name = node.path("sensitive").asText();
        for (Redaction redaction : Redaction.values()) {
            if (redaction.name().equals(name)) {
                return Optional.of(redaction);
            }
        }
        throw new IllegalArgumentException(
                "column '" + column + "': unknown redaction '" + name + "'; known are MASK, HASH and OMIT");
    }

    private static Rule rule(Optional<String> column, JsonNode node, List<String> environments) {
        String place = column.map(c -> "column '" + c + "'").orElse("table");
        try {
            RuleKind kind = RuleKind.parse(
                    node.path("rule").asText(), column.isPresent() ? RuleKind.Scope.COLUMN : RuleKind.Scope.TABLE);
            Map<String, Object> arguments = new LinkedHashMap<>();
            node.properties().stream()
                    .filter(e -> !MODIFIERS.contains(e.getKey()))
                    .forEach(e -> arguments.put(e.getKey(), argument(e.getKey(), e.getValue())));
            return new Rule(kind, column, arguments, modifiers(node, environments)).validated();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(place) ? e : new IllegalArgumentException(place + ": " + message, e);
        }
    }

    private static Modifiers modifiers(JsonNode node, List<String> environments) {
        Modifiers modifiers = Modifiers.NONE.environments(environments);
        if (node.has("severity")) {
            modifiers = modifiers.severity(severity(node.path("severity").asText()));
        }
        if (node.has("because")) {
            modifiers = modifiers.because(node.path("because").asText());
        }
        if (node.has("holdsFor")) {
            modifiers = modifiers.atLeast(node.path("holdsFor").asDouble());
        }
        if (node.has("where")) {
            modifiers = modifiers.where(new Condition(predicate(node.path("where"))));
        }
        return node.has("groupBy") ? modifiers.groupBy(node.path("groupBy").asText()) : modifiers;
    }

    private static Severity severity(String name) {
        for (Severity severity : Severity.values()) {
            if (severity.name().equals(name)) {
                return severity;
            }
        }
        throw new IllegalArgumentException("unknown severity '" + name + "'; known are WARN and FAIL");
    }

    private static Object argument(String name, JsonNode node) {
        if (name.equals("condition")) {
            return new Condition(predicate(node));
        }
        if (name.equals("schema")) {
            return node.toString();
        }
        if (node.isArray()) {
            List<Object> values = new ArrayList<>();
            node.forEach(each -> values.add(argument("", each)));
            return List.copyOf(values);
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        throw new IllegalArgumentException("'" + name + "' must be a number, a text or a list of them, got " + node);
    }

    private static Predicate predicate(JsonNode node) {
        if (node.has("when") && node.has("then")) {
            return new Predicate.Implication(predicate(node.path("when")), predicate(node.path("then")));
        }
        if (node.has("all")) {
            return new Predicate.All(predicates(node.path("all")));
        }
        if (node.has("any")) {
            return new Predicate.Any(predicates(node.path("any")));
        }
        if (node.has("not")) {
            return new Predicate.Not(predicate(node.path("not")));
        }
        String column = Rule.requireName(node.path("column").asText(), "a condition");
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            Optional<Comparison.Operator> operator = Comparison.Operator.of(member.getKey());
            if (operator.isPresent()) {
                return comparison(column, operator.get(), member.getValue());
            }
        }
        throw new IllegalArgumentException("unknown condition " + node
                + "; it needs 'column' and a comparison, or 'all', 'any', 'not', 'when' and 'then'");
    }

    private static Comparison comparison(String column, Comparison.Operator operator, JsonNode operands) {
        List<Object> values = new ArrayList<>();
        operands.forEach(each -> values.add(argument(operator.json(), each)));
        return new Comparison(column, operator, values).validated();
    }

    private static List<Predicate> predicates(JsonNode nodes) {
        List<Predicate> parts = new ArrayList<>();
        nodes.forEach(node -> parts.add(predicate(node)));
        return parts;
    }

    private static List<String> texts(JsonNode nodes) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}

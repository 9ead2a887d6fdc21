// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rules that are proposed, as the Java calls that make them. */
final class JavaCode {
    private JavaCode() {}

    /** The call, without the dot before it. */
    static String call(Rule rule) {
        String call = switch (rule.kind()) {
            case TYPE -> rule.textArgument("type") + "()";
            case REQUIRED, UNIQUE, NOT_BLANK -> rule.kind().json() + "()";
            case MISSING -> "missing(Limit.atMost(" + literal(rule.numberArgument("atMost")) + "))";
            case BETWEEN ->
                "between(" + literal(rule.numberArgument("min")) + ", " + literal(rule.numberArgument("max")) + ")";
            case IN -> "in(" + literals(rule.values("values")) + ")";
            case MATCHES -> "matches(" + quoted(rule.textArgument("regex")) + ")";
            case DATE_FORMAT -> "dateFormat(" + quoted(rule.textArgument("pattern")) + ")";
            case FORMAT -> "format(TextFormat." + rule.textArgument("format").toUpperCase(Locale.ROOT) + ")";
            case CHECK ->
                "check(" + quoted(rule.textArgument("name")) + ", " + condition(rule.condition("condition")) + ")";
            case SUM ->
                "sumEquals(" + quoted(rule.textArgument("total")) + ", " + literal(rule.numberArgument("tolerance"))
                        + ", " + literals(rule.values("columns")) + ")";
            case DETERMINES ->
                "determined(" + quoted(rule.textArgument("determines")) + ", " + literals(rule.values("columns")) + ")";
            default -> throw new IllegalStateException(rule + " is not proposed");
        };
        return call
                + rule.modifiers()
                        .atLeast()
                        .map(share -> ".atLeast(" + share + ")")
                        .orElse("");
    }

    private static String condition(Condition condition) {
        Comparison comparison = (Comparison) condition.predicate();
        return "Condition.when(" + quoted(comparison.column()) + ")."
                + comparison.operator().json() + "("
                + literals(comparison.operands()) + ")";
    }

    private static String literals(List<?> values) {
        return values.stream().map(JavaCode::literal).collect(Collectors.joining(", "));
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        return value instanceof Long whole && (int) (long) whole != whole ? whole + "L" : String.valueOf(value);
    }

    /** A text as the compiler reads it, whatever is in it: what is not plain ASCII is escaped. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c == '\r') {
                quoted.append("\\r");
            } else if (c < ' ' || c > '~') {
                // Octal for control characters: the compiler turns the other form into the character first of all.
                quoted.append(
                        c < ' '
                                ? String.format(Locale.ROOT, "\\%03o", (int) c)
                                : String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** A text within a comment, which must not end it. */
    static String comment(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(c >= ' ' && c <= '~' && c != '\\' ? c : '?');
        }
        return plain.toString();
    }
}

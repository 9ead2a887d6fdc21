// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text form of a condition by recursive descent; its grammar stands at {@link RunCondition}. */
final class ConditionParser {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<word>[A-Za-z]+)"
            + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|(?<number>[+-]?(?:Infinity|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?))"
            + "|(?<symbol>>=|<=|[><=()])"
            + "|(?<end>\\z))");

    /** Far from the end of any stack; what a condition may hold is checked when it is made. */
    private static final int DEEPEST = 300;

    private static final Set<String> COMPARISONS = Set.of(">=", "<=", ">", "<", "=");

    private final String text;
    private String token = "";
    private String group = "";
    private int position;
    private int next;
    private int depth;

    ConditionParser(String text) {
        this.text = text;
        advance();
    }

    RunCondition parse() {
        RunCondition condition = alternative();
        if (!group.equals("end")) {
            throw expected("'and', 'or' or the end");
        }
        return condition;
    }

    private RunCondition alternative() {
        RunCondition left = conjunction();
        while (take("or")) {
            left = left.or(conjunction());
        }
        return left;
    }

    private RunCondition conjunction() {
        RunCondition left = negation();
        while (take("and")) {
            left = left.and(negation());
        }
        return left;
    }

    private RunCondition negation() {
        if (++depth > DEEPEST) {
            throw expected("at most " + DEEPEST + " conditions within one another");
        }
        RunCondition inner;
        if (take("not")) {
            inner = negation().not();
        } else if (take("(")) {
            inner = alternative();
            require(")");
        } else {
            inner = question();
        }
        depth--;
        return inner;
    }

    private RunCondition question() {
        if (take("metric")) {
            return named(Criterion.Kind.METRIC);
        } else if (take("parameter")) {
            return named(Criterion.Kind.PARAMETER);
        } else if (take("tag")) {
            return named(Criterion.Kind.TAG);
        } else if (take("status")) {
            require("=");
            return RunCondition.status(status());
        } else if (take("started")) {
            return started();
        }
        for (Criterion.Property property : Criterion.Property.values()) {
            if (take(property.name().toLowerCase(Locale.ROOT))) {
                require("=");
                return new RunCondition(new Criterion.Own(property, text()));
            }
        }
        throw expected("metric, parameter, tag, experiment, name, parent, dataset, status, started, 'not' or '('");
    }

    private RunCondition named(Criterion.Kind kind) {
        require("(");
        String name = text();
        require(")");
        if (take("exists")) {
            return new RunCondition(new Criterion.Exists(kind, name));
        }
        boolean comparable = kind != Criterion.Kind.TAG;
        if (!COMPARISONS.contains(token) || (!comparable && !token.equals("="))) {
            throw expected((comparable ? "one of >=, <=, >, <, =" : "'='") + " or 'exists'");
        }
        String operator = token;
        advance();
        if (kind != Criterion.Kind.METRIC && operator.equals("=") && (group.equals("text") || !comparable)) {
            return new RunCondition(new Criterion.Text(kind, name, text()));
        }
        return new RunCondition(new Criterion.NumberBeside(kind, name, operator, number(kind, operator)));
    }

    private RunCondition started() {
        boolean from = token.equals(">=");
        if (!from && !token.equals("<")) {
            throw expected("'>=' or '<'");
        }
        advance();
        if (group.equals("text")) {
            try {
                Instant bound = Instant.parse(unquoted());
                advance();
                return from ? RunCondition.startedFrom(bound) : RunCondition.startedBefore(bound);
            } catch (DateTimeException e) {
                throw expected("a time such as \"2026-01-31T00:00:00Z\"");
            }
        }
        throw expected("a time such as \"2026-01-31T00:00:00Z\"");
    }

    private RunStatus status() {
        for (RunStatus each : RunStatus.values()) {
            if (take(each.name())) {
                return each;
            }
        }
        throw expected("RUNNING, COMPLETED, FAILED or LOST");
    }

    private double number(Criterion.Kind kind, String operator) {
        if (group.equals("number") || token.equals("Infinity")) {
            double value = Double.parseDouble(token);
            advance();
            return value;
        }
        throw expected(kind == Criterion.Kind.PARAMETER && operator.equals("=") ? "a number or a text" : "a number");
    }

    private String text() {
        if (!group.equals("text")) {
            throw expected("a text in quotation marks");
        }
        String value = unquoted();
        advance();
        return value;
    }

    private String unquoted() {
        try {
            return Json.toText(Json.parse(token));
        } catch (IllegalArgumentException e) {
            throw expected("a text as JSON writes it");
        }
    }

    private boolean take(String wanted) {
        if (!group.equals("text") && token.equals(wanted)) {
            advance();
            return true;
        }
        return false;
    }

    private void require(String symbol) {
        if (!take(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    private void advance() {
        Matcher matcher = TOKEN.matcher(text);
        matcher.region(next, text.length());
        if (!matcher.lookingAt()) {
            group = "nothing";
            position = next;
            while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
                position++;
            }
            token = text.substring(position);
            return;
        }
        for (String each : new String[] {"word", "text", "number", "symbol", "end"}) {
            if (matcher.group(each) != null) {
                group = each;
                token = matcher.group(each);
                position = matcher.start(each);
            }
        }
        next = matcher.end();
    }

    private IllegalArgumentException expected(String what) {
        String found = group.equals("end")
                ? "the end"
                : "'" + (token.length() > 30 ? token.substring(0, 30) + "…" : token) + "'";
        return new IllegalArgumentException("the condition cannot be read: expected " + what + " at position "
                + (position + 1) + ", found " + found + " in: " + text);
    }
}

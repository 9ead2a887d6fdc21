// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.ColumnType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * One rule as data.
 *
 * @param kind what is asked
 * @param column the column it stands on, or empty on the table
 * @param arguments by name: {@link Long}, {@link Double}, {@link String}, a list of them, or a {@link Condition}
 * @param modifiers what every rule can be told
 */
record Rule(RuleKind kind, Optional<String> column, Map<String, Object> arguments, Modifiers modifiers) {
    Rule {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    static Rule on(Optional<String> column, RuleKind kind, Object... namesAndValues) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Rule(kind, column, arguments, Modifiers.NONE).validated();
    }

    static Rule limited(Optional<String> column, RuleKind kind, Limit limit, Object... namesAndValues) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        if (Double.isFinite(limit.lower())) {
            arguments.put("atLeast", number(limit.lower()));
        }
        if (Double.isFinite(limit.upper())) {
            arguments.put("atMost", number(limit.upper()));
        }
        return new Rule(kind, column, arguments, Modifiers.NONE).validated();
    }

    Rule with(Modifiers newModifiers) {
        return new Rule(kind, column, arguments, newModifiers).validated();
    }

    /** Where the rule stands, for messages: {@code "column 'Age': between(5, 1)"}. */
    String place() {
        return column.map(c -> "column '" + c + "': ").orElse("table: ") + this;
    }

    IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(place() + " " + what);
    }

    Rule validated() {
        for (String name : arguments.keySet()) {
            if (!kind.arguments().contains(name)) {
                throw bad("takes no '" + name + "'; it takes " + kind.arguments());
            }
        }
        RuleArguments.validate(this);
        modifiers.atLeast().ifPresent(share -> {
            if (!kind.isOnRows()) {
                throw bad("is not about single rows, so atLeast(" + Texts.number(share) + ") has no meaning");
            }
            if (!(share > 0 && share <= 1)) {
                throw bad("holds for a share of rows in (0, 1], got atLeast(" + Texts.number(share) + ")");
            }
        });
        if (kind == RuleKind.ROWS_MATCH && modifiers.groupBy().isPresent()) {
            throw bad("compares two whole tables, so groupBy has no meaning; choose rows of both with where");
        }
        if (kind.isOnColumns()
                && (modifiers.where().isPresent() || modifiers.groupBy().isPresent())) {
            throw bad("is about the columns, so where and groupBy have no meaning");
        }
        return this;
    }

    /** The columns that must be there for the rule to be checked, other than its own. */
    Set<String> otherColumns() {
        Set<String> columns = new LinkedHashSet<>();
        if (arguments.containsKey("columns")) {
            columns.addAll(texts("columns"));
        }
        for (String name : List.of("total", "determines")) {
            if (arguments.get(name) instanceof String other) {
                columns.add(other);
            }
        }
        if (arguments.get("condition") instanceof Condition condition) {
            columns.addAll(condition.predicate().columns());
        }
        modifiers.where().ifPresent(where -> columns.addAll(where.predicate().columns()));
        modifiers.groupBy().ifPresent(columns::add);
        column.ifPresent(columns::remove);
        return columns;
    }

    Object numberArgument(String name) {
        Object value = arguments.get(name);
        if (value instanceof Long || (value instanceof Double number && Double.isFinite(number))) {
            return value;
        }
        throw bad("needs a finite number '" + name + "', got " + value);
    }

    double decimal(String name) {
        return ((Number) numberArgument(name)).doubleValue();
    }

    long whole(String name) {
        if (numberArgument(name) instanceof Long value) {
            return value;
        }
        throw bad("needs a whole number '" + name + "', got " + arguments.get(name));
    }

    String textArgument(String name) {
        if (arguments.get(name) instanceof String value) {
            return value;
        }
        throw bad("needs a text '" + name + "', got " + arguments.get(name));
    }

    Instant time(String name) {
        try {
            return Instant.parse(textArgument(name));
        } catch (DateTimeException e) {
            throw bad("needs an instant '" + name + "' such as 2026-01-31T00:00:00Z, got " + arguments.get(name));
        }
    }

    Condition condition(String name) {
        if (arguments.get(name) instanceof Condition value) {
            return value;
        }
        throw bad("needs a condition '" + name + "', got " + arguments.get(name));
    }

    List<Object> values(String name) {
        if (arguments.get(name) instanceof List<?> list && !list.isEmpty()) {
            return list.stream().map(v -> (Object) v).toList();
        }
        throw bad("needs a list '" + name + "' with at least one value, got " + arguments.get(name));
    }

    List<String> texts(String name) {
        return values(name).stream()
                .map(value -> {
                    if (value instanceof String text) {
                        return text;
                    }
                    throw bad("needs texts in '" + name + "', got " + value);
                })
                .toList();
    }

    Limit limit() {
        if (!arguments.containsKey("atLeast") && !arguments.containsKey("atMost")) {
            throw bad("needs 'atLeast' or 'atMost'");
        }
        return new Limit(
                arguments.containsKey("atLeast") ? decimal("atLeast") : Double.NEGATIVE_INFINITY,
                arguments.containsKey("atMost") ? decimal("atMost") : Double.POSITIVE_INFINITY);
    }

    Measure measure() {
        return Measure.of(textArgument("measure"))
                .orElseThrow(() -> bad("names no measure; known are "
                        + Arrays.stream(Measure.values()).map(Measure::json).collect(Collectors.joining(", "))));
    }

    DistributionStatistic statistic() {
        if (!arguments.containsKey("statistic")) {
            return DistributionStatistic.TOTAL_VARIATION;
        }
        return DistributionStatistic.of(textArgument("statistic"))
                .orElseThrow(() -> bad("names no statistic; known are "
                        + Arrays.stream(DistributionStatistic.values())
                                .map(DistributionStatistic::json)
                                .collect(Collectors.joining(", "))));
    }

    TextFormat format() {
        String name = textArgument("format");
        return Arrays.stream(TextFormat.values())
                .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> bad("names no format; known are " + Arrays.toString(TextFormat.values())));
    }

    ColumnType type() {
        String name = textArgument("type");
        return Arrays.stream(ColumnType.values())
                .filter(type -> Types.json(type).equals(name))
                .findFirst()
                .orElseThrow(() -> bad("names no type; the types are "
                        + Arrays.stream(ColumnType.values()).map(Types::json).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        if (kind == RuleKind.TYPE && arguments.get("type") instanceof String type) {
            return type + "()";
        }
        String called = arguments.get("measure") instanceof String measure ? measure : kind.json();
        String inner = arguments.entrySet().stream()
                .filter(e -> !e.getKey().equals("measure"))
                .map(e -> switch (e.getKey()) {
                    case "atLeast" -> "at least " + Texts.value(e.getValue());
                    case "atMost" -> "at most " + Texts.value(e.getValue());
                    case "schema" -> shortened(String.valueOf(e.getValue()));
                    default -> e.getValue() instanceof Collection<?> list ? listed(list) : Texts.value(e.getValue());
                })
                .collect(Collectors.joining(", "));
        return called + "(" + inner + ")";
    }

    private static String shortened(String text) {
        int shown = 60;
        return text.length() <= shown ? text : text.substring(0, shown) + "...";
    }

    private static String listed(Collection<?> list) {
        int shown = 8;
        String head = list.stream().limit(shown).map(Texts::value).collect(Collectors.joining(", "));
        return list.size() > shown ? head + ", ... " + (list.size() - shown) + " more" : head;
    }

    /** The number as it is kept and printed: whole numbers that a double holds exactly become {@link Long}. */
    static Object number(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= 0x1p53) {
            return (long) value;
        }
        return value;
    }

    /** The value as it is compared with those of another table: 1 is 1.0, whichever of both a column was read as. */
    static Object plain(Object value) {
        return value instanceof Double number ? number(number) : value;
    }

    static String requireName(String name, String of) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException(of + " needs a name, got a blank text");
        }
        return name;
    }

    static String[] requireSome(String[] values, String of) {
        if (values.length == 0) {
            throw new IllegalArgumentException(of + " needs at least one value, got none");
        }
        return values;
    }

    /** Says in which contract an expression does not compile; other messages stand in the call that said the rule. */
    static <T> T inContract(String name, Supplier<T> rules) {
        try {
            return rules.get();
        } catch (IllegalArgumentException e) {
            throw e.getCause() instanceof PatternSyntaxException
                    ? new IllegalArgumentException("contract '" + name + "': " + e.getMessage(), e.getCause())
                    : e;
        }
    }

    static String requireRegex(String regex, String of) {
        try {
            Pattern.compile(regex);
            return regex;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    of + " has a regular expression that does not compile: " + regex + " (" + e.getDescription()
                            + " near index " + e.getIndex() + ")",
                    e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kinds of rules: how each is called in JSON, which arguments it takes, and what it must not be said twice about.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists come from List.of
enum RuleKind {
    TYPE("type", Scope.COLUMN, List.of("type"), List.of("type")),
    REQUIRED("required", Scope.COLUMN, List.of(), List.of("missing values")),
    MISSING("missing", Scope.COLUMN, List.of("atLeast", "atMost"), List.of("missing values")),
    BETWEEN("between", Scope.COLUMN, List.of("min", "max"), List.of("lower bound", "upper bound")),
    ABOVE("above", Scope.COLUMN, List.of("bound"), List.of("lower bound")),
    FROM("from", Scope.COLUMN, List.of("bound"), List.of("lower bound")),
    BELOW("below", Scope.COLUMN, List.of("bound"), List.of("upper bound")),
    UP_TO("upTo", Scope.COLUMN, List.of("bound"), List.of("upper bound")),
    DURING("during", Scope.COLUMN, List.of("start", "end"), List.of("period")),
    IN("in", Scope.COLUMN, List.of("values"), List.of("allowed values")),
    NOT_IN("notIn", Scope.COLUMN, List.of("values"), List.of("forbidden values")),
    MATCHES("matches", Scope.COLUMN, List.of("regex"), List.of("pattern")),
    CONTAINS("contains", Scope.COLUMN, List.of("regex"), List.of("contained pattern")),
    LENGTH("length", Scope.COLUMN, List.of("min", "max"), List.of("length")),
    NOT_NAN("notNan", Scope.COLUMN, List.of(), List.of("NaN")),
    FINITE("finite", Scope.COLUMN, List.of(), List.of("NaN")),
    STARTS_WITH("startsWith", Scope.COLUMN, List.of("prefix"), List.of("prefix")),
    ENDS_WITH("endsWith", Scope.COLUMN, List.of("suffix"), List.of("suffix")),
    NOT_MATCHES("notMatches", Scope.COLUMN, List.of("regex"), List.of("forbidden pattern")),
    FORMAT("format", Scope.COLUMN, List.of("format"), List.of("format")),
    DATE_FORMAT("dateFormat", Scope.COLUMN, List.of("pattern"), List.of("format")),
    LIKE("like", Scope.COLUMN, List.of("pattern"), List.of("LIKE pattern")),
    JSON_SCHEMA("jsonSchema", Scope.COLUMN, List.of("schema"), List.of("JSON Schema")),
    NOT_BLANK("notBlank", Scope.COLUMN, List.of(), List.of("blank texts")),
    UNIQUE("unique", Scope.COLUMN, List.of(), List.of("uniqueness")),
    INCREASING("increasing", Scope.COLUMN, List.of("strict"), List.of("order of rows")),
    DECREASING("decreasing", Scope.COLUMN, List.of("strict"), List.of("order of rows")),
    REFERENCE("referencedIn", Scope.COLUMN, List.of("table", "key"), List.of("reference")),
    MEASURE("measure", Scope.COLUMN, List.of("measure", "p", "deviations", "atLeast", "atMost"), List.of()),
    DISTRIBUTION(
            "distribution",
            Scope.COLUMN,
            List.of("statistic", "values", "edges", "shares", "rows", "error", "atLeast", "atMost"),
            List.of()),
    DRIFT("drift", Scope.COLUMN, List.of("statistic", "atLeast", "atMost"), List.of()),
    COLUMN_METRIC("metric", Scope.COLUMN, List.of("id", "version", "atLeast", "atMost"), List.of()),
    CONTAINS_ALL("containsAll", Scope.COLUMN, List.of("values"), List.of("contained values")),
    FRESH("fresh", Scope.COLUMN, List.of("maxAge"), List.of("freshness")),
    ROW_COUNT("rowCount", Scope.TABLE, List.of("atLeast", "atMost"), List.of("number of rows")),
    COLUMNS("columns", Scope.TABLE, List.of("names"), List.of("columns")),
    NO_EXTRA_COLUMNS("noExtraColumns", Scope.TABLE, List.of(), List.of("columns")),
    COLUMNS_IN_ORDER("columnsInOrder", Scope.TABLE, List.of("names"), List.of("columns")),
    COLUMN_COUNT("columnCount", Scope.TABLE, List.of("atLeast", "atMost"), List.of("number of columns")),
    COLUMN_NAMES("columnNames", Scope.TABLE, List.of("regex"), List.of("column names")),
    UNIQUE_KEY("uniqueKey", Scope.TABLE, List.of("columns"), List.of()),
    PRIMARY_KEY("primaryKey", Scope.TABLE, List.of("columns"), List.of("primary key")),
    NO_DUPLICATE_ROWS("noDuplicateRows", Scope.TABLE, List.of(), List.of("duplicate rows")),
    ALL_OR_NONE("allOrNone", Scope.TABLE, List.of("columns"), List.of()),
    EXACTLY_ONE("exactlyOne", Scope.TABLE, List.of("columns"), List.of()),
    SUM("sum", Scope.TABLE, List.of("columns", "total", "tolerance"), List.of()),
    DETERMINES("dependency", Scope.TABLE, List.of("columns", "determines"), List.of()),
    ASSOCIATION("association", Scope.TABLE, List.of("columns", "statistic", "atLeast", "atMost"), List.of()),
    ROWS_MATCH("rowsMatch", Scope.TABLE, List.of("table", "columns", "tolerance"), List.of()),
    METRIC("metric", Scope.TABLE, List.of("id", "version", "atLeast", "atMost"), List.of()),
    CUSTOM("custom", Scope.TABLE, List.of("id"), List.of()),
    CHECK("check", Scope.TABLE, List.of("name", "condition"), List.of());

    /** Where a rule stands. */
    enum Scope {
        COLUMN,
        TABLE
    }

    private final String json;
    private final Scope scope;
    private final List<String> arguments;
    private final List<String> subjects;

    RuleKind(String json, Scope scope, List<String> arguments, List<String> subjects) {
        this.json = json;
        this.scope = scope;
        this.arguments = arguments;
        this.subjects = subjects;
    }

    String json() {
        return json;
    }

    Scope scope() {
        return scope;
    }

    List<String> arguments() {
        return arguments;
    }

    /** What the rule settles; a column or table takes one rule on each subject. */
    List<String> subjects() {
        return subjects;
    }

    /** Tells whether the rule looks at single rows, so that a share of them may be let off and bad ones be set aside. */
    boolean isOnRows() {
        return switch (this) {
            case MISSING, ROW_COUNT, MEASURE, DISTRIBUTION, DRIFT, CONTAINS_ALL, FRESH, ASSOCIATION -> false;
            case COLUMN_METRIC, METRIC -> false;
            case COLUMNS, NO_EXTRA_COLUMNS, COLUMNS_IN_ORDER, COLUMN_COUNT, COLUMN_NAMES -> false;
            default -> true;
        };
    }

    /** Tells whether the rule is about the columns that there are, so that no row can be chosen. */
    boolean isOnColumns() {
        return switch (this) {
            case COLUMNS, NO_EXTRA_COLUMNS, COLUMNS_IN_ORDER, COLUMN_COUNT, COLUMN_NAMES -> true;
            default -> false;
        };
    }

    /** Tells whether a single value, or a single row, breaks the rule by itself. */
    boolean isOnOneRow() {
        return switch (this) {
            case UNIQUE, UNIQUE_KEY, PRIMARY_KEY, NO_DUPLICATE_ROWS, INCREASING, DECREASING, DETERMINES -> false;
            // They look into another table, which whoever checks a whole table brings.
            case REFERENCE, ROWS_MATCH -> false;
            default -> isOnRows();
        };
    }

    /** Tells whether that there is no row is an answer: how many there are, and which of another table are absent. */
    boolean countsRows() {
        return this == ROW_COUNT || this == ROWS_MATCH;
    }

    /** Tells whether the rule is Java code, of which a document holds the name alone. */
    boolean isCode() {
        return this == CUSTOM || this == METRIC || this == COLUMN_METRIC;
    }

    static RuleKind parse(String json, Scope scope) {
        return of(json, scope)
                .orElseThrow(() -> new IllegalArgumentException("unknown rule '" + json + "'; known are "
                        + Arrays.stream(values())
                                .filter(k -> k.scope == scope)
                                .map(RuleKind::json)
                                .collect(Collectors.joining(", "))
                        + Nearest.hint(
                                json,
                                Arrays.stream(values())
                                        .filter(k -> k.scope == scope)
                                        .map(RuleKind::json)
                                        .toList())
                        + "; a newer version of the library may have written it"));
    }

    private static Optional<RuleKind> of(String json, Scope scope) {
        return Arrays.stream(values())
                .filter(k -> k.json.equals(json) && k.scope == scope)
                .findFirst();
    }
}

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
    UNIQUE("unique", Scope.COLUMN, List.of(), List.of("uniqueness")),
    ROW_COUNT("rowCount", Scope.TABLE, List.of("atLeast", "atMost"), List.of("number of rows")),
    COLUMNS("columns", Scope.TABLE, List.of("names"), List.of("columns")),
    NO_EXTRA_COLUMNS("noExtraColumns", Scope.TABLE, List.of(), List.of("columns")),
    UNIQUE_KEY("uniqueKey", Scope.TABLE, List.of("columns"), List.of()),
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
            case MISSING, ROW_COUNT, COLUMNS, NO_EXTRA_COLUMNS -> false;
            default -> true;
        };
    }

    static RuleKind parse(String json, Scope scope) {
        return of(json, scope)
                .orElseThrow(() -> new IllegalArgumentException("unknown rule '" + json + "'; known are "
                        + Arrays.stream(values())
                                .filter(k -> k.scope == scope)
                                .map(RuleKind::json)
                                .collect(Collectors.joining(", "))
                        + "; a newer version of the library may have written it"));
    }

    private static Optional<RuleKind> of(String json, Scope scope) {
        return Arrays.stream(values())
                .filter(k -> k.json.equals(json) && k.scope == scope)
                .findFirst();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One comparison of a column's value with operands or with another column's value.
 *
 * @param column the column
 * @param operator what is asked
 * @param operands what it is compared with: numbers and texts, or the other column's name
 */
record Comparison(String column, Operator operator, List<Object> operands) implements Predicate {
    /** What a comparison asks; the JSON member is also how it prints. */
    enum Operator {
        ABOVE("above"),
        AT_LEAST("atLeast"),
        BELOW("below"),
        AT_MOST("atMost"),
        IN("in"),
        NOT_IN("notIn"),
        MATCHES("matches"),
        MISSING("isMissing"),
        PRESENT("isPresent"),
        ABOVE_COLUMN("aboveColumn"),
        AT_LEAST_COLUMN("atLeastColumn"),
        EQUAL_COLUMN("equalColumn"),
        NOT_EQUAL_COLUMN("notEqualColumn"),
        NEAR_COLUMN("nearColumn");

        private final String json;

        Operator(String json) {
            this.json = json;
        }

        String json() {
            return json;
        }

        boolean isOnColumns() {
            return compareTo(ABOVE_COLUMN) >= 0;
        }

        static Optional<Operator> of(String json) {
            return List.of(values()).stream().filter(o -> o.json.equals(json)).findFirst();
        }
    }

    Comparison {
        operands = List.copyOf(operands);
    }

    /** Checks the number and the kinds of the operands. */
    Comparison validated() {
        String wanted = switch (operator) {
            case ABOVE, AT_LEAST, BELOW, AT_MOST ->
                operands.size() == 1 && operands.get(0) instanceof Number ? "" : "one number";
            case IN, NOT_IN -> operands.isEmpty() ? "at least one value" : "";
            case MATCHES, ABOVE_COLUMN, AT_LEAST_COLUMN, EQUAL_COLUMN, NOT_EQUAL_COLUMN ->
                operands.size() == 1 && operands.get(0) instanceof String ? "" : "one text";
            case NEAR_COLUMN ->
                operands.size() == 2
                                && operands.get(0) instanceof String
                                && operands.get(1) instanceof Number tolerance
                                && tolerance.doubleValue() >= 0
                        ? ""
                        : "a column and a tolerance of at least 0";
            case MISSING, PRESENT -> operands.isEmpty() ? "" : "no value";
        };
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException("condition on '" + column + "': " + operator.json() + " needs " + wanted
                    + " in a list, got " + operands);
        }
        if (operator == Operator.MATCHES) {
            Rule.requireRegex((String) operands.get(0), "condition on '" + column + "'");
        }
        return this;
    }

    private String otherColumn() {
        return (String) operands.get(0);
    }

    @Override
    public Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(List.of(column));
        if (operator.isOnColumns()) {
            columns.add(otherColumn());
        }
        return columns;
    }

    @Override
    public RowTest bind(Table table) {
        Column left = table.column(column);
        if (operator == Operator.MISSING) {
            return row -> Truth.of(left.isMissing(row));
        }
        if (operator == Operator.PRESENT) {
            return row -> Truth.of(!left.isMissing(row));
        }
        if (operator.isOnColumns()) {
            Column right = table.column(otherColumn());
            return row -> left.isMissing(row) || right.isMissing(row)
                    ? Truth.UNKNOWN
                    : Truth.of(compareColumns(left.value(row), right.value(row)));
        }
        CellTest test = test();
        if (left instanceof TextColumn text) {
            DictionaryTest known = new DictionaryTest(text, test);
            return row -> {
                int code = text.code(row);
                return code < 0 ? Truth.UNKNOWN : Truth.of(known.passes(code));
            };
        }
        if (left instanceof IntegerColumn whole) {
            return row -> whole.isMissing(row) ? Truth.UNKNOWN : Truth.of(test.integer(whole.get(row)));
        }
        if (left instanceof NumberColumn number) {
            return row -> number.isMissing(row) ? Truth.UNKNOWN : Truth.of(test.number(number.get(row)));
        }
        return row -> left.isMissing(row) ? Truth.UNKNOWN : Truth.of(test.value(left.value(row)));
    }

    @Override
    public OnRow compile() {
        if (operator == Operator.MISSING) {
            return row -> Truth.of(row.isMissing(column));
        }
        if (operator == Operator.PRESENT) {
            return row -> Truth.of(!row.isMissing(column));
        }
        if (operator.isOnColumns()) {
            return row -> {
                Object left = row.value(column).orElse(null);
                Object right = row.value(otherColumn()).orElse(null);
                return left == null || right == null ? Truth.UNKNOWN : Truth.of(compareColumns(left, right));
            };
        }
        CellTest test = test();
        return row -> {
            Object left = row.value(column).orElse(null);
            return left == null ? Truth.UNKNOWN : Truth.of(test.value(left));
        };
    }

    private CellTest test() {
        return switch (operator) {
            case ABOVE -> CellTests.range(Optional.of(operands.get(0)), true, Optional.empty(), false);
            case AT_LEAST -> CellTests.range(Optional.of(operands.get(0)), false, Optional.empty(), false);
            case BELOW -> CellTests.range(Optional.empty(), false, Optional.of(operands.get(0)), true);
            case AT_MOST -> CellTests.range(Optional.empty(), false, Optional.of(operands.get(0)), false);
            case IN -> CellTests.in(operands);
            case NOT_IN -> CellTests.not(CellTests.in(operands));
            case MATCHES -> CellTests.matches((String) operands.get(0));
            default -> throw new IllegalStateException(operator + " compares no value");
        };
    }

    /** Values of two kinds that cannot be compared satisfy no comparison but {@code notEqualColumn}. */
    private boolean compareColumns(Object left, Object right) {
        if (operator == Operator.NEAR_COLUMN) {
            return left instanceof Number a
                    && right instanceof Number b
                    && Math.abs(a.doubleValue() - b.doubleValue()) <= ((Number) operands.get(1)).doubleValue();
        }
        Optional<Integer> order = CellTests.compare(left, right);
        return switch (operator) {
            case ABOVE_COLUMN -> order.filter(o -> o > 0).isPresent();
            case AT_LEAST_COLUMN -> order.filter(o -> o >= 0).isPresent();
            case EQUAL_COLUMN -> order.filter(o -> o == 0).isPresent();
            default -> order.filter(o -> o == 0).isEmpty();
        };
    }

    @Override
    public String toString() {
        return "'" + column + "' " + operator.json()
                + (operands.isEmpty()
                        ? ""
                        : operands.stream().map(Texts::value).collect(Collectors.joining(", ", " ", "")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;
import java.util.Optional;

/** Makes the state that checks a rule. */
final class States {
    private final int sampleSize;
    private final List<String> columnNames;

    /**
     * Remembers what all states of one check share.
     *
     * @param sampleSize how many failing rows each finding keeps
     * @param columnNames the columns that the contract names
     */
    States(int sampleSize, List<String> columnNames) {
        this.sampleSize = sampleSize;
        this.columnNames = columnNames;
    }

    CheckState start(Rule rule) {
        return switch (rule.kind()) {
            case TYPE -> new TypeState(rule, sampleSize);
            case REQUIRED, MISSING -> new MissingState(rule, sampleSize);
            case UNIQUE ->
                new UniqueState(rule, sampleSize, List.of(rule.column().orElseThrow()));
            case UNIQUE_KEY -> new UniqueState(rule, sampleSize, rule.texts("columns"));
            case CHECK -> new ConditionState(rule, sampleSize);
            case ROW_COUNT -> new RowCountState(rule.limit());
            case COLUMNS -> new ColumnsState(rule.texts("names"), true);
            case NO_EXTRA_COLUMNS -> new ColumnsState(columnNames, false);
            default -> new ValueState(rule, sampleSize, cellTest(rule));
        };
    }

    /** The test of a rule on single values. */
    static CellTest cellTest(Rule rule) {
        return switch (rule.kind()) {
            case TYPE -> Types.test(rule.type());
            case BETWEEN ->
                CellTests.range(
                        Optional.of(rule.numberArgument("min")), false, Optional.of(rule.numberArgument("max")), false);
            case ABOVE -> CellTests.range(Optional.of(rule.numberArgument("bound")), true, Optional.empty(), false);
            case FROM -> CellTests.range(Optional.of(rule.numberArgument("bound")), false, Optional.empty(), false);
            case BELOW -> CellTests.range(Optional.empty(), false, Optional.of(rule.numberArgument("bound")), true);
            case UP_TO -> CellTests.range(Optional.empty(), false, Optional.of(rule.numberArgument("bound")), false);
            case DURING -> CellTests.during(rule.time("start"), rule.time("end"));
            case IN -> CellTests.in(rule.values("values"));
            case NOT_IN -> CellTests.not(CellTests.in(rule.values("values")));
            case MATCHES -> CellTests.matches(rule.textArgument("regex"));
            case CONTAINS -> CellTests.finds(rule.textArgument("regex"));
            case LENGTH -> CellTests.length(rule.whole("min"), rule.whole("max"));
            case NOT_NAN -> CellTests.notNan(false);
            case FINITE -> CellTests.notNan(true);
            default -> throw new IllegalStateException(rule + " is not about single values");
        };
    }
}

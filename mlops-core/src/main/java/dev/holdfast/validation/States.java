// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;
import java.util.Optional;

/** Makes the state that checks a rule. */
final class States {
    private States() {}

    static CheckState start(Rule rule, CheckContext context) {
        return switch (rule.kind()) {
            case TYPE -> new TypeState(rule, context);
            case REQUIRED, MISSING -> new MissingState(rule, context);
            case UNIQUE ->
                new UniqueState(rule, context, List.of(rule.column().orElseThrow()), UniqueState.Missing.NO_KEY);
            case UNIQUE_KEY -> new UniqueState(rule, context, rule.texts("columns"), UniqueState.Missing.NO_KEY);
            case PRIMARY_KEY -> new UniqueState(rule, context, rule.texts("columns"), UniqueState.Missing.FAILS);
            case NO_DUPLICATE_ROWS -> new UniqueState(rule, context, List.of(), UniqueState.Missing.IS_A_VALUE);
            case CHECK -> new ConditionState(rule, context);
            case CUSTOM -> new CustomState(rule, context);
            case ROW_COUNT -> new RowCountState(rule.limit());
            case COLUMNS, NO_EXTRA_COLUMNS, COLUMNS_IN_ORDER, COLUMN_COUNT, COLUMN_NAMES ->
                new ColumnsState(rule, context);
            case INCREASING, DECREASING -> new OrderState(rule, context);
            case REFERENCE -> new ReferenceState(rule, context);
            case MEASURE -> new MeasureState(rule, context);
            case DISTRIBUTION, DRIFT -> new DistributionState(rule, context);
            case COLUMN_METRIC, METRIC -> new MetricState(rule, context);
            case ROWS_MATCH -> new RowsMatchState(rule, context);
            case CONTAINS_ALL -> new ContainsAllState(rule);
            case FRESH -> new FreshnessState(rule, context);
            case ALL_OR_NONE, EXACTLY_ONE -> new PresenceState(rule, context);
            case SUM -> new SumState(rule, context);
            case DETERMINES -> new DependencyState(rule, context);
            case ASSOCIATION -> new AssociationState(rule);
            default -> new ValueState(rule, context, cellTest(rule));
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
            case NOT_MATCHES -> CellTests.not(CellTests.matches(rule.textArgument("regex")));
            case STARTS_WITH -> Formats.onText(text -> text.startsWith(rule.textArgument("prefix")));
            case ENDS_WITH -> Formats.onText(text -> text.endsWith(rule.textArgument("suffix")));
            case LIKE -> new LikeTest(rule.textArgument("pattern"));
            case JSON_SCHEMA -> Formats.onText(JsonSchema.parse(rule.textArgument("schema"))::accepts);
            case NOT_BLANK -> Formats.onText(text -> !text.isBlank());
            case FORMAT -> Formats.test(rule.format());
            case DATE_FORMAT -> Formats.date(rule.textArgument("pattern"));
            case FINITE -> CellTests.notNan(true);
            default -> throw new IllegalStateException(rule + " is not about single values");
        };
    }
}

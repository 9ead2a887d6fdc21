// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses rules that cannot all hold, or that say the same thing twice, before any data are seen. */
final class Contradictions {
    private static final Set<RuleKind> NUMERIC =
            Set.of(RuleKind.BETWEEN, RuleKind.ABOVE, RuleKind.FROM, RuleKind.BELOW, RuleKind.UP_TO);
    private static final Set<RuleKind> ON_NUMBERS = Set.of(RuleKind.NOT_NAN, RuleKind.FINITE);
    private static final Set<RuleKind> ON_TEXT = Set.of(
            RuleKind.MATCHES,
            RuleKind.CONTAINS,
            RuleKind.NOT_MATCHES,
            RuleKind.STARTS_WITH,
            RuleKind.ENDS_WITH,
            RuleKind.FORMAT,
            RuleKind.DATE_FORMAT,
            RuleKind.NOT_BLANK,
            RuleKind.LIKE,
            RuleKind.JSON_SCHEMA,
            RuleKind.LENGTH);

    private Contradictions() {}

    /**
     * Checks the rules of one column, or those on the table.
     *
     * @throws IllegalStateException naming both rules
     */
    static void refuse(List<Rule> rules) {
        for (int second = 0; second < rules.size(); second++) {
            for (int first = 0; first < second; first++) {
                if (rules.get(first).modifiers().overlaps(rules.get(second).modifiers())) {
                    refuse(rules.get(first), rules.get(second));
                }
            }
        }
    }

    private static void refuse(Rule first, Rule second) {
        List<String> shared = new ArrayList<>(subjects(first));
        shared.retainAll(subjects(second));
        boolean sameNamed = first.kind() == RuleKind.CHECK
                && second.kind() == RuleKind.CHECK
                && first.textArgument("name").equals(second.textArgument("name"));
        if (!shared.isEmpty() || sameNamed || first.equals(second)) {
            String subject = sameNamed ? "a name" : shared.isEmpty() ? "the same" : "the " + shared.get(0);
            throw new IllegalStateException(
                    second.place() + " comes after " + first + "; there can be one rule about " + subject);
        }
        refuseEmptyRange(first, second);
        refuseWrongType(first, second);
        refuseWrongType(second, first);
        refuseForbiddenValues(first, second);
        refuseForbiddenValues(second, first);
    }

    private static List<String> subjects(Rule rule) {
        return switch (rule.kind()) {
            case ROW_COUNT ->
                rule.arguments().keySet().stream()
                        .map(end -> end + " of the row count")
                        .toList();
            case MEASURE ->
                List.of(rule.textArgument("measure")
                        + Optional.ofNullable(rule.arguments().get("p"))
                                .map(p -> " " + Texts.value(p))
                                .orElse(""));
            case DISTRIBUTION -> List.of(rule.statistic().json() + " of the distribution");
            case DRIFT -> List.of(rule.statistic().json() + " of the drift");
            case COLUMN_METRIC, METRIC -> List.of("metric '" + rule.textArgument("id") + "'");
            case CUSTOM -> List.of("custom check '" + rule.textArgument("id") + "'");
            default -> rule.kind().subjects();
        };
    }

    private static void refuseEmptyRange(Rule first, Rule second) {
        Optional<Object> low = lower(first).or(() -> lower(second));
        Optional<Object> high = upper(first).or(() -> upper(second));
        if (low.isEmpty() || high.isEmpty()) {
            return;
        }
        boolean strict =
                Stream.of(first.kind(), second.kind()).anyMatch(k -> k == RuleKind.ABOVE || k == RuleKind.BELOW);
        int order = CellTests.compare(low.get(), high.get()).orElse(1);
        if (order > 0 || (order == 0 && strict)) {
            throw new IllegalStateException(second.place() + " contradicts " + first + ": no number satisfies both");
        }
    }

    private static Optional<Object> lower(Rule rule) {
        return switch (rule.kind()) {
            case ABOVE, FROM -> Optional.of(rule.numberArgument("bound"));
            case ROW_COUNT -> Optional.ofNullable(rule.arguments().get("atLeast"));
            default -> Optional.empty();
        };
    }

    private static Optional<Object> upper(Rule rule) {
        return switch (rule.kind()) {
            case BELOW, UP_TO -> Optional.of(rule.numberArgument("bound"));
            case ROW_COUNT -> Optional.ofNullable(rule.arguments().get("atMost"));
            default -> Optional.empty();
        };
    }

    private static void refuseWrongType(Rule typed, Rule other) {
        if (typed.kind() != RuleKind.TYPE) {
            return;
        }
        ColumnType type = typed.type();
        boolean needsNumber = NUMERIC.contains(other.kind()) || ON_NUMBERS.contains(other.kind());
        if ((needsNumber && !type.isNumeric())
                || (ON_TEXT.contains(other.kind()) && type != ColumnType.TEXT)
                || (other.kind() == RuleKind.DURING && type != ColumnType.TIME)) {
            throw new IllegalStateException(other.place() + " contradicts " + typed + ": it asks for "
                    + (needsNumber ? "a number" : ON_TEXT.contains(other.kind()) ? "text" : "a time"));
        }
    }

    private static void refuseForbiddenValues(Rule allowed, Rule forbidden) {
        if (allowed.kind() == RuleKind.IN && forbidden.kind() == RuleKind.NOT_IN) {
            List<Object> both = new ArrayList<>(allowed.values("values"));
            both.retainAll(new HashSet<>(forbidden.values("values")));
            if (!both.isEmpty()) {
                throw new IllegalStateException(
                        forbidden.place() + " contradicts " + allowed + ": both name " + Texts.value(both.get(0)));
            }
        }
    }
}

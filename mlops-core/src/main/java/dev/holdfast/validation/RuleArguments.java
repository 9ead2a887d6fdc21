// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.HashSet;
import java.util.List;

/** Checks the arguments of a rule when it is built, whether by a call or from JSON. */
final class RuleArguments {
    private RuleArguments() {}

    static void validate(Rule rule) {
        switch (rule.kind()) {
            case TYPE -> rule.type();
            case BETWEEN -> ordered(rule);
            case ABOVE, FROM, BELOW, UP_TO -> rule.numberArgument("bound");
            case DURING -> {
                if (rule.time("start").isAfter(rule.time("end"))) {
                    throw rule.bad("contradicts itself: it starts after it ends");
                }
            }
            case IN, NOT_IN -> {
                distinct(rule, rule.values("values"));
                for (Object value : rule.values("values")) {
                    if (value instanceof Double number && !Double.isFinite(number)) {
                        throw rule.bad("needs texts and finite numbers, got " + number);
                    }
                }
            }
            case MATCHES, CONTAINS ->
                Rule.requireRegex(
                        rule.textArgument("regex"),
                        "column '" + rule.column().orElse("") + "': "
                                + rule.kind().json());
            case LENGTH -> {
                if (rule.whole("min") < 0 || rule.whole("min") > rule.whole("max")) {
                    throw rule.bad("contradicts itself: it needs 0 <= min <= max");
                }
            }
            case MISSING -> share(rule);
            case ROW_COUNT -> limit(rule);
            case COLUMNS -> distinct(rule, rule.values("names"));
            case UNIQUE_KEY -> distinct(rule, rule.values("columns"));
            case CHECK -> {
                Rule.requireName(rule.textArgument("name"), "a check");
                rule.condition("condition");
            }
            case REQUIRED, NOT_NAN, FINITE, UNIQUE, NO_EXTRA_COLUMNS -> {}
        }
    }

    private static void ordered(Rule rule) {
        if (CellTests.compare(rule.numberArgument("min"), rule.numberArgument("max"))
                        .orElse(1)
                > 0) {
            throw rule.bad("contradicts itself: the lower bound is above the upper bound");
        }
    }

    private static void distinct(Rule rule, List<Object> values) {
        HashSet<Object> seen = new HashSet<>();
        for (Object value : values) {
            if (!seen.add(value)) {
                throw rule.bad("names " + Texts.value(value) + " twice");
            }
        }
    }

    private static Limit limit(Rule rule) {
        try {
            return rule.limit();
        } catch (IllegalArgumentException e) {
            throw String.valueOf(e.getMessage()).startsWith(rule.place())
                    ? e
                    : rule.bad("contradicts itself: " + e.getMessage());
        }
    }

    private static void share(Rule rule) {
        Limit limit = limit(rule);
        if (limit.lower() > 1 || limit.upper() < 0 || (Double.isFinite(limit.upper()) && limit.upper() > 1)) {
            throw rule.bad("needs a share in [0, 1]");
        }
    }
}

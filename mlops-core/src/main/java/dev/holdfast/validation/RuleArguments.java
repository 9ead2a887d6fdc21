// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.time.DateTimeException;
import java.time.Duration;
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
            case MATCHES, CONTAINS, NOT_MATCHES, COLUMN_NAMES ->
                Rule.requireRegex(
                        rule.textArgument("regex"),
                        rule.column().map(c -> "column '" + c + "': ").orElse("table: ")
                                + rule.kind().json());
            case LENGTH -> {
                if (rule.whole("min") < 0 || rule.whole("min") > rule.whole("max")) {
                    throw rule.bad("contradicts itself: it needs 0 <= min <= max");
                }
            }
            case MISSING -> share(rule);
            case ROW_COUNT, COLUMN_COUNT -> limit(rule);
            case MEASURE -> measure(rule);
            case DISTRIBUTION -> distribution(rule);
            case DRIFT -> {
                limit(rule);
                rule.statistic();
            }
            case COLUMN_METRIC, METRIC -> {
                limit(rule);
                Rule.requireName(rule.textArgument("id"), "a metric");
                if (rule.whole("version") < 1) {
                    throw rule.bad("needs a version of at least 1");
                }
            }
            case ROWS_MATCH -> {
                Rule.requireName(rule.textArgument("table"), "the table to compare with");
                distinct(rule, rule.values("columns"));
                if (rule.decimal("tolerance") < 0) {
                    throw rule.bad("needs a tolerance of at least 0");
                }
            }
            case STARTS_WITH -> rule.textArgument("prefix");
            case ENDS_WITH -> rule.textArgument("suffix");
            case LIKE -> like(rule);
            case JSON_SCHEMA -> jsonSchema(rule);
            case FORMAT -> rule.format();
            case DATE_FORMAT -> dateFormat(rule);
            case CONTAINS_ALL -> distinct(rule, rule.values("values"));
            case INCREASING, DECREASING -> rule.textArgument("strict");
            case REFERENCE -> {
                rule.textArgument("table");
                rule.textArgument("key");
            }
            case FRESH -> age(rule);
            case COLUMNS, COLUMNS_IN_ORDER -> distinct(rule, rule.values("names"));
            case UNIQUE_KEY, PRIMARY_KEY, ALL_OR_NONE, EXACTLY_ONE -> distinct(rule, rule.values("columns"));
            case SUM -> {
                rule.texts("columns");
                rule.textArgument("total");
                if (rule.decimal("tolerance") < 0) {
                    throw rule.bad("needs a tolerance of at least 0");
                }
            }
            case DETERMINES -> {
                rule.texts("columns");
                rule.textArgument("determines");
            }
            case ASSOCIATION -> association(rule);
            case CUSTOM -> Rule.requireName(rule.textArgument("id"), "a custom check");
            case CHECK -> {
                Rule.requireName(rule.textArgument("name"), "a check");
                rule.condition("condition");
            }
            case REQUIRED, NOT_NAN, FINITE, UNIQUE, NO_EXTRA_COLUMNS, NOT_BLANK, NO_DUPLICATE_ROWS -> {}
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

    private static void measure(Rule rule) {
        Measure measure = rule.measure();
        limit(rule);
        if (measure == Measure.QUANTILE && !(rule.decimal("p") >= 0 && rule.decimal("p") <= 1)) {
            throw rule.bad("needs p in [0, 1]");
        }
        if ((measure == Measure.OUTLIER_SHARE || measure == Measure.Z_SCORE_SHARE)
                && !(rule.decimal("deviations") > 0)) {
            throw rule.bad("needs a positive number of deviations");
        }
    }

    private static void like(Rule rule) {
        try {
            new LikeTest(rule.textArgument("pattern"));
        } catch (IllegalArgumentException e) {
            throw rule.bad("does not make sense: " + e.getMessage());
        }
    }

    private static void jsonSchema(Rule rule) {
        try {
            JsonSchema.parse(rule.textArgument("schema"));
        } catch (IllegalArgumentException e) {
            throw rule.bad("has a schema that cannot be enforced: " + e.getMessage());
        }
    }

    private static void places(Rule rule) {
        boolean binned = rule.arguments().containsKey("edges");
        if (binned == rule.arguments().containsKey("values")) {
            throw rule.bad("needs either values or edges");
        }
        if (!binned) {
            distinct(rule, rule.values("values"));
            if (rule.statistic().isOrdered()) {
                throw rule.bad("compares numbers in bins; give edges, values have no order");
            }
            if (rule.values("values").size() != rule.values("shares").size()) {
                throw rule.bad("needs one share for each value");
            }
            return;
        }
        double before = Double.NEGATIVE_INFINITY;
        for (Object edge : rule.values("edges")) {
            if (!(edge instanceof Number number)
                    || !Double.isFinite(number.doubleValue())
                    || !(number.doubleValue() > before)) {
                throw rule.bad("needs finite edges in rising order, got " + edge);
            }
            before = number.doubleValue();
        }
        if (rule.values("edges").size() != rule.values("shares").size() + 1) {
            throw rule.bad("needs one edge more than shares");
        }
    }

    private static void distribution(Rule rule) {
        limit(rule);
        places(rule);
        boolean sample = rule.arguments().containsKey("rows");
        if ((sample && rule.whole("rows") < 1)
                || (rule.arguments().containsKey("error") && rule.decimal("error") < 0)) {
            throw rule.bad("needs at least one row and an error of at least 0");
        }
        double sum = 0;
        for (Object share : rule.values("shares")) {
            if (!(share instanceof Number number) || !(number.doubleValue() >= 0)) {
                throw rule.bad("needs shares of at least 0, got " + share);
            }
            sum += number.doubleValue();
        }
        // A sample with more values than its profile holds knows the rest of them in sum only.
        if (!(Math.abs(sum - 1) <= 1e-6) && !(sample && sum < 1)) {
            throw rule.bad("needs shares that add up to 1, got " + Texts.number(sum));
        }
    }

    private static void dateFormat(Rule rule) {
        try {
            Formats.formatter(rule.textArgument("pattern"));
        } catch (IllegalArgumentException e) {
            throw rule.bad("has a pattern that is no date format: " + e.getMessage());
        }
    }

    private static void age(Rule rule) {
        try {
            if (Duration.parse(rule.textArgument("maxAge")).isNegative()) {
                throw rule.bad("needs an age of at least 0");
            }
        } catch (DateTimeException e) {
            throw rule.bad("needs a duration such as PT24H");
        }
    }

    private static void association(Rule rule) {
        limit(rule);
        if (rule.texts("columns").size() != 2) {
            throw rule.bad("needs two columns");
        }
        if (!List.of("correlation", "cramersV", "mutualInformation").contains(rule.textArgument("statistic"))) {
            throw rule.bad("knows correlation, cramersV and mutualInformation");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.ColumnType;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * How one rule became another.
 *
 * @param kind what changed
 * @param breaking true when data that met the old rule may fail the new one
 * @param why the reason
 */
record RuleChange(ContractChange.Kind kind, boolean breaking, String why) {
    /** How much what is allowed now is of what was allowed. */
    private enum Allowed {
        SAME,
        LESS,
        MORE,
        OTHER;

        Allowed and(Allowed other) {
            return this == SAME || this == other ? other : other == SAME ? this : OTHER;
        }

        static Allowed of(boolean nowWithinOld, boolean oldWithinNow) {
            return nowWithinOld && oldWithinNow ? SAME : nowWithinOld ? LESS : oldWithinNow ? MORE : OTHER;
        }
    }

    static RuleChange between(Rule old, Rule now) {
        Modifiers was = old.modifiers();
        Modifiers is = now.modifiers();
        Allowed allowed =
                values(old, now).and(share(was, is)).and(environments(was, is)).and(filters(old.kind(), was, is));
        String what = full(now) + " was " + full(old);
        if (was.severity() != is.severity()) {
            boolean fails = is.severity() == Severity.FAIL;
            allowed = allowed.and(fails ? Allowed.LESS : Allowed.MORE);
            what += fails ? ", and fails now where it warned" : ", and warns now where it failed";
        }
        boolean warns = is.severity() == Severity.WARN;
        return switch (allowed) {
            case SAME ->
                new RuleChange(
                        ContractChange.Kind.CHANGED,
                        false,
                        full(now)
                                + (old.arguments().equals(now.arguments())
                                        ? " gives another reason: "
                                                + is.because().orElse("none")
                                        : " says the same as " + full(old)));
            case LESS -> new RuleChange(ContractChange.Kind.TIGHTENED, !warns, what + only(warns));
            case MORE -> new RuleChange(ContractChange.Kind.LOOSENED, false, what);
            case OTHER -> new RuleChange(ContractChange.Kind.CHANGED, !warns, what + only(warns));
        };
    }

    private static String only(boolean warns) {
        return warns ? ", and only warns" : "";
    }

    /** The rule with all that it was told. */
    static String full(Rule rule) {
        Modifiers m = rule.modifiers();
        return rule
                + m.atLeast().map(share -> " for " + Texts.percent(share)).orElse("")
                + m.where().map(where -> " where " + where).orElse("")
                + m.groupBy().map(by -> " in each group of '" + by + "'").orElse("")
                + (m.environments().isEmpty() ? "" : " in " + m.environments())
                + (m.severity() == Severity.WARN ? " (warns)" : "");
    }

    /** Tells whether a rule may have taken the place of another: they settle the same, whatever they allow. */
    static boolean settleTheSame(Rule old, Rule now) {
        if (family(old) != family(now)) {
            return false;
        }
        return switch (old.kind()) {
            case MEASURE -> same(old, now, "measure") && same(old, now, "p") && same(old, now, "deviations");
            case CUSTOM -> base(old.textArgument("id")).equals(base(now.textArgument("id")));
            case CHECK -> same(old, now, "name");
            case UNIQUE_KEY, ALL_OR_NONE, EXACTLY_ONE -> sameColumns(old, now);
            case SUM -> same(old, now, "total");
            case DETERMINES -> same(old, now, "determines");
            case ASSOCIATION -> same(old, now, "statistic") && sameColumns(old, now);
            case ROW_COUNT -> old.arguments().keySet().equals(now.arguments().keySet());
            default -> true;
        };
    }

    private static RuleKind family(Rule rule) {
        return switch (rule.kind()) {
            case REQUIRED -> RuleKind.MISSING;
            case ABOVE, FROM -> RuleKind.FROM;
            case BELOW, UP_TO -> RuleKind.UP_TO;
            case FINITE -> RuleKind.NOT_NAN;
            default -> rule.kind();
        };
    }

    /** The id of a custom check without its version: {@code iban-check} of {@code iban-check-2}. */
    private static String base(String id) {
        return id.replaceAll("[-_.v]*\\d+$", "");
    }

    private static boolean same(Rule old, Rule now, String argument) {
        return Objects.equals(old.arguments().get(argument), now.arguments().get(argument));
    }

    private static boolean sameColumns(Rule old, Rule now) {
        return new HashSet<>(old.texts("columns")).equals(new HashSet<>(now.texts("columns")));
    }

    private static Allowed values(Rule old, Rule now) {
        if (old.kind() == now.kind() && old.arguments().equals(now.arguments())) {
            return Allowed.SAME;
        }
        return switch (old.kind()) {
            case TYPE -> types(old.type(), now.type());
            case REQUIRED, MISSING -> limits(missing(old), missing(now));
            case BETWEEN -> ends(old, now, "min", "max");
            case DURING ->
                Allowed.of(
                        !now.time("start").isBefore(old.time("start"))
                                && !now.time("end").isAfter(old.time("end")),
                        !old.time("start").isBefore(now.time("start"))
                                && !old.time("end").isAfter(now.time("end")));
            case LENGTH -> ends(old, now, "min", "max");
            case ABOVE, FROM -> bound(old, now, RuleKind.ABOVE, 1);
            case BELOW, UP_TO -> bound(old, now, RuleKind.BELOW, -1);
            case IN -> sets(old.values("values"), now.values("values"));
            case NOT_IN, CONTAINS_ALL -> sets(now.values("values"), old.values("values"));
            case NOT_NAN, FINITE -> now.kind() == RuleKind.FINITE ? Allowed.LESS : Allowed.MORE;
            case STARTS_WITH ->
                Allowed.of(
                        now.textArgument("prefix").startsWith(old.textArgument("prefix")),
                        old.textArgument("prefix").startsWith(now.textArgument("prefix")));
            case ENDS_WITH ->
                Allowed.of(
                        now.textArgument("suffix").endsWith(old.textArgument("suffix")),
                        old.textArgument("suffix").endsWith(now.textArgument("suffix")));
            case INCREASING, DECREASING -> now.textArgument("strict").equals("true") ? Allowed.LESS : Allowed.MORE;
            case FRESH -> ages(Duration.parse(old.textArgument("maxAge")), Duration.parse(now.textArgument("maxAge")));
            case MEASURE, ROW_COUNT, COLUMN_COUNT, ASSOCIATION -> limits(old.limit(), now.limit());
            case DISTRIBUTION ->
                same(old, now, "values") && same(old, now, "shares") ? limits(old.limit(), now.limit()) : Allowed.OTHER;
            case PRIMARY_KEY -> sameColumns(old, now) ? Allowed.SAME : Allowed.OTHER;
            case UNIQUE_KEY, ALL_OR_NONE, EXACTLY_ONE -> Allowed.SAME;
            case SUM -> sums(old, now);
            case DETERMINES -> sets(old.values("columns"), now.values("columns"));
            default -> Allowed.OTHER;
        };
    }

    private static Allowed types(ColumnType old, ColumnType now) {
        // A column of whole numbers is accepted where numbers are asked for.
        return old == ColumnType.NUMBER && now == ColumnType.INTEGER
                ? Allowed.LESS
                : old == ColumnType.INTEGER && now == ColumnType.NUMBER ? Allowed.MORE : Allowed.OTHER;
    }

    private static Limit missing(Rule rule) {
        return rule.kind() == RuleKind.REQUIRED ? Limit.atMost(0) : rule.limit();
    }

    private static Allowed limits(Limit old, Limit now) {
        return Allowed.of(
                now.lower() >= old.lower() && now.upper() <= old.upper(),
                old.lower() >= now.lower() && old.upper() <= now.upper());
    }

    private static Allowed ends(Rule old, Rule now, String min, String max) {
        int low = order(old, now, min);
        int high = order(old, now, max);
        return Allowed.of(low >= 0 && high <= 0, low <= 0 && high >= 0);
    }

    /** How the new number compares with the old one. */
    private static int order(Rule old, Rule now, String argument) {
        return CellTests.compare(now.numberArgument(argument), old.numberArgument(argument))
                .orElse(0);
    }

    private static Allowed bound(Rule old, Rule now, RuleKind strict, int direction) {
        int order = order(old, now, "bound") * direction;
        if (order != 0) {
            return order > 0 ? Allowed.LESS : Allowed.MORE;
        }
        return old.kind() == now.kind() ? Allowed.SAME : now.kind() == strict ? Allowed.LESS : Allowed.MORE;
    }

    private static Allowed sets(Collection<Object> old, Collection<Object> now) {
        return Allowed.of(new HashSet<>(old).containsAll(now), new HashSet<>(now).containsAll(old));
    }

    private static Allowed ages(Duration old, Duration now) {
        return Allowed.of(now.compareTo(old) <= 0, old.compareTo(now) <= 0);
    }

    private static Allowed sums(Rule old, Rule now) {
        if (!sameColumns(old, now)) {
            return Allowed.OTHER;
        }
        int order = order(old, now, "tolerance");
        return Allowed.of(order <= 0, order >= 0);
    }

    private static Allowed share(Modifiers was, Modifiers is) {
        double before = was.atLeast().orElse(1.0);
        double after = is.atLeast().orElse(1.0);
        return Allowed.of(after >= before, after <= before);
    }

    private static Allowed environments(Modifiers was, Modifiers is) {
        boolean moreChecked = covers(is.environments(), was.environments());
        boolean lessChecked = covers(was.environments(), is.environments());
        return Allowed.of(moreChecked, lessChecked);
    }

    private static boolean covers(List<String> many, List<String> few) {
        return many.isEmpty() || (!few.isEmpty() && many.containsAll(few));
    }

    private static Allowed filters(RuleKind kind, Modifiers was, Modifiers is) {
        if (!was.groupBy().equals(is.groupBy())) {
            return Allowed.OTHER;
        }
        if (was.where().equals(is.where())) {
            return Allowed.SAME;
        }
        // A share of bad rows, or a mean, over fewer rows may be larger as well as smaller.
        if (!kind.isOnRows() || was.atLeast().isPresent() || is.atLeast().isPresent()) {
            return Allowed.OTHER;
        }
        return is.where().isEmpty() ? Allowed.LESS : was.where().isEmpty() ? Allowed.MORE : Allowed.OTHER;
    }
}

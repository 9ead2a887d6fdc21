// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.ColumnType;
import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.TopValue;
import dev.holdfast.stats.Intervals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules that the profile of a column speaks for, each with what was seen. */
final class ColumnProposals {
    private static final int MOST_CATEGORIES = 60;
    private static final int MOST_CODES = 12;
    private static final int FEWEST_ROWS_A_CATEGORY = 20;
    private static final int FEWEST_OF_RAREST = 10;
    private static final double RAREST_CODE = 0.01;
    private static final int FEWEST = 100;
    private static final double CONFIDENCE = 0.95;
    /** A normal deviation that is exceeded once in a thousand times. */
    private static final double STRAYING = 3.09;

    private final ColumnProfile column;
    private final Collection<String> texts;
    private final boolean unique;
    private final int batchRows;
    private final List<Draft> drafts = new ArrayList<>();

    /**
     * Starts with a column.
     *
     * @param texts the distinct texts of a text column, or the most frequent ones where not all are known
     * @param unique whether no value comes twice, for sure
     */
    ColumnProposals(ColumnProfile column, Collection<String> texts, boolean unique, int batchRows) {
        this.column = column;
        this.texts = texts;
        this.unique = unique;
        this.batchRows = batchRows;
    }

    /**
     * A rule that is not scored yet.
     *
     * @param because what was seen
     */
    record Draft(Rule rule, String because) {}

    List<Draft> drafts() {
        if (column.count() > 0) {
            add("read as such", RuleKind.TYPE, "type", Types.json(column.type()));
        }
        missing();
        if (unique && column.count() >= FEWEST && column.type() != ColumnType.NUMBER) {
            add("no value came twice among " + column.count(), RuleKind.UNIQUE);
        }
        if (column.type().isNumeric()) {
            numbers();
        } else if (column.type() == ColumnType.TEXT && column.count() > 0) {
            texts();
        }
        return drafts;
    }

    private void add(String because, RuleKind kind, Object... arguments) {
        drafts.add(new Draft(Rule.on(Optional.of(column.name()), kind, arguments), because));
    }

    private void missing() {
        String because = column.missing() + " of " + column.rows() + " were missing";
        if (column.missing() == 0 && column.rows() >= FEWEST) {
            add(because, RuleKind.REQUIRED);
            return;
        }
        Limit limit = Limit.atMost(Math.min(1, up(withStraying(share(column.missing(), column.rows())))));
        drafts.add(new Draft(Rule.limited(Optional.of(column.name()), RuleKind.MISSING, limit), because));
    }

    /** The largest share that is in accord with what was seen. */
    private static double share(long part, long whole) {
        return Intervals.clopperPearson(part, whole, CONFIDENCE).orThrow().upper();
    }

    /** The share that a batch of such data stays below, but for once in a thousand times. */
    private double withStraying(double share) {
        return share + STRAYING * Math.sqrt(share * (1 - share) / batchRows);
    }

    private static double up(double share) {
        return Math.ceil(share * 1000) / 1000;
    }

    private void numbers() {
        long finite = column.count() - column.nan() - column.positiveInfinities() - column.negativeInfinities();
        if (finite == 0 || finite < column.count() || (unique && column.type() == ColumnType.INTEGER)) {
            return; // a range would refuse what was there already; identifiers grow beyond every range
        }
        if (column.type() == ColumnType.INTEGER && column.isExact()) {
            List<TopValue> values = column.topValues(MOST_CODES + 1);
            TopValue rarest = values.get(values.size() - 1);
            if (values.size() <= MOST_CODES
                    && rarest.count() >= FEWEST_ROWS_A_CATEGORY
                    && rarest.count() >= RAREST_CODE * finite) {
                add(
                        values.size() + " values, each at least " + rarest.count() + " times",
                        RuleKind.IN,
                        "values",
                        values.stream().map(TopValue::value).sorted().toList());
                return;
            }
        }
        String because = "seen from " + column.smallest().map(Texts::value).orElse("") + " to "
                + column.largest().map(Texts::value).orElse("");
        add(
                because,
                RuleKind.BETWEEN,
                "min",
                Rule.number(TailBounds.lower(column, batchRows)),
                "max",
                Rule.number(TailBounds.upper(column, batchRows)));
    }

    private void texts() {
        if (column.isExact() && categories()) {
            return;
        }
        Optional<String> date = TextShapes.dateFormat(texts);
        Optional<TextFormat> format = date.isPresent() ? Optional.empty() : TextShapes.format(texts);
        Optional<String> regex = date.isPresent() || format.isPresent()
                ? Optional.empty()
                : TextShapes.expression(column.patterns(), column.count())
                        .filter(r -> TextShapes.all(texts, CellTests.matches(r)));
        String because = texts.size() + " distinct texts looked at";
        date.ifPresent(d -> add(because, RuleKind.DATE_FORMAT, "pattern", d));
        format.ifPresent(f -> add(because, RuleKind.FORMAT, "format", f.name().toLowerCase(Locale.ROOT)));
        regex.ifPresent(
                r -> add("patterns of characters seen: " + column.patterns().size(), RuleKind.MATCHES, "regex", r));
        if (date.isEmpty() && format.isEmpty() && regex.isEmpty() && column.blank() + column.empty() == 0) {
            add("none was blank", RuleKind.NOT_BLANK);
        }
    }

    /**
     * The set of the texts, when they are few and frequent. Where the rarest came ten times, hardly another one is to come;
     * else the share of values that will be none of them is told by those that came once (I. J. Good, The population
     * frequencies of species, Biometrika 40, 1953).
     */
    private boolean categories() {
        List<TopValue> values = column.topValues(MOST_CATEGORIES + 1);
        if (values.size() > MOST_CATEGORIES || column.count() < (long) values.size() * FEWEST_ROWS_A_CATEGORY) {
            return false;
        }
        long once = values.stream().filter(v -> v.count() == 1).count();
        long rarest = values.get(values.size() - 1).count();
        double unseen = rarest >= FEWEST_OF_RAREST ? 0 : up(withStraying(share(once, column.count())));
        Rule rule = Rule.on(
                Optional.of(column.name()),
                RuleKind.IN,
                "values",
                values.stream().map(TopValue::value).sorted().toList());
        drafts.add(new Draft(
                unseen == 0 ? rule : rule.with(rule.modifiers().atLeast(Math.rint((1 - unseen) * 1000) / 1000)),
                values.size() + " values, the rarest " + rarest + (rarest == 1 ? " time" : " times")));
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The rows are those of another table, found by a key, in any order: a row fails when its key is only here, comes here before,
 * or when a cell differs; rows whose key is only there are counted as failing as well. Numbers may differ by a tolerance; NaN
 * is equal to NaN and missing to missing. A filter chooses rows of both tables.
 *
 * <p>Needs memory for the keys of the other table, and 8 bytes for each of its rows, however many rows are checked.
 */
final class RowsMatchState extends RowState {
    private static final int MOST_NAMED = 3;

    private final List<String> keys;
    private final double tolerance;
    private final Optional<Table> other;
    private final Map<List<Object>, Integer> places = new HashMap<>();
    private final BitSet wanted = new BitSet();
    private final long[] firstRows;
    private final BitSet differingPlaces = new BitSet();
    private final TreeSet<String> columns = new TreeSet<>();
    private final String unusable;
    private long rowsHere;
    private long onlyHere;
    private long differing;
    private long repeated;

    RowsMatchState(Rule rule, CheckContext context) {
        super(rule, context);
        this.keys = rule.texts("columns");
        this.tolerance = rule.decimal("tolerance");
        this.other = Optional.ofNullable(context.references().get(rule.textArgument("table")));
        this.firstRows = new long[other.map(Table::rowCount).orElse(0)];
        this.unusable = other.map(this::index).orElse("");
    }

    /** Finds the rows of the other table by their keys; returns why it cannot be compared with, or nothing. */
    private String index(Table table) {
        TreeSet<String> needed = new TreeSet<>(keys);
        rule().modifiers().where().ifPresent(w -> needed.addAll(w.predicate().columns()));
        for (String name : needed) {
            if (!table.has(name)) {
                return "the table '" + rule().textArgument("table") + "' has no column '" + name + "'; it has "
                        + table.columnNames();
            }
        }
        wanted.set(0, table.rowCount());
        rule().modifiers().where().ifPresent(w -> wanted.and(new Batch(table, 1, false).rows(w)));
        List<Column> parts = keys.stream().map(table::column).toList();
        for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
            Integer before = places.putIfAbsent(key(parts, row), row);
            if (before != null) {
                return keys + " is no key of the table '" + rule().textArgument("table") + "': its rows " + (before + 1)
                        + " and " + (row + 1) + " have the same";
            }
        }
        return "";
    }

    private static List<Object> key(List<Column> parts, int row) {
        List<Object> key = new ArrayList<>();
        for (Column part : parts) {
            key.add(part.isMissing(row) ? Texts.Absent.VALUE : Rule.plain(part.value(row)));
        }
        return key;
    }

    @Override
    void add(Batch batch, BitSet rows) {
        if (other.isEmpty()) {
            return;
        }
        if (!unusable.isEmpty()) {
            throw new CheckFailure(unusable);
        }
        Table here = batch.table();
        List<Column> parts = keys.stream().map(here::column).toList();
        List<Column> compared =
                here.columns().stream().filter(c -> other.get().has(c.name())).toList();
        columns.addAll(here.columnNames());
        checked(rows.cardinality());
        rowsHere += rows.cardinality();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            Integer place = places.get(key(parts, row));
            long number = batch.rowNumber(row);
            if (place == null) {
                onlyHere++;
                fail(batch, row, parts);
            } else {
                int index = row;
                boolean repeats = firstRows[place] != 0;
                List<Column> different =
                        compared.stream().filter(c -> differs(c, index, place)).toList();
                if (repeats) {
                    repeated++;
                } else {
                    firstRows[place] = number;
                    differingPlaces.set(place, !different.isEmpty());
                    differing += different.isEmpty() ? 0 : 1;
                }
                if (repeats || !different.isEmpty()) {
                    fail(batch, row, different.isEmpty() ? parts : different);
                }
            }
        }
    }

    private boolean differs(Column here, int row, int place) {
        Column there = other.orElseThrow().column(here.name());
        if (here.isMissing(row) || there.isMissing(place)) {
            return here.isMissing(row) != there.isMissing(place);
        }
        Object a = here.value(row);
        Object b = there.value(place);
        if (a instanceof Long x && b instanceof Long y && tolerance == 0) {
            return !x.equals(y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            double left = x.doubleValue();
            double right = y.doubleValue();
            if (Double.isNaN(left) || Double.isNaN(right)) {
                return Double.isNaN(left) != Double.isNaN(right);
            }
            // Infinities are equal although their difference is no number.
            return left != right && !(Math.abs(left - right) <= tolerance);
        }
        return !a.equals(b);
    }

    @Override
    void merge(CheckState merged) {
        RowsMatchState that = (RowsMatchState) merged;
        super.merge(that);
        rowsHere += that.rowsHere;
        onlyHere += that.onlyHere;
        differing += that.differing;
        repeated += that.repeated;
        columns.addAll(that.columns);
        for (int place = 0; place < firstRows.length; place++) {
            long mine = firstRows[place];
            long theirs = that.firstRows[place];
            boolean theirsIsFirst = mine == 0 || (theirs != 0 && theirs < mine);
            if (mine != 0 && theirs != 0) {
                // The later of both repeats the earlier; where it differs as well, it has failed already.
                repeated++;
                if ((theirsIsFirst ? this : that).differingPlaces.get(place)) {
                    differing--;
                } else {
                    fail(new FailingRow(Math.max(mine, theirs), String.join(", ", keys), shownKey(place)));
                }
            }
            firstRows[place] = theirsIsFirst ? theirs : mine;
            differingPlaces.set(place, (theirsIsFirst ? that : this).differingPlaces.get(place));
        }
    }

    private String shownKey(int place) {
        return String.join(
                ", ",
                keys.stream()
                        .map(key -> context().shown(other.orElseThrow().column(key), place))
                        .toList());
    }

    @Override
    Conclusion conclude() {
        String name = rule().textArgument("table");
        if (other.isEmpty()) {
            return Conclusion.without(
                    Verdict.UNDECIDED,
                    "nobody brought the table '" + name + "' that " + rule()
                            + " compares with; give it with start(o -> o.reference(name, table))");
        }
        Table table = other.get();
        BitSet unmatched = (BitSet) wanted.clone();
        for (int place = 0; place < firstRows.length; place++) {
            if (firstRows[place] != 0) {
                unmatched.clear(place);
            }
        }
        Conclusion rows = super.conclude();
        if (rows.verdict() == Verdict.SKIPPED && unmatched.isEmpty()) {
            return rows;
        }
        long onlyThere = unmatched.cardinality();
        long checked = rowsHere + onlyThere;
        long failing = rows.failing() + onlyThere;
        List<String> odd = oddColumns(table);
        boolean holds = odd.isEmpty()
                && Limit.compareShare(
                                checked - failing,
                                checked,
                                rule().modifiers().atLeast().orElse(1.0))
                        >= 0;
        return new Conclusion(
                holds ? Verdict.PASS : Verdict.FAIL,
                checked,
                failing,
                rows.sample(),
                Optional.empty(),
                sentence(failing, onlyThere, unmatched, odd));
    }

    private List<String> oddColumns(Table table) {
        TreeSet<String> odd = new TreeSet<>(columns);
        odd.addAll(table.columnNames());
        odd.removeIf(c -> columns.contains(c) && table.has(c));
        return columns.isEmpty() ? List.of() : List.copyOf(odd);
    }

    private String sentence(long failing, long onlyThere, BitSet unmatched, List<String> odd) {
        String name = rule().textArgument("table");
        String differences = failing == 0
                ? "the " + rowsHere + " rows are those of '" + name + "'"
                : onlyHere + " rows are only here, " + onlyThere + " only in '" + name + "'" + some(unmatched) + ", "
                        + differing + " differ in a cell and " + repeated + " repeat a key, of " + rowsHere + " here";
        return differences + (odd.isEmpty() ? "" : "; columns that only one of both has: " + odd);
    }

    private String some(BitSet unmatched) {
        List<String> shown =
                unmatched.stream().limit(MOST_NAMED).mapToObj(this::shownKey).toList();
        return shown.isEmpty() ? "" : " (such as " + String.join("; ", shown) + ")";
    }
}

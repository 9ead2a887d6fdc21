// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.leakage.LeakageFinding.Kind;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An examination of training and test rows for what makes a model look better on the test than it will be in use.
 *
 * <ul>
 *   <li>Rows that are in both, whole or without the target: a model that learned them by heart is praised for it. A table of
 *       few categories has equal rows by chance, so that a share of them is allowed.
 *   <li>Keys that are in both, where they are named: rows of one person are more alike than rows of two.
 *   <li>Test rows older than the newest training row, where the time is named: the future tells of the past.
 *   <li>A column that is the target: a copy or a straight line of its numbers, or other words for its classes.
 *   <li>A column that by itself predicts the target too well to have been known before it: a model of that column alone,
 *       learned from the training rows, is measured on the test rows, by the area under the curve (the largest of one class
 *       against the others) or R&sup2;. It fails when the whole interval lies above the limit.
 * </ul>
 *
 * <p>Columns that only one table has are not compared. Immutable and thread-safe; each method returns another description.
 *
 * <pre>{@code
 * LeakageReport report = Leakage.between(train, test).target("Status").key("customer").time("opened").check();
 * }</pre>
 */
public final class Leakage {
    private final Table training;
    private final Table test;
    private final Optional<String> target;
    private final List<String> keys;
    private final Optional<String> time;
    private final Set<String> trusted;
    private final double equalRows;
    private final double limit;

    private Leakage(
            Table training,
            Table test,
            Optional<String> target,
            List<String> keys,
            Optional<String> time,
            Set<String> trusted,
            double equalRows,
            double limit) {
        this.training = training;
        this.test = test;
        this.target = target;
        this.keys = keys;
        this.time = time;
        this.trusted = trusted;
        this.equalRows = equalRows;
        this.limit = limit;
    }

    /**
     * Starts the examination of two tables.
     *
     * @param training the rows that models learn from
     * @param test the rows that they are measured on
     * @return the examination, of equal rows alone
     * @throws IllegalArgumentException when the tables have no column in common
     */
    public static Leakage between(Table training, Table test) {
        if (common(training, test).isEmpty()) {
            throw new IllegalArgumentException("training and test rows must have columns in common, got "
                    + training.columnNames() + " and " + test.columnNames());
        }
        return new Leakage(training, test, Optional.empty(), List.of(), Optional.empty(), Set.of(), 0.01, 0.95);
    }

    private static List<String> common(Table training, Table test) {
        return training.columnNames().stream()
                .filter(test::has)
                .filter(name -> {
                    Column one = training.column(name);
                    Column other = test.column(name);
                    return one.type() == other.type()
                            || (one.type().isNumeric() && other.type().isNumeric());
                })
                .toList();
    }

    private String require(String column) {
        if (!common(training, test).contains(column)) {
            throw new IllegalArgumentException("training and test rows have no column '" + column
                    + "' of the same type; they have " + common(training, test));
        }
        return column;
    }

    /**
     * Names the target, which lets columns be examined. Numbers, and whole numbers of more than 20 values, are taken for
     * amounts, all others for classes.
     *
     * @param column the target
     * @return the examination
     * @throws IllegalArgumentException when not both tables have it
     */
    public Leakage target(String column) {
        return new Leakage(training, test, Optional.of(require(column)), keys, time, trusted, equalRows, limit);
    }

    /**
     * Names the columns that tell what a row is of, such as a customer; they are not examined as features.
     *
     * @param columns the columns, together one key
     * @return the examination
     * @throws IllegalArgumentException when not both tables have them, or none is named
     */
    public Leakage key(String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("a key needs at least one column, got none");
        }
        Arrays.stream(columns).forEach(this::require);
        return new Leakage(training, test, target, List.of(columns), time, trusted, equalRows, limit);
    }

    /**
     * Names the column that tells when a row came to be; it is not examined as a feature.
     *
     * @param column a column of times or numbers
     * @return the examination
     * @throws IllegalArgumentException when not both tables have it, or it is TEXT or BOOLEAN
     */
    public Leakage time(String column) {
        Column times = training.column(require(column));
        if (!times.type().isNumeric() && times.type() != dev.holdfast.data.ColumnType.TIME) {
            throw new IllegalArgumentException(
                    "the time must be TIME or a number, got column '" + column + "' of " + times.type());
        }
        return new Leakage(training, test, target, keys, Optional.of(column), trusted, equalRows, limit);
    }

    /**
     * Leaves columns out of those that may be the target or predict it too well, since it is known that they may.
     *
     * @param columns the columns
     * @return the examination
     * @throws IllegalArgumentException when not both tables have them
     */
    public Leakage trusting(String... columns) {
        Set<String> all = new LinkedHashSet<>(trusted);
        for (String column : columns) {
            all.add(require(column));
        }
        return new Leakage(training, test, target, keys, time, all, equalRows, limit);
    }

    /**
     * Sets how many test rows may equal a training row.
     *
     * @param share the share of test rows, in [0, 1]; 0.01 by default
     * @return the examination
     * @throws IllegalArgumentException when it is out of range
     */
    public Leakage equalRowsAtMost(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the share of equal rows must be in [0, 1], got " + share);
        }
        return new Leakage(training, test, target, keys, time, trusted, share, limit);
    }

    /**
     * Sets how well a single column may predict the target.
     *
     * @param newLimit the area under the curve or R&sup2;, in (0, 1); 0.95 by default
     * @return the examination
     * @throws IllegalArgumentException when it is out of range
     */
    public Leakage singleColumnAtMost(double newLimit) {
        if (!(newLimit > 0 && newLimit < 1)) {
            throw new IllegalArgumentException("the limit of a single column must be in (0, 1), got " + newLimit);
        }
        return new Leakage(training, test, target, keys, time, trusted, equalRows, newLimit);
    }

    /**
     * Examines the rows.
     *
     * @return what was found
     */
    public LeakageReport check() {
        List<LeakageFinding> findings = new ArrayList<>();
        if (training.rowCount() == 0 || test.rowCount() == 0) {
            String reason = "nothing to compare: " + training.rowCount() + " training rows and " + test.rowCount()
                    + " test rows";
            findings.add(
                    new LeakageFinding(Kind.SAME_ROWS, "rows", Outcome.INCONCLUSIVE, new Undefined(reason), reason));
            return new LeakageReport(findings, training.rowCount(), test.rowCount());
        }
        List<String> columns = common(training, test);
        findings.add(equal(Kind.SAME_ROWS, columns, equalRows));
        target.ifPresent(name -> {
            List<String> features =
                    columns.stream().filter(each -> !each.equals(name)).toList();
            if (!features.isEmpty()) {
                findings.add(equal(Kind.SAME_FEATURES, features, equalRows));
            }
        });
        if (!keys.isEmpty()) {
            findings.add(equal(Kind.SAME_KEYS, keys, 0));
        }
        time.ifPresent(name -> findings.add(order(name)));
        target.ifPresent(name -> {
            TargetInspection inspection = new TargetInspection(training, test, name, limit);
            columns.stream()
                    .filter(each -> !each.equals(name) && !keys.contains(each) && !trusted.contains(each))
                    .filter(each -> !time.equals(Optional.of(each)))
                    .forEach(each -> findings.addAll(inspection.of(each)));
        });
        return new LeakageReport(findings, training.rowCount(), test.rowCount());
    }

    private LeakageFinding equal(Kind kind, List<String> columns, double allowed) {
        RowIndex index = new RowIndex(training, columns);
        List<Column> others = columns.stream().map(test::column).toList();
        int found = 0;
        int example = -1;
        for (int row = 0; row < test.rowCount(); row++) {
            boolean named = kind != Kind.SAME_KEYS || !isUnnamed(others, row);
            OptionalInt same = named ? index.find(others, row) : OptionalInt.empty();
            if (same.isPresent()) {
                found++;
                example = example < 0 ? row : example;
            }
        }
        double share = (double) found / test.rowCount();
        String what = switch (kind) {
            case SAME_ROWS -> "are training rows too";
            case SAME_FEATURES -> "have the features of a training row";
            default -> "share their " + String.join(", ", keys) + " with training rows";
        };
        String first = example < 0
                ? ""
                : "; the first is row " + (example + 1L)
                        + test.position(example)
                                .map(place -> " (" + place + ")")
                                .orElse("") + ", which equals row "
                        + (index.find(others, example).orElseThrow() + 1L) + " of the training rows";
        String shareAllowed = allowed == 0 ? "none" : percent(allowed);
        return new LeakageFinding(
                kind,
                kind == Kind.SAME_KEYS ? String.join(", ", keys) : "rows",
                share > allowed ? Outcome.FAILED : Outcome.PASSED,
                Estimate.exact(share, test.rowCount()),
                found + " of " + test.rowCount() + " test rows (" + percent(share) + ", allowed: " + shareAllowed + ") "
                        + what + first);
    }

    private static boolean isUnnamed(List<Column> key, int row) {
        return key.stream().allMatch(column -> column.isMissing(row));
    }

    static String percent(double share) {
        return Estimate.number(100 * share) + " %";
    }

    private LeakageFinding order(String name) {
        Column before = training.column(name);
        Column after = test.column(name);
        int[] told = IntStream.range(0, before.size())
                .filter(row -> !before.isMissing(row))
                .toArray();
        int[] rows = IntStream.range(0, after.size())
                .filter(row -> !after.isMissing(row))
                .toArray();
        if (told.length == 0 || rows.length == 0) {
            String reason =
                    "column '" + name + "' has no time in the " + (told.length == 0 ? "training" : "test") + " rows";
            return new LeakageFinding(Kind.TIME_ORDER, name, Outcome.INCONCLUSIVE, new Undefined(reason), reason);
        }
        int newest = told[0];
        for (int row : told) {
            newest = SingleColumn.number(before, row) > SingleColumn.number(before, newest) ? row : newest;
        }
        double latest = SingleColumn.number(before, newest);
        int[] older = Arrays.stream(rows)
                .filter(row -> SingleColumn.number(after, row) < latest)
                .toArray();
        double share = (double) older.length / rows.length;
        String first = older.length == 0 ? "" : ", such as " + after.text(older[0]);
        return new LeakageFinding(
                Kind.TIME_ORDER,
                name,
                older.length > 0 ? Outcome.FAILED : Outcome.PASSED,
                Estimate.exact(share, rows.length),
                older.length + " of " + rows.length + " test rows (" + percent(share) + ") are older than the newest"
                        + " training row, of " + before.text(newest) + first);
    }

    @Override
    public String toString() {
        return "Leakage[" + training.rowCount() + " training rows, " + test.rowCount() + " test rows"
                + target.map(name -> ", target '" + name + "'").orElse("") + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules between columns that a table meets in every row, and that it would hardly meet by accident: one number at least as
 * large as another, two that add up to a third, a value that follows from one or two others.
 *
 * <p>Most candidates are refuted by the first few rows, so the search costs little more than a look at each pair or triple.
 */
final class CrossColumnProposals {
    private static final int FEWEST_ROWS = 500;
    private static final int MOST_COLUMNS = 60;
    private static final int FEWEST_DISTINCT = 20;
    private static final int FEWEST_ORDERED = 5;
    private static final int MOST_PAIRED = 8;
    private static final double LIKE = 10;
    private static final double BY_ACCIDENT = 0.02;
    private static final double REPEATED = 0.3;

    private final Table table;
    private final List<Column> numbers = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private final List<ColumnProposals.Draft> drafts = new ArrayList<>();

    CrossColumnProposals(Table table) {
        this.table = table;
        for (Column column : table.columns()) {
            if (column.type().isNumeric() && numbers.size() < MOST_COLUMNS && column.missingCount() == 0) {
                double[] all = new double[column.size()];
                Arrays.setAll(all, column::number);
                if (Arrays.stream(all).allMatch(Double::isFinite)) {
                    numbers.add(column);
                    values.add(all);
                }
            }
        }
    }

    List<ColumnProposals.Draft> drafts() {
        if (table.rowCount() >= FEWEST_ROWS) {
            orders();
            sums();
            dependencies();
        }
        return drafts;
    }

    private void orders() {
        int k = numbers.size();
        boolean[][] atLeast = new boolean[k][k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                atLeast[a][b] = a != b
                        && isVaried(a, FEWEST_ORDERED)
                        && isVaried(b, FEWEST_ORDERED)
                        && areAlike(a, b)
                        && isAtLeast(values.get(a), values.get(b));
            }
        }
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                if (atLeast[a][b] && !follows(atLeast, a, b)) {
                    String left = numbers.get(a).name();
                    String right = numbers.get(b).name();
                    Condition condition = Condition.when(left).atLeastColumn(right);
                    add(
                            "held in all " + table.rowCount() + " rows",
                            RuleKind.CHECK,
                            "name",
                            left + " at least " + right,
                            "condition",
                            condition);
                }
            }
        }
    }

    /** Dollars are more than counts are, which says nothing. */
    private boolean areAlike(int a, int b) {
        double left = largest(values.get(a));
        double right = largest(values.get(b));
        return left <= LIKE * right && right <= LIKE * left;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    /** Whether it is said already by way of a third column. */
    private static boolean follows(boolean[][] atLeast, int a, int b) {
        for (int c = 0; c < atLeast.length; c++) {
            if (atLeast[a][c] && atLeast[c][b] && !atLeast[c][a] && !atLeast[b][c]) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAtLeast(double[] left, double[] right) {
        for (int row = 0; row < left.length; row++) {
            if (left[row] < right[row]) {
                return false;
            }
        }
        // Were the columns strangers, it would have failed now and then; else the ranges say it all.
        int accidents = 0;
        for (int row = 0; row < left.length; row++) {
            accidents += left[row] < right[stranger(row, left.length)] ? 1 : 0;
        }
        return accidents > BY_ACCIDENT * left.length;
    }

    private static int stranger(int row, int rows) {
        return (int) Math.floorMod(Sample.mix(row), (long) rows);
    }

    private void sums() {
        for (int a = 0; a < numbers.size(); a++) {
            for (int b = a + 1; b < numbers.size(); b++) {
                for (int total = 0; total < numbers.size(); total++) {
                    if (total != a && total != b && isVaried(a, FEWEST_DISTINCT) && isVaried(b, FEWEST_DISTINCT)) {
                        sum(a, b, total);
                    }
                }
            }
        }
    }

    private boolean isVaried(int column, int fewest) {
        return Arrays.stream(values.get(column)).distinct().limit(fewest).count() == fewest;
    }

    private void sum(int a, int b, int total) {
        double largest = 0;
        double[] sums = values.get(total);
        for (int row = 0; row < sums.length; row++) {
            largest = Math.max(largest, Math.abs(sums[row]));
            if (Math.abs(values.get(a)[row] + values.get(b)[row] - sums[row]) > 1e-9 * Math.max(1, largest)) {
                return;
            }
        }
        boolean whole = numbers.get(total).type() == ColumnType.INTEGER;
        add(
                "held in all " + table.rowCount() + " rows",
                RuleKind.SUM,
                "columns",
                List.of(numbers.get(a).name(), numbers.get(b).name()),
                "total",
                numbers.get(total).name(),
                "tolerance",
                // The decimals of a text cost a few units of the last place each.
                whole ? (Object) 0L : Rule.number(Math.pow(10, Math.floor(Math.log10(1e-6 * Math.max(1, largest))))));
    }

    private void dependencies() {
        List<Coded> coded = table.columns().stream()
                .filter(c -> c.type() == ColumnType.TEXT || c.type() == ColumnType.INTEGER)
                .limit(MOST_COLUMNS)
                .map(c -> new Coded(c, codes(c)))
                .toList();
        List<Coded> targets = coded.stream()
                .filter(c ->
                        Arrays.stream(c.codes).distinct().limit(FEWEST_DISTINCT).count() == FEWEST_DISTINCT)
                .toList();
        Set<String> said = new HashSet<>();
        for (Coded key : coded) {
            determined(List.of(key.column), key.codes, targets, said);
        }
        List<Coded> texts = coded.stream()
                .filter(c -> c.column.type() == ColumnType.TEXT)
                .limit(MOST_PAIRED)
                .toList();
        for (int i = 0; i < texts.size(); i++) {
            for (int j = i + 1; j < texts.size(); j++) {
                int[] groups = paired(texts.get(i).codes, texts.get(j).codes);
                determined(List.of(texts.get(i).column, texts.get(j).column), groups, targets, said);
            }
        }
    }

    /** A column and the number of the distinct value in each of its rows. */
    private static final class Coded {
        private final Column column;
        private final int[] codes;

        Coded(Column column, int[] codes) {
            this.column = column;
            this.codes = codes;
        }
    }

    private void determined(List<Column> by, int[] groups, List<Coded> targets, Set<String> said) {
        if (!repeats(groups)) {
            return;
        }
        for (Coded target : targets) {
            if (!by.contains(target.column)
                    && !said.contains(target.column.name())
                    && isDetermined(groups, target.codes)
                    && !isDetermined(shifted(groups), target.codes)) {
                said.add(target.column.name());
                add(
                        "held in all " + table.rowCount() + " rows",
                        RuleKind.DETERMINES,
                        "columns",
                        by.stream().map(Column::name).toList(),
                        "determines",
                        target.column.name());
            }
        }
    }

    /** The groups of other rows: a value that follows from those as well follows from nothing. */
    private static int[] shifted(int[] groups) {
        int[] shifted = new int[groups.length];
        Arrays.setAll(shifted, row -> groups[stranger(row, groups.length)]);
        return shifted;
    }

    private static boolean isDetermined(int[] groups, int[] targets) {
        int[] seen = new int[Arrays.stream(groups).max().orElse(0) + 1];
        Arrays.fill(seen, -1);
        for (int row = 0; row < groups.length; row++) {
            if (seen[groups[row]] < 0) {
                seen[groups[row]] = targets[row];
            } else if (seen[groups[row]] != targets[row]) {
                return false;
            }
        }
        return true;
    }

    /** Whether enough rows repeat a key, and there are enough keys, for the rows to speak. */
    private static boolean repeats(int[] groups) {
        int distinct = Arrays.stream(groups).max().orElse(0) + 1;
        return distinct >= FEWEST_DISTINCT && distinct <= groups.length * (1 - REPEATED);
    }

    private static int[] codes(Column column) {
        Map<Object, Integer> known = new HashMap<>();
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            Object value = column.isMissing(row) ? Texts.Absent.VALUE : column.value(row);
            codes[row] = known.computeIfAbsent(value, v -> known.size());
        }
        return codes;
    }

    private static int[] paired(int[] first, int[] second) {
        Map<Long, Integer> known = new HashMap<>();
        int[] codes = new int[first.length];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = known.computeIfAbsent(((long) first[row] << 32) | second[row], v -> known.size());
        }
        return codes;
    }

    private void add(String because, RuleKind kind, Object... arguments) {
        drafts.add(new ColumnProposals.Draft(Rule.on(Optional.empty(), kind, arguments), because));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.data.Table;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Searches groups, and combinations of groups, for those whose outcomes are farthest from what was expected of them:
 * whom does the model judge wrongly, when nobody named the group beforehand?
 *
 * <p>Every group of every named column and every combination of groups of different columns, up to a depth, with at least
 * a minimum of rows is scored by {@code z = sum (y - p) / sqrt(sum p (1 - p))} with the outcome {@code y} and the expected
 * probability {@code p} of each row. P-values are of the largest {@code |z|} of all combinations, from outcomes drawn at
 * the expected probabilities: they are corrected for the whole search. The number of combinations is bounded; more are
 * refused, never skipped. Cost: rows x combinations once, and rows in combinations x draws.
 *
 * <p>Reference: Z. Zhang, D. Neill, Identifying Significant Predictive Bias in Classifiers, 2016, arXiv:1611.08292, with
 * combinations of single values in place of sets of values, and a standardised sum in place of a likelihood ratio.
 * Mutable while it is described; not thread-safe.
 *
 * <pre>{@code
 * List<SubgroupScan.Found> worst = SubgroupScan.of(test, outcome, expected).by("Age", 25, 40).by("Marital").run(5);
 * }</pre>
 */
public final class SubgroupScan {
    /** More combinations than this are refused. */
    static final int MAXIMUM_COMBINATIONS = 20_000;

    private static final int DRAWS = 199;

    /**
     * A group that was found.
     *
     * @param name what its rows have in common, such as {@code "Age = below 25 & Marital = single"}
     * @param rows how many there are
     * @param observed the mean outcome
     * @param expected the mean of what was expected
     * @param score the standardised difference, above 0 when more came true than was expected
     * @param pValue how often a search of data that are as expected finds as large a score, in (0, 1]
     */
    public record Found(String name, int rows, double observed, double expected, double score, double pValue) {
        /**
         * Checks that the name is there.
         *
         * @param name what its rows have in common
         * @param rows how many there are
         * @param observed the mean outcome
         * @param expected the mean of what was expected
         * @param score the standardised difference
         * @param pValue how often a search of data that are as expected finds as large a score
         */
        public Found {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public String toString() {
            return name + " (" + Names.count(rows, "rows") + "): " + Estimate.number(observed) + " came true, "
                    + Estimate.number(expected) + " were expected, p = " + Estimate.number(pValue);
        }
    }

    private record Candidate(String name, BitSet rows, int column, double score) {}

    private final Table table;
    private final int[] outcomes;
    private final double[] expected;
    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private int depth = 2;
    private int minimum = 30;
    private long seed = 42;

    private SubgroupScan(Table table, int[] outcomes, double[] expected) {
        this.table = table;
        this.outcomes = outcomes;
        this.expected = expected;
    }

    /**
     * Describes a search.
     *
     * @param table the rows
     * @param outcomes what came true of each row, 0 or 1: its truth, or whether the decision on it was wrong
     * @param expected the probability of that, in [0, 1]: the model's score, or the same rate for all
     * @return the description, to be completed
     * @throws IllegalArgumentException when lengths differ or a number is outside its range
     */
    public static SubgroupScan of(Table table, int[] outcomes, double[] expected) {
        if (table.rowCount() != outcomes.length || outcomes.length != expected.length) {
            throw new IllegalArgumentException("each row needs an outcome and what was expected, got "
                    + table.rowCount() + " rows, " + outcomes.length + " and " + expected.length);
        }
        Labels.of("an outcome", outcomes);
        for (int row = 0; row < expected.length; row++) {
            if (!(expected[row] >= 0 && expected[row] <= 1)) {
                throw new IllegalArgumentException(
                        "what is expected must be in [0, 1], got " + expected[row] + " in row " + row);
            }
        }
        return new SubgroupScan(table, outcomes.clone(), expected.clone());
    }

    /**
     * Names a column to search.
     *
     * @param column the column
     * @param edges its band edges when it is numeric, as in {@link Fairness#sensitive}
     * @return this description
     * @throws IllegalStateException when the column is named already
     * @throws IllegalArgumentException when there is no such column
     */
    public SubgroupScan by(String column, double... edges) {
        table.column(column);
        if (columns.putIfAbsent(column, edges.clone()) != null) {
            throw new IllegalStateException("column '" + column + "' is named twice");
        }
        return this;
    }

    /**
     * Says how many columns are combined at most.
     *
     * @param number at least 1; 2 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when it is less than 1
     */
    public SubgroupScan depth(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a search combines at least 1 column, got " + number);
        }
        depth = number;
        return this;
    }

    /**
     * Says how many rows a group needs.
     *
     * @param rows at least 1; 30 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when it is less than 1
     */
    public SubgroupScan minimumGroup(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a group needs at least 1 row, got " + rows);
        }
        minimum = rows;
        return this;
    }

    /**
     * Sets the seed of the draws.
     *
     * @param value the seed; 42 unless said otherwise
     * @return this description
     */
    public SubgroupScan seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Searches.
     *
     * @param most how many groups to return
     * @return those with the largest scores, largest first; of equal scores the one found first, which is the simpler
     * @throws IllegalStateException when no column is named
     * @throws IllegalArgumentException when there are more than 20,000 combinations
     */
    public List<Found> run(int most) {
        if (columns.isEmpty()) {
            throw new IllegalStateException("name at least one column, as in by(\"Age\", 25, 40, 60)");
        }
        List<Candidate> all = candidates();
        double[] largest = largestOfDraws(all);
        return all.stream()
                .sorted(Comparator.comparingDouble(each -> -Math.abs(each.score())))
                .limit(most)
                .map(each -> found(each, largest))
                .toList();
    }

    private Found found(Candidate each, double[] largest) {
        int n = each.rows().cardinality();
        double pValue = (1.0
                        + Arrays.stream(largest)
                                .filter(draw -> draw >= Math.abs(each.score()) - 1e-12)
                                .count())
                / (largest.length + 1);
        return new Found(
                each.name(),
                n,
                each.rows().stream().mapToDouble(row -> outcomes[row]).sum() / n,
                each.rows().stream().mapToDouble(row -> expected[row]).sum() / n,
                each.score(),
                pValue);
    }

    private List<Candidate> candidates() {
        List<List<Candidate>> byColumn = new ArrayList<>();
        columns.forEach((name, edges) -> byColumn.add(single(name, edges, byColumn.size())));
        List<Candidate> all = new ArrayList<>();
        byColumn.forEach(all::addAll);
        List<Candidate> last = List.copyOf(all);
        for (int d = 2; d <= Math.min(depth, byColumn.size()); d++) {
            List<Candidate> next = new ArrayList<>();
            for (Candidate one : last) {
                for (int column = one.column() + 1; column < byColumn.size(); column++) {
                    byColumn.get(column).forEach(other -> join(one, other, next));
                }
                if (all.size() + next.size() > MAXIMUM_COMBINATIONS) {
                    throw new IllegalArgumentException("there are more than " + MAXIMUM_COMBINATIONS
                            + " groups of at least " + Names.count(minimum, "rows")
                            + ": name fewer columns, wider bands, a smaller depth or a larger minimum");
                }
            }
            all.addAll(next);
            last = next;
        }
        return all;
    }

    private void join(Candidate one, Candidate other, List<Candidate> into) {
        BitSet both = (BitSet) one.rows().clone();
        both.and(other.rows());
        if (both.cardinality() >= minimum) {
            into.add(new Candidate(one.name() + " & " + other.name(), both, other.column(), score(both, outcomes)));
        }
    }

    private List<Candidate> single(String column, double[] edges, int index) {
        Attribute attribute = Attribute.of(table.column(column), edges, MissingGroup.OWN_GROUP);
        List<BitSet> rows = new ArrayList<>();
        attribute.groups().forEach(group -> rows.add(new BitSet()));
        for (int row = 0; row < attribute.size(); row++) {
            rows.get(attribute.code(row)).set(row);
        }
        List<Candidate> groups = new ArrayList<>();
        for (int group = 0; group < rows.size(); group++) {
            if (rows.get(group).cardinality() >= minimum) {
                groups.add(new Candidate(
                        column + " = " + attribute.groups().get(group),
                        rows.get(group),
                        index,
                        score(rows.get(group), outcomes)));
            }
        }
        return groups;
    }

    private double score(BitSet rows, int[] observed) {
        double difference = 0;
        double variance = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            difference += observed[row] - expected[row];
            variance += expected[row] * (1 - expected[row]);
        }
        // What was certain and came out otherwise is infinitely far off.
        return Math.abs(difference) < 1e-12 ? 0 : difference / Math.sqrt(variance);
    }

    private double[] largestOfDraws(List<Candidate> all) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] largest = new double[DRAWS];
        int[] drawn = new int[outcomes.length];
        for (int b = 0; b < DRAWS; b++) {
            for (int row = 0; row < drawn.length; row++) {
                drawn[row] = random.nextDouble() < expected[row] ? 1 : 0;
            }
            for (Candidate each : all) {
                largest[b] = Math.max(largest[b], Math.abs(score(each.rows(), drawn)));
            }
        }
        return largest;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.stats.MultipleTesting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Compares rows with a {@link Baseline}: drift is what is significant over all tests together <em>and</em> large enough
 * to matter.
 *
 * <p>Each column is tested for each kind of change by itself: the shares of missing, of NaN and infinite values and of
 * values of another type (pooled z test, Fisher's exact test where a cell expects less than 5); values outside the
 * reference's range and values it never had (one-sided exact test against what a fresh sample of the reference would
 * bring, by Good and Turing); a spike (the bin whose share rose most, Bonferroni over the bins); and the distribution:
 * {@code p = 2 min(p of Kolmogorov-Smirnov on the grid, p of chi-square on up to 32 bins of equal mass)} for numbers,
 * chi-square with rare categories pooled for categories, the test of two shares where there are two. The p-values of all
 * columns are adjusted together after Benjamini and Hochberg. What remains must also reach a smallest effect, from which
 * the expectation under no change has been subtracted so that it means the same for small and large samples: KS distance
 * or total variation of 0.05, PSI of 0.02, or one percentage point of a share.
 *
 * <p>When nothing changed and rows are independent, at most the false discovery rate (5 %) of comparisons report drift.
 * Rows that depend on each other, such as many of one customer, make it more. Fewer than the minimum of rows on either
 * side is {@link DriftVerdict#INSUFFICIENT}, never drift and never stable. A distribution is tested only where both sides
 * have 50 values.
 *
 * <p>References: Benjamini and Hochberg 1995; Stephens 1970 for the Kolmogorov-Smirnov p-value; Good 1953 for unseen
 * species. Immutable and thread-safe.
 *
 * <pre>{@code
 * DriftReport drift = Drift.between(baseline, february);
 * drift.findings().forEach(finding -> log.info(finding.explain()));
 * }</pre>
 */
public final class Drift {
    private static final Drift DEFAULTS = new Drift(0.05, 200, 0.05, 0.02, 0.01);

    private final double falseDiscoveryRate;
    private final int minimumRows;
    private final double minimumDistance;
    private final double minimumPsi;
    private final double minimumShare;

    private Drift(
            double falseDiscoveryRate,
            int minimumRows,
            double minimumDistance,
            double minimumPsi,
            double minimumShare) {
        this.falseDiscoveryRate = falseDiscoveryRate;
        this.minimumRows = minimumRows;
        this.minimumDistance = minimumDistance;
        this.minimumPsi = minimumPsi;
        this.minimumShare = minimumShare;
    }

    /**
     * Returns the comparison described above.
     *
     * @return false discovery rate 0.05, at least 200 rows, distance 0.05, PSI 0.02, share 0.01
     */
    public static Drift withDefaults() {
        return DEFAULTS;
    }

    /**
     * Compares a table with a baseline by the defaults; answers of the model are not compared.
     *
     * @param baseline the reference
     * @param current the later rows
     * @return the result
     */
    public static DriftReport between(Baseline baseline, Table current) {
        return DEFAULTS.compare(baseline, current);
    }

    /**
     * Compares a table and a model's answers to it with a baseline by the defaults.
     *
     * @param baseline the reference, cut with the model
     * @param current the later rows
     * @param model the model
     * @return the result
     */
    public static DriftReport between(Baseline baseline, Table current, Predictor<Row, ClassScores> model) {
        return between(baseline, WindowProfile.of(baseline).add(current, model));
    }

    /**
     * Compares counted rows with a baseline by the defaults.
     *
     * @param baseline the reference
     * @param current the later rows
     * @return the result
     * @throws IllegalArgumentException when the rows were counted against another baseline
     */
    public static DriftReport between(Baseline baseline, WindowProfile current) {
        return DEFAULTS.compare(baseline, current);
    }

    /**
     * Returns this comparison with another false discovery rate.
     *
     * @param rate the share of comparisons without any change that may report drift, in (0, 0.5]
     * @return the comparison
     * @throws IllegalArgumentException when it is outside
     */
    public Drift withFalseDiscoveryRate(double rate) {
        if (!(rate > 0 && rate <= 0.5)) {
            throw new IllegalArgumentException("the false discovery rate must be in (0, 0.5], got " + rate);
        }
        return new Drift(rate, minimumRows, minimumDistance, minimumPsi, minimumShare);
    }

    /**
     * Returns this comparison with another minimum of rows.
     *
     * @param rows how many rows each side needs to be judged, at least 20
     * @return the comparison
     * @throws IllegalArgumentException when it is fewer
     */
    public Drift withMinimumRows(int rows) {
        if (rows < 20) {
            throw new IllegalArgumentException("the minimum of rows must be at least 20, got " + rows);
        }
        return new Drift(falseDiscoveryRate, rows, minimumDistance, minimumPsi, minimumShare);
    }

    /**
     * Returns this comparison with another smallest distance that matters; a distribution that moved matters when its
     * distance or its PSI does.
     *
     * @param distance KS distance or total variation less what chance brings, in [0, 1]
     * @return the comparison
     * @throws IllegalArgumentException when it is outside
     */
    public Drift withMinimumDistance(double distance) {
        return new Drift(falseDiscoveryRate, minimumRows, unit("distance", distance), minimumPsi, minimumShare);
    }

    /**
     * Returns this comparison with another smallest PSI that matters.
     *
     * @param psi population stability index less what chance brings, at least 0
     * @return the comparison
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public Drift withMinimumPsi(double psi) {
        if (!(psi >= 0)) {
            throw new IllegalArgumentException("the minimum PSI must be at least 0, got " + psi);
        }
        return new Drift(falseDiscoveryRate, minimumRows, minimumDistance, psi, minimumShare);
    }

    /**
     * Returns this comparison with another smallest change of a share that matters: of missing, invalid, out-of-range or
     * unseen values and of a spike.
     *
     * @param share the change, in [0, 1]
     * @return the comparison
     * @throws IllegalArgumentException when it is outside
     */
    public Drift withMinimumShare(double share) {
        return new Drift(falseDiscoveryRate, minimumRows, minimumDistance, minimumPsi, unit("share", share));
    }

    private static double unit(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("the minimum " + name + " must be in [0, 1], got " + value);
        }
        return value;
    }

    /**
     * Compares a table with a baseline; answers of the model are not compared.
     *
     * @param baseline the reference
     * @param current the later rows
     * @return the result
     */
    public DriftReport compare(Baseline baseline, Table current) {
        return compare(baseline, WindowProfile.of(baseline).add(current));
    }

    /**
     * Compares counted rows with a baseline.
     *
     * @param baseline the reference
     * @param current the later rows
     * @return the result
     * @throws IllegalArgumentException when the rows were counted against another baseline
     */
    public DriftReport compare(Baseline baseline, WindowProfile current) {
        if (!baseline.equals(current.baseline())) {
            throw new IllegalArgumentException("the rows must be counted against the baseline they are compared with");
        }
        List<ColumnComparison> columns = new ArrayList<>();
        List<String> statements = new ArrayList<>(baseline.statements());
        boolean unscored = false;
        for (int i = 0; i < baseline.columns().size(); i++) {
            ColumnBaseline column = baseline.columns().get(i);
            if (column.source() != Source.INPUT && current.counts(i).rows() == 0) {
                unscored = true;
            } else {
                columns.add(new ColumnComparison(column, current.counts(i), this));
            }
        }
        if (unscored) {
            statements.add(
                    "Scores and predicted classes were not compared: the rows came without answers of the model.");
        }
        boolean enough = Math.min(baseline.rows(), current.rows()) >= minimumRows;
        return new DriftReport(
                baseline.rows(),
                current.rows(),
                minimumRows,
                enough,
                enough ? findings(columns) : List.of(),
                columns,
                statements);
    }

    private List<DriftFinding> findings(List<ColumnComparison> columns) {
        List<Candidate> candidates =
                columns.stream().flatMap(column -> column.candidates.stream()).toList();
        double[] adjusted = MultipleTesting.benjaminiHochberg(
                candidates.stream().mapToDouble(Candidate::pValue).toArray());
        List<Candidate> drifted = new ArrayList<>();
        List<DriftFinding> findings = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= falseDiscoveryRate && candidates.get(i).material()) {
                drifted.add(candidates.get(i).adjusted(adjusted[i]));
            }
        }
        for (ColumnComparison column : columns) {
            findings.addAll(column.structural);
            for (Candidate each : Candidate.withoutRepetitions(drifted, column.baseline.title())) {
                findings.add(each.finding(adjusted.length));
            }
        }
        findings.sort(Comparator.comparing(DriftFinding::severity)
                .thenComparing(DriftFinding::effect)
                .reversed());
        return findings;
    }

    /**
     * Returns how many rows each side needs to be judged.
     *
     * @return the minimum of rows
     */
    public int minimumRows() {
        return minimumRows;
    }

    double minimumDistance() {
        return minimumDistance;
    }

    double minimumPsi() {
        return minimumPsi;
    }

    double minimumShare() {
        return minimumShare;
    }

    @Override
    public String toString() {
        return "Drift.withDefaults().withFalseDiscoveryRate(" + falseDiscoveryRate + ").withMinimumRows(" + minimumRows
                + ").withMinimumDistance(" + minimumDistance + ").withMinimumPsi(" + minimumPsi
                + ").withMinimumShare(" + minimumShare + ")";
    }
}

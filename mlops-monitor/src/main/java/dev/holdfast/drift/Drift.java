// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.stats.MultipleTesting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Compares rows with a {@link Baseline}: drift is what is significant over all tests together <em>and</em> large enough
 * to matter.
 *
 * <p>Each column is tested for each kind of change by itself: the shares of missing, of NaN and infinite values and of
 * values of another type (pooled z test, Fisher's exact test where a cell expects less than 5); values outside the
 * reference's range and values it never had (one-sided exact test against what a fresh sample of the reference would
 * bring, by Good and Turing, and for levels also against how likely the reference is to have missed whole ones); a spike (the bin whose share rose most, Bonferroni over the bins); and the distribution:
 * {@code p = 2 min(p of Cramer-von Mises on the grid, p of chi-square on up to 32 bins of equal mass)} for numbers, with
 * Kolmogorov-Smirnov in the first place where a number holds more than 5 % of the rows or rows depend on each other;
 * chi-square with rare categories pooled for categories, the test of two shares where there are two. {@link #withTest} puts
 * another test in the place of these.
 *
 * <p>A change is reported when its p-value is at most 0.006 for a distribution of numbers, 0.004 for one of categories, and
 * 0.002 divided by their number for the other tests of a column, which is together below 0.01; when it is at most 0.04 after
 * Benjamini and Hochberg over the tests of all columns and segments, and when it reaches a smallest effect, from which
 * what chance brings has been subtracted so that it means the same for small and large samples: KS distance or total
 * variation of 0.02, PSI of 0.02, or one percentage point of a share. So, where nothing changed and rows are independent, at
 * most 1 % of columns and 5 % of comparisons report drift. Rows that depend on each other, such as many of one customer,
 * make it more, unless the baseline was cut {@linkplain BaselineBuilder#inTimeOrder in time order} and knows how much they
 * do.
 *
 * <p>Fewer than the minimum of rows on either side is {@link DriftVerdict#INSUFFICIENT}, never drift and never stable, and a
 * report without a single column is too. A segment with fewer is left out, and {@link DriftReport#statements()} says so. A
 * distribution is tested only where both sides have 50 values.
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
    private static final Drift DEFAULTS = new Drift(new Settings(0.04, 0.01, 200, 0.02, 0.02, 0.01, Map.of()));

    private final Settings settings;

    private Drift(Settings settings) {
        this.settings = settings;
    }

    /** What can be set; maps and numbers alone. */
    private record Settings(
            double falseDiscoveryRate,
            double falseAlarms,
            int minimumRows,
            double minimumDistance,
            double minimumPsi,
            double minimumShare,
            Map<String, ColumnTest> tests) {}

    /**
     * Returns the comparison described above.
     *
     * @return false discovery rate 0.04, false alarms of a column 0.01, at least 200 rows, distance 0.02, PSI 0.02, share
     *     0.01
     */
    public static Drift withDefaults() {
        return DEFAULTS;
    }

    /**
     * Compares two tables by the defaults: last month with this one, or what a model was trained on with what it is served,
     * which is called skew.
     *
     * @param reference the rows to compare with
     * @param current the other rows
     * @return the result; its tests and distances are of the values themselves
     */
    public static DriftReport between(Table reference, Table current) {
        return DEFAULTS.compare(reference, current);
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
    public static DriftReport between(Baseline baseline, Table current, Predictor<Row, ? extends Prediction> model) {
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
        return new Drift(new Settings(
                rate,
                settings.falseAlarms,
                settings.minimumRows,
                settings.minimumDistance,
                settings.minimumPsi,
                settings.minimumShare,
                settings.tests));
    }

    /**
     * Returns this comparison with another rate of false alarms of a column.
     *
     * @param rate the share of columns without any change that may be reported, however few columns there are, in (0, 0.5]
     * @return the comparison
     * @throws IllegalArgumentException when it is outside
     */
    public Drift withFalseAlarms(double rate) {
        if (!(rate > 0 && rate <= 0.5)) {
            throw new IllegalArgumentException("the rate of false alarms must be in (0, 0.5], got " + rate);
        }
        return new Drift(new Settings(
                settings.falseDiscoveryRate,
                rate,
                settings.minimumRows,
                settings.minimumDistance,
                settings.minimumPsi,
                settings.minimumShare,
                settings.tests));
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
        return new Drift(new Settings(
                settings.falseDiscoveryRate,
                settings.falseAlarms,
                rows,
                settings.minimumDistance,
                settings.minimumPsi,
                settings.minimumShare,
                settings.tests));
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
        return new Drift(new Settings(
                settings.falseDiscoveryRate,
                settings.falseAlarms,
                settings.minimumRows,
                unit("distance", distance),
                settings.minimumPsi,
                settings.minimumShare,
                settings.tests));
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
        return new Drift(new Settings(
                settings.falseDiscoveryRate,
                settings.falseAlarms,
                settings.minimumRows,
                settings.minimumDistance,
                psi,
                settings.minimumShare,
                settings.tests));
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
        return new Drift(new Settings(
                settings.falseDiscoveryRate,
                settings.falseAlarms,
                settings.minimumRows,
                settings.minimumDistance,
                settings.minimumPsi,
                unit("share", share),
                settings.tests));
    }

    /**
     * Returns this comparison with another test of the distribution of a column. Missing, unseen and out-of-range values
     * and spikes are tested as ever, and the smallest effect stays. Where the test cannot be done, the default one is, and
     * the report says so.
     *
     * @param column the column, {@code score(label)} or {@code prediction}
     * @param test a test that counts suffice for
     * @return the comparison
     * @throws IllegalArgumentException when it needs the values themselves
     */
    public Drift withTest(String column, ColumnTest test) {
        if (test == ColumnTest.EPPS_SINGLETON
                || test == ColumnTest.T
                || test == ColumnTest.WELCH
                || test == ColumnTest.MAXIMUM_MEAN_DISCREPANCY) {
            throw new IllegalArgumentException(
                    test + " needs the values themselves; compare two tables and ask the report for it");
        }
        Map<String, ColumnTest> tests = new LinkedHashMap<>(settings.tests);
        tests.put(Objects.requireNonNull(column, "column"), test);
        return new Drift(new Settings(
                settings.falseDiscoveryRate,
                settings.falseAlarms,
                settings.minimumRows,
                settings.minimumDistance,
                settings.minimumPsi,
                settings.minimumShare,
                tests));
    }

    private static double unit(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("the minimum " + name + " must be in [0, 1], got " + value);
        }
        return value;
    }

    /**
     * Compares two tables.
     *
     * @param reference the rows to compare with
     * @param current the other rows
     * @return the result; it keeps both tables, as its tests and distances are of the values themselves
     */
    public DriftReport compare(Table reference, Table current) {
        Baseline baseline = Baseline.of(reference);
        return compare(
                baseline, WindowProfile.of(baseline).add(current), Optional.of(new Table[] {reference, current}));
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
        return compare(baseline, current, Optional.empty());
    }

    private DriftReport compare(Baseline baseline, WindowProfile current, Optional<Table[]> tables) {
        if (!baseline.bins().equals(current.baseline().bins())) {
            throw new IllegalArgumentException("the rows must be counted against the baseline they are compared with");
        }
        List<String> statements = new ArrayList<>(baseline.statements());
        List<ColumnComparison> columns = columns(baseline, current.all(), statements);
        boolean enough = Math.min(baseline.rows(), current.rows()) >= settings.minimumRows && !columns.isEmpty();
        List<ColumnComparison> segments = enough ? segments(baseline, current, statements) : List.of();
        if (columns.isEmpty()) {
            statements.add("The baseline has no column that can be compared.");
        }
        return new DriftReport(
                new DriftReport.Compared(baseline.rows(), current.rows(), settings.minimumRows, enough, tables),
                enough ? findings(columns, segments) : List.of(),
                columns,
                segments,
                statements);
    }

    private List<ColumnComparison> columns(Baseline baseline, Tally current, List<String> statements) {
        List<ColumnComparison> columns = new ArrayList<>();
        boolean unscored = false;
        for (int i = 0; i < baseline.columns().size(); i++) {
            ColumnBaseline column = baseline.columns().get(i);
            ColumnCounts counts = current.columns.get(i);
            if (column.source() != Source.INPUT && counts.rows() == 0) {
                unscored = true;
                continue;
            }
            if (column.dependence() > 1.5 && current.rows > 0) {
                statements.add(column.title() + ": neighbouring rows depend on each other, and "
                        + Words.count(current.rows) + " rows tell as much as "
                        + Words.count((long) (current.rows / column.dependence())) + " independent ones.");
            }
            columns.add(new ColumnComparison(column, Optional.empty(), column.counts(), counts, this));
        }
        if (unscored) {
            statements.add(
                    "Scores and predicted classes were not compared: the rows came without answers of the model.");
        }
        return columns;
    }

    private List<ColumnComparison> segments(Baseline baseline, WindowProfile current, List<String> statements) {
        List<ColumnComparison> compared = new ArrayList<>();
        List<String> small = new ArrayList<>();
        for (int segment = 0; segment < baseline.bySegment().size(); segment++) {
            Segments names = baseline.segments().orElseThrow();
            Tally before = baseline.bySegment().get(segment);
            Tally now = current.bySegment().get(segment);
            if (Math.min(before.rows, now.rows) < settings.minimumRows) {
                if (before.rows + now.rows > 0) {
                    small.add(names.title(segment) + " (" + Words.count(now.rows) + " rows against "
                            + Words.count(before.rows) + ")");
                }
                continue;
            }
            for (int i = 0; i < baseline.columns().size(); i++) {
                ColumnBaseline column = baseline.columns().get(i);
                boolean answered =
                        column.source() == Source.INPUT || now.columns.get(i).rows() > 0;
                // Within a segment of one value its own column is constant.
                if (answered && !column.title().equals(names.column())) {
                    compared.add(new ColumnComparison(
                            column,
                            Optional.of(names.title(segment)),
                            before.columns.get(i),
                            now.columns.get(i),
                            this));
                }
            }
        }
        if (!small.isEmpty()) {
            statements.add("Segments with too few rows to be compared, " + settings.minimumRows
                    + " are needed on each side: " + String.join("; ", small) + ".");
        }
        return compared;
    }

    private List<DriftFinding> findings(List<ColumnComparison> columns, List<ColumnComparison> segments) {
        List<ColumnComparison> all = new ArrayList<>(columns);
        all.addAll(segments);
        double[] adjusted = MultipleTesting.benjaminiHochberg(all.stream()
                .flatMap(column -> column.candidates.stream())
                .mapToDouble(Candidate::pValue)
                .toArray());
        List<DriftFinding> findings = new ArrayList<>();
        int at = 0;
        for (ColumnComparison column : all) {
            findings.addAll(column.structural);
            List<Candidate> drifted = new ArrayList<>();
            for (Candidate each : column.candidates) {
                double p = adjusted[at++];
                boolean significant =
                        p <= settings.falseDiscoveryRate && each.pValue() <= settings.falseAlarms * column.part(each);
                if (significant && each.material()) {
                    drifted.add(each.adjusted(p));
                }
            }
            for (Candidate each : Candidate.withoutRepetitions(drifted)) {
                findings.add(each.finding(adjusted.length));
            }
        }
        findings.sort(Comparator.comparing(DriftFinding::severity)
                .thenComparing(finding -> finding.effect().point())
                .reversed());
        return findings;
    }

    /**
     * Returns how many rows each side needs to be judged.
     *
     * @return the minimum of rows
     */
    public int minimumRows() {
        return settings.minimumRows;
    }

    double minimumDistance() {
        return settings.minimumDistance;
    }

    double minimumPsi() {
        return settings.minimumPsi;
    }

    double minimumShare() {
        return settings.minimumShare;
    }

    Optional<ColumnTest> test(String column) {
        return Optional.ofNullable(settings.tests.get(column));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Drift.withDefaults().withFalseDiscoveryRate(")
                .append(settings.falseDiscoveryRate)
                .append(").withFalseAlarms(")
                .append(settings.falseAlarms)
                .append(").withMinimumRows(")
                .append(settings.minimumRows)
                .append(").withMinimumDistance(")
                .append(settings.minimumDistance)
                .append(").withMinimumPsi(")
                .append(settings.minimumPsi)
                .append(").withMinimumShare(")
                .append(settings.minimumShare)
                .append(')');
        settings.tests.forEach((column, test) -> text.append(".withTest(\"")
                .append(column)
                .append("\", ")
                .append(test)
                .append(')'));
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
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
 * Benjamini and Hochberg ({@linkplain #withBenjaminiYekutieli or Yekutieli}) over the tests of all columns and segments, and
 * when it reaches a smallest effect, from which
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
 * <p>References: Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001; Stephens 1970 for the Kolmogorov-Smirnov p-value; Good 1953 for unseen
 * species. Immutable and thread-safe.
 *
 * <pre>{@code
 * DriftReport drift = Drift.between(baseline, february);
 * drift.findings().forEach(finding -> log.info(finding.explain()));
 * }</pre>
 */
public final class Drift {
    private static final Drift DEFAULTS = new Drift(DriftSettings.DEFAULTS);

    private final DriftSettings settings;

    private Drift(DriftSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the comparison described above.
     *
     * @return false discovery rate 0.04 by Benjamini and Hochberg, false alarms of a column 0.01, at least 200 rows, distance 0.02, PSI 0.02, share
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
        return new Drift(settings.withFalseDiscoveryRate(rate));
    }

    /**
     * Returns this comparison with p-values adjusted by Benjamini and Yekutieli, or by Benjamini and Hochberg as by
     * default. The latter bounds the false discovery rate for independent tests and for those that tend to err together,
     * the former whatever the columns have to do with each other, at the price of power: its p-values are larger by the
     * factor {@code 1 + 1/2 + ... + 1/n} for n tests. The report says which was taken.
     *
     * @param value true for Benjamini and Yekutieli
     * @return the comparison
     */
    public Drift withBenjaminiYekutieli(boolean value) {
        return new Drift(settings.withBenjaminiYekutieli(value));
    }

    /**
     * Returns this comparison with another rate of false alarms of a column.
     *
     * @param rate the share of columns without any change that may be reported, however few columns there are, in (0, 0.5]
     * @return the comparison
     * @throws IllegalArgumentException when it is outside
     */
    public Drift withFalseAlarms(double rate) {
        return new Drift(settings.withFalseAlarms(rate));
    }

    /**
     * Returns this comparison with another minimum of rows.
     *
     * @param rows how many rows each side needs to be judged, at least 20
     * @return the comparison
     * @throws IllegalArgumentException when it is fewer
     */
    public Drift withMinimumRows(int rows) {
        return new Drift(settings.withMinimumRows(rows));
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
        return new Drift(settings.withMinimumDistance(distance));
    }

    /**
     * Returns this comparison with another smallest PSI that matters.
     *
     * @param psi population stability index less what chance brings, at least 0
     * @return the comparison
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public Drift withMinimumPsi(double psi) {
        return new Drift(settings.withMinimumPsi(psi));
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
        return new Drift(settings.withMinimumShare(share));
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
        return new Drift(settings.withTest(column, test));
    }

    /**
     * Compares two tables.
     *
     * @param reference the rows to compare with
     * @param current the other rows
     * @return the result; it keeps both tables, as its tests and distances are of the values themselves
     */
    public DriftReport compare(Table reference, Table current) {
        Baseline baseline = Baseline.of(reference).beside(current);
        return compare(
                baseline, WindowProfile.of(baseline).add(current), Optional.of(new Table[] {reference, current}));
    }

    /**
     * Compares a table with a baseline; answers of the model are not compared. Columns that the baseline has not are not
     * either, and unless it was cut with a model, which reads no others, the report names them.
     *
     * @param baseline the reference
     * @param current the later rows
     * @return the result
     */
    public DriftReport compare(Baseline baseline, Table current) {
        return compare(baseline.beside(current), WindowProfile.of(baseline).add(current));
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
        return new Comparison(settings, baseline, current).report(tables);
    }

    /**
     * Returns how many rows each side needs to be judged.
     *
     * @return the minimum of rows
     */
    public int minimumRows() {
        return settings.minimumRows();
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import dev.holdfast.data.Table;
import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.MannWhitneyTest;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.TestResult;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares how well the principal components of the reference still describe the rows: a change of how columns go together
 * shows in the error even where each column looks as before.
 *
 * <p>One half of the reference, chosen by the seed, gives the components, as many as explain 65 % of its variance; the error
 * of a row is its squared distance from them, divided by the number of coordinates. The other half's errors, which the
 * components were not fitted to, are what the current rows' errors are compared with: the p-value is of Mann and Whitney's
 * test, and the effect the probability that a current row has the larger error, with the interval of its normal
 * approximation. There is drift when p is at most 0.01 and the probability is 0.05 or more from one half. A column's
 * contribution is how much its share of the mean error grew or fell. Coordinates are those of {@link KernelDistance}. Fewer
 * than 200 rows of the reference or 50 current ones are {@link DriftVerdict#INSUFFICIENT}. Immutable and thread-safe.
 */
public final class ReconstructionError {
    private static final int MOST = 100_000;
    private static final double VARIANCE = 0.65;
    private static final ReconstructionError DEFAULTS = new ReconstructionError(0);

    private final long seed;

    private ReconstructionError(long seed) {
        this.seed = seed;
    }

    /**
     * Returns the comparison described above.
     *
     * @return the comparison, with seed 0
     */
    public static ReconstructionError withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the comparison with another seed.
     *
     * @param newSeed the seed by which the reference is halved
     * @return the comparison
     */
    public ReconstructionError withSeed(long newSeed) {
        return new ReconstructionError(newSeed);
    }

    /**
     * Compares two tables.
     *
     * @param reference the rows to compare with
     * @param current the other rows; columns that the reference has not are left out
     * @return the result
     * @throws IllegalArgumentException when the other lacks a column of the reference or has it in another type
     */
    public JointDrift compare(Table reference, Table current) {
        Sides sides = Sides.of(reference, current, MOST, seed);
        int n = sides.reference().rowCount();
        if (n < 200 || sides.current().rowCount() < 50) {
            Undefined few = new Undefined("200 rows of the reference and 50 others are needed, got " + n + " and "
                    + sides.current().rowCount());
            return result(DriftVerdict.INSUFFICIENT, few, few, List.of(), sides);
        }
        Table shuffled = sides.reference().sample(n, seed);
        Table fit = shuffled.slice(0, n / 2);
        Table held = shuffled.slice(n / 2, n);
        Encoding encoding = Encoding.of(fit, sides.current());
        Components components = Components.of(encoding.points(fit));
        double[] before = new double[encoding.size()];
        double[] now = new double[encoding.size()];
        double[] errorsBefore = components.errors(encoding.points(held), before);
        double[] errorsNow = components.errors(encoding.points(sides.current()), now);
        TestResult test = MannWhitneyTest.withDefaults().test(errorsNow, errorsBefore);
        if (!(test.pValue() instanceof Estimate p) || !(test.effect() instanceof Estimate superiority)) {
            return result(DriftVerdict.INSUFFICIENT, test.effect(), test.pValue(), List.of(), sides);
        }
        double half = 1.959964
                * Math.sqrt((errorsNow.length + errorsBefore.length + 1.0)
                        / (12.0 * errorsNow.length * errorsBefore.length));
        Estimate effect = new Estimate(
                superiority.point(),
                Math.max(0, superiority.point() - half),
                Math.min(1, superiority.point() + half),
                0.95,
                superiority.n());
        boolean drifted = p.point() <= 0.01 && Math.abs(superiority.point() - 0.5) >= 0.05;
        return result(
                drifted ? DriftVerdict.DRIFTED : DriftVerdict.STABLE, effect, p, causes(encoding, before, now), sides);
    }

    private static JointDrift result(
            DriftVerdict verdict, Measurement effect, Measurement p, List<JointDrift.Cause> causes, Sides sides) {
        return new JointDrift(
                "reconstruction error",
                verdict,
                "probability of a larger error",
                effect,
                p,
                causes,
                sides.reference().rowCount(),
                sides.current().rowCount());
    }

    private static List<JointDrift.Cause> causes(Encoding encoding, double[] before, double[] now) {
        Map<String, Double> byColumn = new LinkedHashMap<>();
        for (int d = 0; d < before.length; d++) {
            byColumn.merge(encoding.column(d), now[d] - before[d], Double::sum);
        }
        List<JointDrift.Cause> causes = new ArrayList<>();
        byColumn.forEach((column, change) -> causes.add(new JointDrift.Cause(column, Math.abs(change))));
        causes.sort(Comparator.comparingDouble(JointDrift.Cause::contribution).reversed());
        return causes;
    }

    /** The principal components of points, as many as explain most of the variance. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Components(double[] mean, double[][] directions) {
        static Components of(double[][] points) {
            int d = points[0].length;
            double[] mean = new double[d];
            for (double[] point : points) {
                for (int i = 0; i < d; i++) {
                    mean[i] += point[i] / points.length;
                }
            }
            double[][] covariance = new double[d][d];
            for (double[] point : points) {
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j <= i; j++) {
                        covariance[i][j] += (point[i] - mean[i]) * (point[j] - mean[j]) / (points.length - 1);
                    }
                }
            }
            double all = 0;
            for (int i = 0; i < d; i++) {
                all += covariance[i][i];
                for (int j = 0; j < i; j++) {
                    covariance[j][i] = covariance[i][j];
                }
            }
            SymmetricEigen eigen = SymmetricEigen.of(covariance);
            int kept = 0;
            double explained = 0;
            while (kept < d - 1 && explained < VARIANCE * all) {
                explained += eigen.values()[kept++];
            }
            return new Components(mean, Arrays.copyOf(eigen.vectors(), kept));
        }

        /** Returns the error of each point, and adds each coordinate's mean part of it. */
        double[] errors(double[][] points, double[] byCoordinate) {
            double[] errors = new double[points.length];
            double[] centred = new double[mean.length];
            for (int row = 0; row < points.length; row++) {
                for (int i = 0; i < centred.length; i++) {
                    centred[i] = points[row][i] - mean[i];
                }
                for (double[] direction : directions) {
                    double along = 0;
                    for (int i = 0; i < centred.length; i++) {
                        along += direction[i] * centred[i];
                    }
                    for (int i = 0; i < centred.length; i++) {
                        centred[i] -= along * direction[i];
                    }
                }
                for (int i = 0; i < centred.length; i++) {
                    double part = centred[i] * centred[i] / centred.length;
                    errors[row] += part;
                    byCoordinate[i] += part / points.length;
                }
            }
            return errors;
        }
    }

    @Override
    public String toString() {
        return "ReconstructionError.withDefaults().withSeed(" + seed + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.function.DoubleSupplier;

/**
 * Distances of two distributions over the same categories or bins, from counts or weights.
 *
 * <p>Both sides are divided by their totals first; {@code p} is the first (the reference), {@code q} the second. Every
 * distance is {@link Undefined} when a side has no total, and an exact {@link Estimate} otherwise, whose {@code n} is the
 * total of both counts, or the number of categories for weights. A category that is zero on both sides adds nothing.
 *
 * <p>Immutable and thread-safe; each distance takes time linear in the categories.
 *
 * <p>References: Lin (1991), doi:10.1109/18.61115 (Jensen-Shannon); Siddiqi (2006), Credit Risk Scorecards (population
 * stability index).
 *
 * <pre>{@code
 * CountDistances.between(new long[] {50, 50}, new long[] {90, 10}).totalVariation();   // 0.4
 * }</pre>
 */
public final class CountDistances {
    private final double[] p;
    private final double[] q;
    private final long n;
    private final String reason;

    private CountDistances(double[] p, double[] q, long n) {
        Arguments.sameLength("the first distribution", p.length, "the second", q.length);
        this.p = Arguments.shares(p);
        this.q = Arguments.shares(q);
        this.n = n;
        this.reason = empty(this.p)
                ? "the first distribution is empty"
                : empty(this.q) ? "the second distribution is empty" : "";
    }

    /**
     * Returns the distances of two lists of counts.
     *
     * @param first the counts of the reference
     * @param second the counts to compare, in the same categories
     * @return the distances
     * @throws IllegalArgumentException when the lengths differ or a count is negative
     */
    public static CountDistances between(long[] first, long[] second) {
        long n = Math.addExact(Arguments.sum("first", first), Arguments.sum("second", second));
        return new CountDistances(doubles(first), doubles(second), n);
    }

    /**
     * Returns the distances of two lists of weights or probabilities.
     *
     * @param first the weights of the reference
     * @param second the weights to compare, in the same categories
     * @return the distances
     * @throws IllegalArgumentException when the lengths differ or a weight is negative, NaN or infinite
     */
    public static CountDistances between(double[] first, double[] second) {
        return new CountDistances(first, second, first.length);
    }

    /**
     * Returns the total variation, {@code sum |p - q| / 2}: the share that would have to move.
     *
     * @return a number in [0, 1]
     */
    public Measurement totalVariation() {
        return measure(() -> {
            double sum = 0;
            for (int i = 0; i < p.length; i++) {
                sum += Math.abs(p[i] - q[i]);
            }
            return sum / 2;
        });
    }

    /**
     * Returns the largest difference of a category, {@code max |p - q|}.
     *
     * @return a number in [0, 1]
     */
    public Measurement largestDifference() {
        return measure(() -> {
            double max = 0;
            for (int i = 0; i < p.length; i++) {
                max = Math.max(max, Math.abs(p[i] - q[i]));
            }
            return max;
        });
    }

    /**
     * Returns the Hellinger distance, {@code sqrt(sum (sqrt p - sqrt q)^2 / 2)}.
     *
     * @return a number in [0, 1]
     */
    public Measurement hellinger() {
        return measure(() -> {
            double sum = 0;
            for (int i = 0; i < p.length; i++) {
                double root = Math.sqrt(p[i]) - Math.sqrt(q[i]);
                sum += root * root;
            }
            return Math.sqrt(sum / 2);
        });
    }

    /**
     * Returns the Jensen-Shannon distance to base 2: the square root of the mean divergence, in bits, of both sides from
     * their mixture.
     *
     * @return a number in [0, 1]; times {@code sqrt(ln 2)} for the distance to base e
     */
    public Measurement jensenShannon() {
        return measure(() -> {
            double sum = 0;
            for (int i = 0; i < p.length; i++) {
                sum += divergence(p[i], q[i]);
            }
            return Math.sqrt(Math.max(0, sum / (2 * Math.log(2))));
        });
    }

    /**
     * Returns the Kullback-Leibler divergence of the first from the second, {@code sum p ln(p / q)}, in nats.
     *
     * @return a number of at least 0; infinite when a category of the first is absent from the second
     */
    public Measurement kullbackLeibler() {
        return measure(() -> {
            double sum = 0;
            for (int i = 0; i < p.length; i++) {
                sum += relative(p[i], q[i]);
            }
            return Math.max(0, sum);
        });
    }

    /**
     * Returns the population stability index, {@code sum (p - q) ln(p / q)}, without smoothing.
     *
     * @return a number of at least 0; infinite when a category is there on one side only
     */
    public Measurement populationStabilityIndex() {
        return measure(() -> stability(0));
    }

    /**
     * Returns the population stability index with zero shares replaced, not renormalised, where one side only is zero.
     *
     * @param epsilon the share in place of zero, above 0 and at most 1; 0.0001 is customary
     * @return a number of at least 0
     * @throws IllegalArgumentException when epsilon is out of its range
     */
    public Measurement populationStabilityIndex(double epsilon) {
        if (!(epsilon > 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon must be in (0, 1], got " + epsilon);
        }
        return measure(() -> stability(epsilon));
    }

    /**
     * {@code p ln(p / m) + q ln(q / m)} with the mean m: for {@code t = |p - q| / 2m} it is
     * {@code m (ln(1 - t^2) + t ln((1 + t) / (1 - t)))}, which keeps its digits where p and q are near each other and the
     * two terms all but cancel.
     */
    private static double divergence(double p, double q) {
        double middle = p / 2 + q / 2;
        double t = Math.abs(p - q) / 2 / middle;
        if (!(t > 0.5)) {
            return middle > 0 ? middle * (Math.log1p(-t * t) + t * (Math.log1p(t) - Math.log1p(-t))) : 0;
        }
        return relative(p, middle) + relative(q, middle);
    }

    private double stability(double epsilon) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0 || q[i] > 0) {
                double a = p[i] == 0 ? epsilon : p[i];
                double b = q[i] == 0 ? epsilon : q[i];
                sum += a == b ? 0 : (a - b) * Math.log(a / b);
            }
        }
        return sum;
    }

    private static double relative(double a, double b) {
        return a == 0 ? 0 : a * Math.log(a / b);
    }

    private Measurement measure(DoubleSupplier distance) {
        return reason.isEmpty() ? Estimate.exact(distance.getAsDouble(), n) : new Undefined(reason);
    }

    private static boolean empty(double[] shares) {
        for (double share : shares) {
            if (share > 0) {
                return false;
            }
        }
        return true;
    }

    private static double[] doubles(long[] counts) {
        double[] doubles = new double[counts.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = counts[i];
        }
        return doubles;
    }

    @Override
    public String toString() {
        return "CountDistances[" + p.length + " categories, n " + n + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** The difference of one metric of two models on the same rows. */
final class PairedDifference {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private PairedDifference() {}

    static <S extends Sample<S>> MetricDifference of(
            Metric<S> metric, S first, S second, Setup<S> setup, double margin) {
        Measurement a = metric.measure(first, setup.confidence(), setup.bootstrap());
        Measurement b = metric.measure(second, setup.confidence(), setup.bootstrap());
        if (a instanceof Undefined || b instanceof Undefined) {
            Measurement reason = a instanceof Undefined ? a : b;
            return new MetricDifference(metric.name(), metric.direction(), a, b, reason, reason, "none", margin);
        }
        Optional<Paired> closed = closedForm(metric, first, second, setup.confidence());
        Paired paired = closed.orElseGet(() -> bootstrap(metric, first, second, setup));
        return new MetricDifference(
                metric.name(), metric.direction(), a, b, paired.difference(), paired.pValue(), paired.method(), margin);
    }

    private record Paired(Measurement difference, Measurement pValue, String method) {}

    private static <S extends Sample<S>> Optional<Paired> closedForm(
            Metric<S> metric, S first, S second, double confidence) {
        if (first instanceof BinarySample a && second instanceof BinarySample b && !a.isWeighted()) {
            if (metric.equals(BinaryMetric.AUC)) {
                return Optional.of(deLong(a, b, confidence));
            }
            if (metric.equals(BinaryMetric.ACCURACY)) {
                return Optional.of(mcNemar(a, b, confidence));
            }
        }
        return Optional.empty();
    }

    private static Paired deLong(BinarySample a, BinarySample b, double confidence) {
        double difference = BinaryCurves.auc(a) - BinaryCurves.auc(b);
        double[] placements = DeLong.placements(a);
        double[] others = DeLong.placements(b);
        for (int i = 0; i < placements.length; i++) {
            placements[i] -= others[i];
        }
        double error = Math.sqrt(DeLong.variance(a, placements));
        if (error == 0 && difference != 0) {
            Undefined undefined =
                    new Undefined("the difference of the models does not vary over " + a.size() + " rows");
            return new Paired(undefined, undefined, "delong");
        }
        Measurement interval = Intervals.normal(difference, error, a.size(), confidence);
        double p = error == 0 ? 1 : 2 * NORMAL.survivalProbability(Math.abs(difference) / error);
        Measurement pValue = interval instanceof Undefined ? interval : Estimate.exact(p, a.size());
        return new Paired(interval, pValue, "delong");
    }

    private static Paired mcNemar(BinarySample a, BinarySample b, double confidence) {
        int onlyA = 0;
        int onlyB = 0;
        int n = a.size();
        for (int i = 0; i < n; i++) {
            boolean rightA = a.predicted(i) == a.truth(i);
            boolean rightB = b.predicted(i) == b.truth(i);
            onlyA += rightA && !rightB ? 1 : 0;
            onlyB += rightB && !rightA ? 1 : 0;
        }
        double difference = (double) (onlyA - onlyB) / n;
        // Agresti and Min (2005): half a row more in each cell keeps the interval honest for few discordant rows.
        double adjusted = (onlyA - onlyB) / (n + 2.0);
        double error = Math.sqrt((onlyA + onlyB + 1) / (n + 2.0) - adjusted * adjusted) / Math.sqrt(n + 2.0);
        Estimate normal = Intervals.normal(adjusted, error, n, confidence).orThrow();
        Estimate interval = new Estimate(
                difference,
                Math.max(-1, Math.min(difference, normal.lower())),
                Math.min(1, Math.max(difference, normal.upper())),
                confidence,
                n);
        int discordant = onlyA + onlyB;
        double p = discordant == 0
                ? 1
                : Math.min(
                        1, 2 * BinomialDistribution.of(discordant, 0.5).cumulativeProbability(Math.min(onlyA, onlyB)));
        return new Paired(interval, Estimate.exact(p, n), "mcnemar");
    }

    private static <S extends Sample<S>> Paired bootstrap(Metric<S> metric, S first, S second, Setup<S> setup) {
        Bootstrap bootstrap = setup.bootstrap().withConfidence(setup.confidence());
        int n = first.size();
        Measurement interval = bootstrap.estimate(
                n, counts -> metric.value(first.reweighted(counts)) - metric.value(second.reweighted(counts)));
        if (interval instanceof Undefined) {
            return new Paired(interval, interval, "bootstrap");
        }
        double[] drawn = bootstrap.replicates(
                n, counts -> metric.value(first.reweighted(counts)) - metric.value(second.reweighted(counts)));
        double[] defined =
                Arrays.stream(drawn).filter(value -> !Double.isNaN(value)).toArray();
        long below = Arrays.stream(defined).filter(value -> value <= 0).count();
        long above = Arrays.stream(defined).filter(value -> value >= 0).count();
        double p = Math.min(1, 2.0 * (Math.min(below, above) + 1) / (defined.length + 1));
        return new Paired(interval, Estimate.exact(p, n), "bootstrap");
    }
}

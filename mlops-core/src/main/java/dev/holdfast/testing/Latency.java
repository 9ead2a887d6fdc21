// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How long a model takes to answer one row, on one thread of this machine, after a warm-up.
 *
 * <p>Percentiles are order statistics; their intervals are the order statistics at the ranks {@code n p -+ z sqrt(n p (1 - p))}
 * (Conover, Practical Nonparametric Statistics, 1999, section 3.2), which hold for any distribution of independent times.
 */
final class Latency {
    private static final int WARM_UP = 2_000;
    private static final int LEAST_CALLS = 2_000;
    private static final long LONGEST_NANOS = 2_000_000_000L;

    private final long[] sorted;

    private Latency(long[] sorted) {
        this.sorted = sorted;
    }

    static <O extends Prediction> Latency of(Subject<O> subject, Table table) {
        Answers.of(subject, table);
        List<Row> rows = table.rows().toList();
        times(subject, rows, WARM_UP, LONGEST_NANOS / 4);
        long[] sorted = times(subject, rows, Math.max(LEAST_CALLS, rows.size()), LONGEST_NANOS);
        Arrays.sort(sorted);
        return new Latency(sorted);
    }

    /** Asks row after row, from the first again after the last, until there are enough calls or the time is up. */
    private static <O extends Prediction> long[] times(Subject<O> subject, List<Row> rows, int calls, long longest) {
        long[] nanos = new long[calls];
        long start = System.nanoTime();
        int made = 0;
        while (made < calls && (made < 20 || System.nanoTime() - start < longest)) {
            Row row = rows.get(made % rows.size());
            long before = System.nanoTime();
            O answer = subject.model().predict(row);
            nanos[made++] = System.nanoTime() - before;
            // The answer must be looked at, or the compiler might leave it out.
            if (Objects.isNull(answer)) {
                throw new Unmet("no answer (null) while it was measured", row, "return a prediction, or throw");
            }
        }
        return Arrays.copyOf(nanos, made);
    }

    /** In nanoseconds. */
    Estimate percentile(double percentile, double confidence) {
        int n = sorted.length;
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
        double reach = z * Math.sqrt(n * percentile * (1 - percentile));
        return new Estimate(
                at(n * percentile), at(n * percentile - reach), at(n * percentile + reach + 1), confidence, n);
    }

    private double at(double rank) {
        int index = (int) Math.ceil(rank) - 1;
        return (double) sorted[Math.max(0, Math.min(sorted.length - 1, index))];
    }

    /** All percentiles that one looks for, in one line. */
    String text(double confidence) {
        return "p50 " + time(percentile(0.5, confidence)) + ", p95 " + time(percentile(0.95, confidence)) + ", p99 "
                + time(percentile(0.99, confidence)) + ", max " + time((double) sorted[sorted.length - 1]) + " (n = "
                + sorted.length + ")";
    }

    CheckResult within(CheckResult draft, Duration limit, double percentile, double confidence) {
        Estimate measured = percentile(percentile, confidence);
        double most = (double) limit.toNanos();
        Outcome outcome = measured.upper() <= most
                ? Outcome.PASSED
                : measured.lower() > most ? Outcome.FAILED : Outcome.INCONCLUSIVE;
        CheckResult result = Results.of(
                        draft,
                        outcome,
                        time(measured) + " (" + Estimate.number(100 * confidence) + " %, n = " + measured.n() + ")")
                .with("measured", text(confidence));
        return outcome == Outcome.PASSED
                ? result
                : result.with(
                        "what to do",
                        outcome == Outcome.FAILED
                                ? "make predict cheaper, or look for what it waits for; a single machine under load is"
                                        + " slower too"
                                : "measure on a quieter machine; the interval holds the limit");
    }

    private static String time(Estimate nanos) {
        return time(nanos.point()) + " [" + time(nanos.lower()) + ", " + time(nanos.upper()) + "]";
    }

    static String time(double nanos) {
        if (nanos < 1e3) {
            return Estimate.number(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return Estimate.number(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? Estimate.number(nanos / 1e6) + " ms" : Estimate.number(nanos / 1e9) + " s";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Tells whether a metric leaves its history: {@code |x - median| > c * MAD} of the earlier values, which a few bad runs among
 * them do not move. The tested value is not among them.
 *
 * <p>The factor c depends on how many earlier values there are: for few of them median and MAD are themselves uncertain, and
 * the usual factor for endless ones raises far more alarms than it promises. c is the quantile that 40,000 simulated normal
 * histories of the same length, made from a fixed seed, do not exceed; so the false-alarm rate is the nominal one for normal
 * metrics whatever the length. Heavier tails raise more. Fewer than 8 values are {@link Verdict#UNDECIDED}; where more than half
 * of them are equal the range is that one number. Immutable and thread-safe.
 */
public final class HistoryDetector {
    private static final int FEWEST = 8;
    private static final int MOST = 200;
    private static final int SIMULATIONS = 40_000;
    private static final Map<String, Double> FACTORS = new ConcurrentHashMap<>();

    private final double falseAlarmRate;
    private final int period;

    private HistoryDetector(double falseAlarmRate, int period) {
        if (!(falseAlarmRate >= 0.001 && falseAlarmRate <= 0.5)) {
            throw new IllegalArgumentException("false-alarm rate must be in [0.001, 0.5], got " + falseAlarmRate);
        }
        if (period < 1) {
            throw new IllegalArgumentException("period must be at least 1, got " + period);
        }
        this.falseAlarmRate = falseAlarmRate;
        this.period = period;
    }

    /**
     * Returns a detector that raises a false alarm in this share of normal runs.
     *
     * @param falseAlarmRate the share, in [0.001, 0.5]
     * @return the detector
     * @throws IllegalArgumentException when the share is out of range
     */
    public static HistoryDetector of(double falseAlarmRate) {
        return new HistoryDetector(falseAlarmRate, 1);
    }

    /**
     * Returns this detector for a metric with seasons: a value is compared with those of the same season alone.
     *
     * @param runs the number of runs after which the seasons repeat: 7 for daily runs with weekly seasons
     * @return the detector
     * @throws IllegalArgumentException when the number is below 1
     */
    public HistoryDetector withPeriod(int runs) {
        return new HistoryDetector(falseAlarmRate, runs);
    }

    /**
     * Judges the next value of a metric.
     *
     * @param metric the name of the metric, for the finding
     * @param earlier the values of earlier runs, oldest first; the last 200 of the season are used
     * @param value the next value
     * @return the finding: {@link Verdict#PASS}, {@link Verdict#WARN} or {@link Verdict#UNDECIDED}; the measurement is the
     *     value with the range that would pass
     */
    public Finding judge(String metric, List<Double> earlier, double value) {
        double[] season = IntStream.range(0, earlier.size())
                .filter(i -> (earlier.size() - i) % period == 0)
                .mapToDouble(earlier::get)
                .filter(Double::isFinite)
                .toArray();
        double[] recent = Arrays.copyOfRange(season, Math.max(0, season.length - MOST), season.length);
        if (recent.length < FEWEST || !Double.isFinite(value)) {
            return finding(
                    metric,
                    Verdict.UNDECIDED,
                    Optional.empty(),
                    Double.isFinite(value)
                            ? "there are " + recent.length + " earlier values to compare with; " + FEWEST
                                    + " are needed"
                            : "the value is " + value + ", which cannot be compared");
        }
        double median = median(recent);
        double reach = factor(recent.length, falseAlarmRate) * deviation(recent, median);
        boolean inside = Math.abs(value - median) <= reach;
        return finding(
                metric,
                inside ? Verdict.PASS : Verdict.WARN,
                Optional.of(new Estimate(
                        value,
                        Math.min(value, median - reach),
                        Math.max(value, median + reach),
                        1 - falseAlarmRate,
                        1)),
                Texts.measure(value, median - reach, median + reach) + (inside ? " is within " : " leaves ")
                        + Texts.rounded(median - reach) + " to " + Texts.rounded(median + reach) + ", the range of "
                        + recent.length + " earlier runs");
    }

    private static Finding finding(String metric, Verdict verdict, Optional<Estimate> measured, String sentence) {
        return new Finding(
                Optional.empty(),
                "history(" + metric + ")",
                Optional.empty(),
                Severity.WARN,
                verdict,
                1,
                verdict == Verdict.WARN ? 1 : 0,
                List.of(),
                measured.map(m -> m),
                metric + ": " + sentence,
                Optional.empty());
    }

    private static double factor(int n, double rate) {
        return FACTORS.computeIfAbsent(n + "@" + rate, key -> simulate(n, rate));
    }

    private static double simulate(int n, double rate) {
        SplittableRandom random = new SplittableRandom(20_261_121L + n);
        double[] ratios = new double[SIMULATIONS];
        double[] history = new double[n];
        for (int i = 0; i < SIMULATIONS; i++) {
            for (int j = 0; j < n; j++) {
                history[j] = random.nextGaussian();
            }
            double median = median(history);
            ratios[i] = Math.abs(random.nextGaussian() - median) / deviation(history, median);
        }
        Arrays.sort(ratios);
        return ratios[(int) Math.ceil((1 - rate) * SIMULATIONS) - 1];
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double deviation(double[] values, double median) {
        return median(Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
    }

    @Override
    public String toString() {
        return "HistoryDetector.of(" + Texts.number(falseAlarmRate) + ")"
                + (period == 1 ? "" : ".withPeriod(" + period + ")");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.MetricDifference.Verdict;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Whether intervals cover and alarms are false as often as they say, by simulation: -Dholdfast.trials=2000 is the full
 * size. At the default size the bounds are wider by three standard errors of the share that is counted.
 */
class HonestyTest {
    private static final int TRIALS = Integer.getInteger("holdfast.trials", 100);
    private static final int N = 200;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private static double slack(double share) {
        return TRIALS >= 2_000 ? 0 : 3 * Math.sqrt(share * (1 - share) / TRIALS);
    }

    private static double share(Predicate<SplittableRandom> trial) {
        return IntStream.range(0, TRIALS)
                        .parallel()
                        .filter(i -> trial.test(new SplittableRandom(1_000_003L * i + 17)))
                        .count()
                / (double) TRIALS;
    }

    private static void covers(
            String what, double truth, TestReporter reporter, Function<SplittableRandom, Estimate> of) {
        double coverage = share(random -> {
            Estimate estimate = of.apply(random);
            return estimate.lower() <= truth && truth <= estimate.upper();
        });
        reporter.publishEntry(what, String.format(Locale.ROOT, "covers in %.4f of %d trials", coverage, TRIALS));
        assertThat(coverage).as(what).isBetween(0.93 - slack(0.95), 0.97 + slack(0.95));
    }

    /** Covers as often as it says or more: the correction for shared training rows is on the safe side. */
    private static void coversAtLeast(
            String what, double truth, TestReporter reporter, Function<SplittableRandom, Estimate> of) {
        double coverage = share(random -> {
            Estimate estimate = of.apply(random);
            return estimate.lower() <= truth && truth <= estimate.upper();
        });
        reporter.publishEntry(what, String.format(Locale.ROOT, "covers in %.4f of %d trials", coverage, TRIALS));
        assertThat(coverage).as(what).isGreaterThanOrEqualTo(0.93 - slack(0.95));
    }

    private static void rare(String what, TestReporter reporter, Predicate<SplittableRandom> alarm) {
        double alarms = share(alarm);
        reporter.publishEntry(what, String.format(Locale.ROOT, "in %.4f of %d trials", alarms, TRIALS));
        assertThat(alarms).as(what).isLessThanOrEqualTo(0.05 + slack(0.05));
    }

    private static double gaussian(SplittableRandom random) {
        return NORMAL.inverseCumulativeProbability(random.nextDouble());
    }

    @Test
    void theIntervalOfTheAreaUnderTheCurveCovers(TestReporter reporter) {
        for (double distance : new double[] {0.3, 1, 2}) {
            double truth = NORMAL.cumulativeProbability(distance / Math.sqrt(2));
            covers("auc " + Estimate.number(truth), truth, reporter, random -> {
                boolean[] positive = new boolean[N];
                double[] scores = new double[N];
                for (int i = 0; i < N; i++) {
                    positive[i] = i % 4 == 0;
                    scores[i] = gaussian(random) + (positive[i] ? distance : 0);
                }
                return measure(BinaryMetric.AUC, positive, scores);
            });
        }
    }

    @Test
    void theIntervalOfTheAccuracyCovers(TestReporter reporter) {
        for (double accuracy : new double[] {0.6, 0.8, 0.93}) {
            covers("accuracy " + accuracy, accuracy, reporter, random -> {
                boolean[] positive = new boolean[N];
                double[] scores = new double[N];
                for (int i = 0; i < N; i++) {
                    positive[i] = random.nextBoolean();
                    scores[i] = positive[i] == random.nextDouble() < accuracy ? 0.9 : 0.1;
                }
                return measure(BinaryMetric.ACCURACY, positive, scores);
            });
        }
    }

    @Test
    void theBootstrapIntervalOfF1Covers(TestReporter reporter) {
        covers("f1", 0.42 / 0.58, reporter, random -> {
            boolean[] positive = new boolean[N];
            double[] scores = new double[N];
            for (int i = 0; i < N; i++) {
                positive[i] = random.nextDouble() < 0.3;
                scores[i] = random.nextDouble() < (positive[i] ? 0.7 : 0.1) ? 0.9 : 0.1;
            }
            return measure(BinaryMetric.F1, positive, scores);
        });
    }

    @Test
    void theIntervalOfTheLogLossCovers(TestReporter reporter) {
        // The mean entropy of probabilities that are even over [0.05, 0.95].
        double truth = IntStream.range(0, 90_000)
                .mapToDouble(i -> 0.05 + (i + 0.5) / 100_000)
                .map(p -> -p * Math.log(p) - (1 - p) * Math.log(1 - p))
                .average()
                .orElseThrow();
        covers("log-loss", truth, reporter, random -> {
            boolean[] positive = new boolean[N];
            double[] scores = new double[N];
            for (int i = 0; i < N; i++) {
                scores[i] = 0.05 + 0.9 * random.nextDouble();
                positive[i] = random.nextDouble() < scores[i];
            }
            return measure(BinaryMetric.LOG_LOSS, positive, scores);
        });
    }

    private static Estimate measure(Metric<BinarySample> metric, boolean[] positive, double[] scores) {
        return Evaluation.binary(positive, scores)
                .metrics(metric)
                .run()
                .metric(metric)
                .orThrow();
    }

    @Test
    void twoModelsThatAreEquallyGoodAreSeldomCalledDifferent(TestReporter reporter) {
        for (Metric<BinarySample> metric : List.of(
                BinaryMetric.AUC, BinaryMetric.ACCURACY, BinaryMetric.F1, BinaryMetric.LOG_LOSS, BinaryMetric.BRIER)) {
            rare("BETTER or WORSE by " + metric + " of equal models", reporter, random -> {
                boolean[] positive = new boolean[N];
                double[] first = new double[N];
                double[] second = new double[N];
                for (int i = 0; i < N; i++) {
                    double signal = random.nextDouble();
                    positive[i] = random.nextDouble() < signal;
                    first[i] = 0.02 + 0.96 * (0.6 * signal + 0.4 * random.nextDouble());
                    second[i] = 0.02 + 0.96 * (0.6 * signal + 0.4 * random.nextDouble());
                }
                Verdict verdict = Evaluation.binary(positive, first)
                        .metrics(metric)
                        .replicates(500)
                        .run()
                        .compareWith(Evaluation.binary(positive, second)
                                .metrics(metric)
                                .run())
                        .withMargin(0)
                        .verdict(metric.name());
                return verdict == Verdict.BETTER || verdict == Verdict.WORSE;
            });
        }
    }

    /** A table of columns that have nothing to do with each other, and a target. */
    private static Table people(SplittableRandom random, int n, Function<Row, Double> target) {
        TextColumn.Builder region = TextColumn.builder("region");
        TextColumn.Builder job = TextColumn.builder("job");
        NumberColumn.Builder age = NumberColumn.builder("age");
        NumberColumn.Builder income = NumberColumn.builder("income");
        for (int i = 0; i < n; i++) {
            region.add("r" + random.nextInt(4));
            job.add("j" + random.nextInt(8));
            age.add(random.nextDouble());
            income.add(gaussian(random));
        }
        Table table = Table.of(region.build(), job.build(), age.build(), income.build());
        NumberColumn.Builder y = NumberColumn.builder("y");
        for (Row row : table) {
            y.add(target.apply(row));
        }
        return table.with(y.build());
    }

    private static List<WeakSlice> weakest(Table table) {
        Predictor<Row, Quantity> zero = row -> new Quantity(0);
        double[] errors = IntStream.range(0, table.rowCount())
                .mapToDouble(table.column("y")::number)
                .toArray();
        boolean counts = IntStream.range(0, errors.length).allMatch(i -> errors[i] == 0 || errors[i] == 1);
        if (!counts) {
            return Evaluation.regression(zero, table, "y")
                    .metrics(RegressionMetric.MAE)
                    .searchSlices()
                    .run()
                    .weakestSlices();
        }
        return Evaluation.classification(row -> ClassScores.of(List.of("0.0", "1.0"), 1, 0), table, "y")
                .positive("1.0")
                .metrics(BinaryMetric.ACCURACY)
                .searchSlices()
                .run()
                .weakestSlices();
    }

    @Test
    void theSliceSearchSeldomFindsWhatIsNotThere(TestReporter reporter) {
        rare(
                "a weak slice of classes without any",
                reporter,
                random -> !weakest(people(random, 600, row -> random.nextDouble() < 0.2 ? 1.0 : 0.0))
                        .isEmpty());
        rare(
                "a weak slice of numbers without any",
                reporter,
                random -> !weakest(people(random, 600, row -> Math.exp(gaussian(random))))
                        .isEmpty());
    }

    @Test
    void theSliceSearchFindsWhatIsThere(TestReporter reporter) {
        double classes = share(random -> finds(weakest(people(
                random, 600, row -> random.nextDouble() < (row.text("job").equals("j3") ? 0.5 : 0.2) ? 1.0 : 0.0))));
        double numbers = share(random -> finds(weakest(
                people(random, 600, row -> (row.text("job").equals("j3") ? 2 : 1) * Math.exp(gaussian(random))))));
        reporter.publishEntry("planted slice found, classes", Double.toString(classes));
        reporter.publishEntry("planted slice found, numbers", Double.toString(numbers));
        assertThat(classes).isGreaterThan(0.9);
        assertThat(numbers).isGreaterThan(0.9);
    }

    private static boolean finds(List<WeakSlice> weak) {
        return weak.stream().anyMatch(slice -> slice.name().equals("job = j3"));
    }

    /** Learns the mean of the numbers from every second row that it is shown. */
    private static Predictor<Row, Quantity> meanOfHalf(Table train, int offset) {
        List<Double> seen = new ArrayList<>();
        for (int row = offset; row < train.rowCount(); row += 2) {
            seen.add(train.row(row).number("y"));
        }
        double mean = seen.stream().mapToDouble(y -> y).average().orElse(0);
        return row -> new Quantity(mean);
    }

    @Test
    void theMeanOverFoldsCoversAndEqualTrainersAreSeldomCalledDifferent(TestReporter reporter) {
        CrossValidation folds = CrossValidation.stratified(5);
        // Trained on half of 80 of 100 rows: the variance of a row and that of the mean of 40.
        coversAtLeast(
                "mean squared error over folds",
                1 + 1 / 40.0,
                reporter,
                random -> cross(folds, people(random, 100, row -> gaussian(random)), 0)
                        .metric("mse")
                        .orThrow());
        rare("BETTER or WORSE of equal trainers", reporter, random -> {
            Table table = people(random, 100, row -> gaussian(random));
            Verdict verdict = cross(folds, table, 0)
                    .compareWith(cross(folds, table, 1))
                    .withMargin(0)
                    .verdict("mse");
            return verdict == Verdict.BETTER || verdict == Verdict.WORSE;
        });
    }

    @Test
    void theMeanOverStratifiedFoldsCovers(TestReporter reporter) {
        // The rule is fixed, so its accuracy is known: 0.3 of the rows are positive, and each class is missed by the
        // tail.
        double truth = NORMAL.cumulativeProbability(0.75);
        coversAtLeast("accuracy over stratified folds", truth, reporter, random -> {
            NumberColumn.Builder x = NumberColumn.builder("x");
            TextColumn.Builder y = TextColumn.builder("y");
            for (int i = 0; i < 100; i++) {
                boolean positive = random.nextDouble() < 0.3;
                x.add(gaussian(random) + (positive ? 0.75 : -0.75));
                y.add(positive ? "yes" : "no");
            }
            return CrossValidation.stratified(5)
                    .classification(
                            Table.of(x.build(), y.build()),
                            "y",
                            train -> row -> ClassScores.of(
                                    List.of("no", "yes"),
                                    row.number("x") > 0 ? 0.1 : 0.9,
                                    row.number("x") > 0 ? 0.9 : 0.1),
                            answers -> answers.positive("yes").metrics(BinaryMetric.ACCURACY))
                    .metric("accuracy")
                    .orThrow();
        });
    }

    private static CrossValidationReport cross(CrossValidation folds, Table table, int offset) {
        return folds.regression(
                table, "y", train -> meanOfHalf(train, offset), evaluation -> evaluation.metrics(RegressionMetric.MSE));
    }
}

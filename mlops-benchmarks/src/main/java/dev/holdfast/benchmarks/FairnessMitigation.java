// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.mitigation.ExponentiatedGradient;
import dev.holdfast.fairness.mitigation.FairMixture;
import dev.holdfast.fairness.mitigation.GroupThresholds;
import dev.holdfast.fairness.mitigation.RejectOption;
import dev.holdfast.fairness.mitigation.ThresholdOptimizer;
import dev.holdfast.fairness.mitigation.UnseenGroup;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

/** Mitigations after training on a million scores, and in training on a table with a logistic regression. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g"})
public class FairnessMitigation {
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    /** Creates the benchmark; JMH does. */
    public FairnessMitigation() {}

    /** A million scores, nearly all distinct, of three groups whose base rates differ. */
    @State(Scope.Benchmark)
    public static class Scores {
        private final int[] truth = new int[1_000_000];
        private final double[] scores = new double[truth.length];
        private final String[] groups = new String[truth.length];
        private final double[] weights = new double[truth.length];

        /** Creates the state; JMH does. */
        public Scores() {}

        /** Draws the rows. */
        @Setup
        public void draw() {
            SplittableRandom random = new SplittableRandom(1);
            for (int row = 0; row < truth.length; row++) {
                groups[row] = row % 5 == 0 ? "b" : row % 7 == 0 ? "c" : "a";
                double shift = groups[row].equals("a") ? 0.1 : -0.1;
                scores[row] = Math.max(0, Math.min(1, 0.5 + shift + 0.9 * (random.nextDouble() - 0.5)));
                truth[row] = random.nextDouble() < scores[row] ? 1 : 0;
                weights[row] = 0.5 + random.nextDouble();
            }
        }
    }

    /** 50,000 rows of 20 features, some of which tell of the group. */
    @State(Scope.Benchmark)
    public static class Rows {
        private Table rows = Table.of();

        /** Creates the state; JMH does. */
        public Rows() {}

        /** Draws the rows. */
        @Setup
        public void draw() {
            TRIBUO.setLevel(Level.WARNING);
            int n = 50_000;
            SplittableRandom random = new SplittableRandom(1);
            double[][] features = new double[20][n];
            String[] groups = new String[n];
            String[] labels = new String[n];
            for (int row = 0; row < n; row++) {
                groups[row] = random.nextInt(3) == 0 ? "b" : "a";
                double merit = 2 * random.nextDouble() - 1;
                for (int f = 0; f < features.length; f++) {
                    double ofGroup = f % 4 == 0 && groups[row].equals("b") ? -0.4 : 0;
                    features[f][row] = ofGroup + merit / (1 + f % 5) + random.nextDouble();
                    merit += f < 5 ? features[f][row] / 10 : 0;
                }
                labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-3 * merit)) ? "good" : "bad";
            }
            List<Column> columns = new ArrayList<>();
            for (int f = 0; f < features.length; f++) {
                columns.add(NumberColumn.of("f" + f, features[f]));
            }
            columns.add(TextColumn.of("group", groups));
            columns.add(TextColumn.of("label", labels));
            rows = Table.of(columns);
        }

        private TribuoTrainer<TrainedClassifier> trainer() {
            return TribuoTrainer.classification(
                    seed -> new LogisticRegressionTrainer(),
                    FeatureSpec.of(rows.schema()).target("label").exclude("group"));
        }
    }

    /**
     * Chooses thresholds for demographic parity.
     *
     * @param rows the rows
     * @return the thresholds
     */
    @Benchmark
    public GroupThresholds thresholds(Scores rows) {
        return ThresholdOptimizer.of(Criterion.demographicParity().atMost(0.02), UnseenGroup.POOLED)
                .fit(rows.truth, rows.scores, rows.groups);
    }

    /**
     * Chooses thresholds for equalized odds.
     *
     * @param rows the rows
     * @return the thresholds
     */
    @Benchmark
    public GroupThresholds thresholdsForOdds(Scores rows) {
        return ThresholdOptimizer.of(Criterion.equalizedOdds().atMost(0.05), UnseenGroup.POOLED)
                .fit(rows.truth, rows.scores, rows.groups);
    }

    /**
     * Chooses thresholds for weighted rows.
     *
     * @param rows the rows
     * @return the thresholds
     */
    @Benchmark
    public GroupThresholds thresholdsOfWeightedRows(Scores rows) {
        return ThresholdOptimizer.of(Criterion.demographicParity().atMost(0.02), UnseenGroup.POOLED)
                .fit(rows.truth, rows.scores, rows.groups, rows.weights);
    }

    /**
     * Fits a reject option.
     *
     * @param rows the rows
     * @return the threshold and margin
     */
    @Benchmark
    public RejectOption.Fitted rejectOption(Scores rows) {
        return RejectOption.of(Criterion.demographicParity().atMost(0.05), UnseenGroup.POOLED, "b", "c")
                .fit(rows.truth, rows.scores, rows.groups);
    }

    /**
     * Trains a mixture of logistic regressions under demographic parity.
     *
     * @param rows the rows
     * @return the mixture
     */
    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public FairMixture exponentiatedGradient(Rows rows) {
        return ExponentiatedGradient.of(Criterion.demographicParity().atMost(0.02))
                .fit(rows.trainer()::train, rows.rows, "label", "good", "group");
    }
}

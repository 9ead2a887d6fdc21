// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.MonotonicityProof;
import dev.holdfast.model.Trend;
import dev.holdfast.testing.ModelAssertions;
import dev.holdfast.testing.ModelQualityError;
import dev.holdfast.testing.property.Rows;
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

/**
 * A thousand tries of a property on a linear model of 20 columns, as a test pays for them: in a JVM that has not run them
 * before.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"-Xmx1g"})
public class ModelProperties {
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    /** Creates the benchmark; JMH does. */
    public ModelProperties() {}

    /** A logistic regression on 15 numbers and 5 texts, and 5,000 rows that it learned from. */
    @State(Scope.Benchmark)
    public static class Trained {
        private Table table = Table.of();
        private List<TrainedClassifier> models = List.of();

        /** Creates the state; JMH does. */
        public Trained() {}

        /** Draws the rows and trains. */
        @Setup
        public void train() {
            TRIBUO.setLevel(Level.WARNING);
            int n = 5_000;
            SplittableRandom random = new SplittableRandom(1);
            double[] merit = new double[n];
            List<Column> columns = new ArrayList<>();
            for (int c = 0; c < 15; c++) {
                double[] values = new double[n];
                for (int row = 0; row < n; row++) {
                    values[row] = 100 * random.nextDouble();
                    merit[row] += c < 5 ? values[row] / 100 : 0;
                }
                columns.add(NumberColumn.of("number" + c, values));
            }
            for (int c = 0; c < 5; c++) {
                TextColumn.Builder texts = TextColumn.builder("text" + c);
                for (int row = 0; row < n; row++) {
                    texts.add("category" + random.nextInt(8));
                }
                columns.add(texts.build());
            }
            TextColumn.Builder label = TextColumn.builder("label");
            for (double each : merit) {
                label.add(each + random.nextDouble() > 3 ? "good" : "bad");
            }
            columns.add(label.build());
            table = Table.of(columns);
            FeatureSpec features = FeatureSpec.of(table.schema()).target("label");
            models = List.of(TribuoTrainer.classification(seed -> new LogisticRegressionTrainer(), features)
                    .train(table));
        }
    }

    /**
     * Profiles the rows and tries a property that holds a thousand times.
     *
     * @param trained the model
     * @return the rows
     */
    @Benchmark
    public Rows thousandTriesThatHold(Trained trained) {
        Rows rows = Rows.like(trained.table).without("label").seed(7);
        ModelAssertions.assertThatModel(trained.models.get(0))
                .given(rows)
                .raising("number0")
                .neverRaises("bad");
        return rows;
    }

    /**
     * Profiles the rows, tries a property that does not hold a thousand times, and simplifies the first row that breaks it.
     *
     * @param trained the model
     * @return the failure
     */
    @Benchmark
    public ModelQualityError thousandTriesThatBreak(Trained trained) {
        Rows rows = Rows.like(trained.table).without("label").seed(7);
        try {
            ModelAssertions.assertThatModel(trained.models.get(0))
                    .given(rows)
                    .raising("number0")
                    .neverLowers("bad");
        } catch (ModelQualityError broken) {
            return broken;
        }
        throw new IllegalStateException("the property must not hold");
    }

    /**
     * Proves the same from the weights.
     *
     * @param trained the model
     * @return the proof
     */
    @Benchmark
    public MonotonicityProof proof(Trained trained) {
        return trained.models.get(0).monotonicity("number0", Trend.FALLING, "bad");
    }
}

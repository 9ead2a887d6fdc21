// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.drift.Samples;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.MaximumMeanDiscrepancy;
import dev.holdfast.stats.TestResult;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JointDriftTest {
    private static final List<String> SIDES = List.of(DomainClassifier.REFERENCE, DomainClassifier.CURRENT);

    /** Two numbers that go together by a coefficient, and one that does not: each alone is normal. */
    private static Table pairs(int rows, double coefficient, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder x = NumberColumn.builder("x");
        NumberColumn.Builder y = NumberColumn.builder("y");
        NumberColumn.Builder z = NumberColumn.builder("z");
        for (int i = 0; i < rows; i++) {
            double first = random.nextGaussian();
            x.add(first);
            y.add(coefficient * first + Math.sqrt(1 - coefficient * coefficient) * random.nextGaussian());
            z.add(random.nextGaussian());
        }
        return Table.of(x.build(), y.build(), z.build());
    }

    /** Naive Bayes on products of pairs of columns, in a few lines: enough to see a correlation. */
    private static Predictor<Row, ClassScores> train(Table table) {
        double[] mean = new double[2];
        double[] count = new double[2];
        for (Row row : table) {
            int side = row.text(DomainClassifier.TARGET).equals(DomainClassifier.CURRENT) ? 1 : 0;
            mean[side] += row.number("x") * row.number("y");
            count[side]++;
        }
        double slope = mean[1] / count[1] - mean[0] / count[0];
        return row -> {
            double score = 1 / (1 + Math.exp(-slope * row.number("x") * row.number("y")));
            return ClassScores.of(SIDES, 1 - score, score);
        };
    }

    @Test
    void findsWhatNoColumnShowsAlone() {
        Table reference = pairs(2_000, 0.8, 1);
        Table current = pairs(1_500, 0, 2);
        assertThat(Drift.between(reference, current).verdict()).isEqualTo(DriftVerdict.STABLE);

        JointDrift classifier = DomainClassifier.of(JointDriftTest::train).compare(reference, current);
        assertThat(classifier.verdict()).isEqualTo(DriftVerdict.DRIFTED);
        Estimate auc = classifier.effect().orThrow();
        assertThat(auc.point()).isBetween(0.65, 0.9);
        assertThat(auc.lower()).isLessThan(auc.point()).isGreaterThan(0.6);
        assertThat(classifier.causes()).extracting(JointDrift.Cause::column).endsWith("z");
        assertThat(classifier.causes().get(2).contribution()).isCloseTo(0, within(0.001));
        assertThat(classifier.explain()).startsWith("domain classifier: AUC 0.").contains("; most by ");

        JointDrift kernel = KernelDistance.withDefaults().compare(reference, current);
        assertThat(kernel.verdict()).isEqualTo(DriftVerdict.DRIFTED);
        JointDrift error = ReconstructionError.withDefaults().compare(reference, current);
        assertThat(error.verdict()).isEqualTo(DriftVerdict.DRIFTED);
        assertThat(error.effect().orThrow().point()).isGreaterThan(0.55);
        assertThat(error.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(error.report().toHtml()).contains("What each column contributes");
        assertThat(error.measurements()).containsKeys("probability-of-a-larger-error", "p-value", "x/contribution");
        assertThat(error.kind()).isEqualTo("joint-drift");
        assertThat(error).hasToString("DRIFTED: " + error.summary());
    }

    @Test
    void isQuietWhenNothingChanged() {
        int alarms = 0;
        for (int i = 0; i < 30; i++) {
            Table reference = pairs(700, 0.5, 100 + i);
            Table current = pairs(500, 0.5, 900 + i);
            alarms += DomainClassifier.of(JointDriftTest::train)
                                    .compare(reference, current)
                                    .verdict()
                            == DriftVerdict.DRIFTED
                    ? 1
                    : 0;
            alarms += KernelDistance.withDefaults()
                                    .withPermutations(99)
                                    .compare(reference, current)
                                    .verdict()
                            == DriftVerdict.DRIFTED
                    ? 1
                    : 0;
            alarms += ReconstructionError.withDefaults()
                                    .compare(reference, current)
                                    .verdict()
                            == DriftVerdict.DRIFTED
                    ? 1
                    : 0;
        }
        // Ninety looks at a level of one percent.
        assertThat(alarms).isLessThanOrEqualTo(4);
    }

    @Test
    void givesTheSameAnswerForTheSameSeed() {
        Table reference = pairs(3_000, 0.5, 1);
        Table current = pairs(2_500, 0.4, 2);
        assertThat(DomainClassifier.of(JointDriftTest::train).withSeed(3).compare(reference, current))
                .isEqualTo(
                        DomainClassifier.of(JointDriftTest::train).withSeed(3).compare(reference, current));
        assertThat(KernelDistance.withDefaults().withSeed(3).compare(reference, current))
                .isEqualTo(KernelDistance.withDefaults().withSeed(3).compare(reference, current));
        assertThat(ReconstructionError.withDefaults().withSeed(3).compare(reference, current))
                .isEqualTo(ReconstructionError.withDefaults().withSeed(3).compare(reference, current));
    }

    @Test
    void takesTextsMissingValuesAndConstants() {
        Table reference = Samples.loans(1_000, 1).with(NumberColumn.of("constant", new double[1_000]));
        Table same = Samples.loans(800, 2).with(NumberColumn.of("constant", new double[800]));
        assertThat(KernelDistance.withDefaults().compare(reference, same).verdict())
                .isEqualTo(DriftVerdict.STABLE);
        assertThat(ReconstructionError.withDefaults().compare(reference, same).verdict())
                .isEqualTo(DriftVerdict.STABLE);
        TextColumn.Builder homes = TextColumn.builder("Home");
        for (int i = 0; i < 800; i++) {
            homes.add(i % 2 == 0 ? "tent" : "rent");
        }
        Table changed = same.with(homes.build());
        assertThat(KernelDistance.withDefaults().compare(reference, changed).verdict())
                .isEqualTo(DriftVerdict.DRIFTED);
        assertThat(ReconstructionError.withDefaults()
                        .compare(reference, changed)
                        .causes()
                        .get(0)
                        .column())
                .isEqualTo("Home");
    }

    @Test
    void valuesThatBecameMissingNaNOrInfiniteAreNoSilentMean() {
        Table reference = pairs(800, 0, 1);
        Table now = pairs(700, 0, 2);
        NumberColumn.Builder gaps = NumberColumn.builder("z");
        NumberColumn.Builder nan = NumberColumn.builder("z");
        NumberColumn.Builder infinite = NumberColumn.builder("z");
        for (int i = 0; i < 700; i++) {
            double z = now.column("z").number(i);
            if (i % 10 == 0) {
                gaps.addMissing();
            } else {
                gaps.add(z);
            }
            nan.add(i % 10 == 0 ? Double.NaN : z);
            infinite.add(i % 10 == 0 ? Double.NEGATIVE_INFINITY : z);
        }
        for (NumberColumn.Builder changed : List.of(gaps, nan, infinite)) {
            Table other = now.with(changed.build());
            assertThat(KernelDistance.withDefaults().compare(reference, other).verdict())
                    .isEqualTo(DriftVerdict.DRIFTED);
            JointDrift error = ReconstructionError.withDefaults().compare(reference, other);
            assertThat(error.verdict()).isEqualTo(DriftVerdict.DRIFTED);
            // What lies along a kept component is no error, so only gaps, a coordinate of their own, are always named.
            if (changed != infinite) {
                assertThat(error.causes().get(0).column()).isEqualTo("z");
            }
        }
    }

    @Test
    void cannotTellFromTooFewRows() {
        Table few = pairs(40, 0.5, 1);
        Table many = pairs(400, 0.5, 2);
        for (JointDrift drift : List.of(
                DomainClassifier.of(JointDriftTest::train).compare(many, few),
                KernelDistance.withDefaults().compare(many, few),
                ReconstructionError.withDefaults().compare(many, few),
                DomainClassifier.of(JointDriftTest::train).compare(many, pairs(0, 0, 1)),
                KernelDistance.withDefaults().compare(many, pairs(0, 0, 1)),
                ReconstructionError.withDefaults().compare(pairs(1, 0, 1), few))) {
            assertThat(drift.verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
            assertThat(drift.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        }
    }

    @Test
    void needsTheSameColumnsOnBothSides() {
        Table table = pairs(300, 0, 1);
        assertThatThrownBy(() -> KernelDistance.withDefaults().compare(table, table.without("y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("both sides need the same columns, and 'y' is not in [x, z]; "
                        + "compare them column by column, or leave it out");
        Table text = table.with(TextColumn.of("y", "a".repeat(300).split("", 300)));
        assertThatThrownBy(() -> ReconstructionError.withDefaults().compare(table, text))
                .hasMessage("column 'y' is NUMBER on one side and TEXT on the other; "
                        + "compare them column by column, or leave it out");
        assertThatThrownBy(() -> KernelDistance.withDefaults().withPermutations(9))
                .hasMessage("permutations must be at least 99, got 9");
        assertThatThrownBy(() -> DomainClassifier.of(JointDriftTest::train).withFolds(1))
                .hasMessage("the number of folds must be from 2 to 20, got 1");
    }

    @Test
    void randomFeaturesComeCloseToTheKernel() {
        SplittableRandom random = new SplittableRandom(4);
        double[][] x = new double[800][2];
        double[][] y = new double[700][2];
        for (int i = 0; i < 800; i++) {
            x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            if (i < 700) {
                y[i] = new double[] {random.nextGaussian() + 0.5, random.nextGaussian()};
            }
        }
        MaximumMeanDiscrepancy test = MaximumMeanDiscrepancy.withDefaults().withBandwidth(1.5);
        TestResult exact = test.test(x, y);
        TestResult features = test.withFourierFeatures(4_096).test(x, y);
        assertThat(features.statistic().orThrow().point())
                .isCloseTo(exact.statistic().orThrow().point(), within(0.004));
        assertThat(features.pValue()).isEqualTo(exact.pValue());
    }
}

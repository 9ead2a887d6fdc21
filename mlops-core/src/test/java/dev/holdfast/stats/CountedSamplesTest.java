// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tests of samples that are known by their counts in bins give what those of the values themselves give, with ties. */
class CountedSamplesTest {
    private static double[] values(long[] counts) {
        double[] values = new double[(int) Arrays.stream(counts).sum()];
        int at = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            Arrays.fill(values, at, at + (int) counts[bin], bin);
            at += (int) counts[bin];
        }
        return values;
    }

    private static void same(TestResult counted, TestResult expected) {
        assertThat(counted.statistic().orThrow().point())
                .isCloseTo(expected.statistic().orThrow().point(), within(1e-9));
        assertThat(counted.pValue().orThrow().point())
                .isCloseTo(expected.pValue().orThrow().point(), within(1e-9));
        assertThat(counted.effect().orThrow().point())
                .isCloseTo(expected.effect().orThrow().point(), within(1e-9));
        assertThat(counted.n()).isEqualTo(expected.n());
    }

    @Property(tries = 60)
    void agreeWithTheTestsOfTheValues(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int bins) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] x = new long[bins];
        long[] y = new long[bins];
        for (int bin = 0; bin < bins; bin++) {
            x[bin] = random.nextInt(30);
            y[bin] = random.nextInt(30);
        }
        x[0] += 2;
        y[bins - 1] += 2;
        double[] first = values(x);
        double[] second = values(y);
        same(
                MannWhitneyTest.withDefaults().testCounts(x, y),
                MannWhitneyTest.withDefaults().test(first, second));
        same(
                AndersonDarlingTest.withDefaults().testCounts(x, y),
                AndersonDarlingTest.withDefaults().test(first, second));
    }

    @Test
    void agreeWithCramerAndVonMisesWhereBinsAreFine() {
        SplittableRandom random = new SplittableRandom(5);
        double[] first = random.doubles(2_000).toArray();
        double[] second = random.doubles(700).map(v -> Math.pow(v, 1.1)).toArray();
        long[] x = new long[100_000];
        long[] y = new long[100_000];
        Arrays.stream(first).forEach(v -> x[(int) (v * 100_000)]++);
        Arrays.stream(second).forEach(v -> y[(int) (v * 100_000)]++);
        TestResult counted = CramerVonMisesTest.withDefaults().testCounts(x, y);
        TestResult expected = CramerVonMisesTest.withDefaults().test(first, second);
        assertThat(counted.statistic().orThrow().point())
                .isCloseTo(expected.statistic().orThrow().point(), within(0.002));
        assertThat(counted.pValue().orThrow().point())
                .isCloseTo(expected.pValue().orThrow().point(), within(0.002));
    }

    @Test
    void areRightlyRareWhenNothingChangedAndSizesDiffer() {
        SplittableRandom random = new SplittableRandom(11);
        int rejected = 0;
        for (int run = 0; run < 2_000; run++) {
            long[] x = new long[100];
            long[] y = new long[100];
            random.ints(5_000, 0, 100).forEach(bin -> x[bin]++);
            random.ints(1_000, 0, 100).forEach(bin -> y[bin]++);
            rejected += CramerVonMisesTest.withDefaults().testCounts(x, y).verdict() == TestResult.Verdict.SIGNIFICANT
                    ? 1
                    : 0;
        }
        assertThat(rejected).isBetween(60, 130);
    }

    @Test
    void agreeWithTheLargeSamplesWhoseVarianceIsInClosedForm() {
        // The double sum of Scholz and Stephens, added up term by term.
        for (int n : new int[] {50, 199, 200, 201, 5_000}) {
            double running = 0;
            double g = 0;
            for (int i = 2; i < n; i++) {
                running += 1.0 / (n + 1 - i);
                g += running / i;
            }
            double h = running + 1;
            long[] x = {n / 2, 0, 1};
            long[] y = {0, n - n / 2 - 1, 0};
            double k = 2;
            double inverse = 1.0 / (n / 2 + 1) + 1.0 / (n - n / 2 - 1);
            double a = (4 * g - 6) + (10 - 6 * g) * inverse;
            double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
            double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
            double d = (2 * h + 6) * k * k - 4 * h * k;
            double size = n;
            double variance =
                    (a * size * size * size + b * size * size + c * size + d) / ((size - 1) * (size - 2) * (size - 3));
            TestResult result = AndersonDarlingTest.withDefaults().testCounts(x, y);
            double statistic = result.statistic().orThrow().point();
            double raw = result.effect().orThrow().point();
            assertThat(statistic).isCloseTo((raw - 1) / Math.sqrt(variance), within(1e-8 * Math.abs(statistic)));
        }
    }

    @Test
    void sayWhatTheyCannotTest() {
        assertThat(CramerVonMisesTest.withDefaults()
                        .testCounts(new long[2], new long[] {3, 4})
                        .pValue())
                .hasToString("undefined: both samples need values, three in all, got 0 and 7");
        assertThat(MannWhitneyTest.withDefaults()
                        .testCounts(new long[] {3, 0}, new long[] {4, 0})
                        .pValue())
                .hasToString("undefined: all values are equal");
        assertThat(AndersonDarlingTest.withDefaults()
                        .testCounts(new long[] {3, 0}, new long[] {4, 0})
                        .pValue())
                .hasToString("undefined: all values are equal");
        assertThat(AndersonDarlingTest.withDefaults()
                        .testCounts(new long[] {3, 4}, new long[2])
                        .pValue())
                .hasToString("undefined: two samples with four values in all are needed, got 2 with 7");
        assertThatThrownBy(() -> CramerVonMisesTest.withDefaults().testCounts(new long[] {1}, new long[] {1, 2}))
                .hasMessage("x and y must be equally long, got 1 and 2");
        assertThatThrownBy(() -> MannWhitneyTest.withDefaults().testCounts(new long[] {-1}, new long[] {1}))
                .hasMessage("x must hold counts of at least 0, got -1 at index 0");
    }
}

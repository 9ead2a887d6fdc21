// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinnedEDetectorTest {
    private static final double[] ZIPF = zipf(50);

    private static double[] zipf(int n) {
        double[] shares = new double[n];
        for (int i = 0; i < n; i++) {
            shares[i] = 1.0 / (i + 1);
        }
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    private static double[] even(int n) {
        double[] shares = new double[n];
        Arrays.fill(shares, 1.0 / n);
        return shares;
    }

    private static int draw(SplittableRandom random, double[] shares) {
        double left = random.nextDouble();
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }

    private static long[] sample(SplittableRandom random, double[] shares, int n) {
        long[] counts = new long[shares.length];
        for (int i = 0; i < n; i++) {
            counts[draw(random, shares)]++;
        }
        return counts;
    }

    @Test
    void falseAlarmsAreRarerThanAskedForThoughTheBaselineIsASample() {
        for (double[] shares : new double[][] {ZIPF, even(128), {0.7, 0.3}}) {
            long alarms = 0;
            for (int seed = 0; seed < 40; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                BinnedEDetector detector =
                        BinnedEDetector.against(sample(random, shares, 1_000)).falseAlarmEvery(1_000);
                for (int i = 0; i < 10_000; i++) {
                    alarms += detector.update(draw(random, shares)) == ChangeState.CHANGE ? 1 : 0;
                }
            }
            // 400,000 values: 400 alarms at most in the mean, by theorem, where the baseline is no unlucky one.
            assertThat(alarms).isLessThanOrEqualTo(400);
        }
    }

    @Test
    void findsAShiftAFillAndAnUnseenLevelAndSaysWhere() {
        SplittableRandom random = new SplittableRandom(1);
        long[] counts = sample(random, even(20), 50_000);
        long[] withUnseen = Arrays.copyOf(counts, 21);
        BinnedEDetector detector = BinnedEDetector.against(withUnseen).falseAlarmEvery(100_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(detector.update(draw(random, even(20)))).isEqualTo(ChangeState.STABLE);
        }
        double[] snapshot = detector.snapshot();

        assertThat(delay(detector, random, 0.1, 20)).isBetween(1, 120);
        assertThat(detector.bins()).containsExactly(20);

        detector.restore(snapshot);
        assertThat(delay(detector, random, 0.1, 7)).isBetween(20, 1_500);
        assertThat(detector.bins()).contains(7).hasSizeLessThan(11);
        assertThat(detector.evidence()).isGreaterThanOrEqualTo(100_000);
    }

    private static int delay(BinnedEDetector detector, SplittableRandom random, double share, int bin) {
        int values = 0;
        do {
            values++;
        } while (detector.update(random.nextDouble() < share ? bin : draw(random, even(20))) != ChangeState.CHANGE
                && values < 100_000);
        return values;
    }

    @Test
    void aSmallBaselineIsBelievedLess() {
        BinnedEDetector small = BinnedEDetector.against(new long[] {80, 20});
        BinnedEDetector large = BinnedEDetector.against(new long[] {80_000, 20_000});
        SplittableRandom random = new SplittableRandom(9);
        int smallAlarms = 0;
        int largeAlarms = 0;
        for (int i = 0; i < 20_000; i++) {
            int bin = random.nextDouble() < 0.25 ? 1 : 0;
            smallAlarms += small.update(bin) == ChangeState.CHANGE ? 1 : 0;
            largeAlarms += large.update(bin) == ChangeState.CHANGE ? 1 : 0;
        }
        assertThat(smallAlarms).isZero();
        assertThat(largeAlarms).isPositive();
    }

    @Test
    void takesOneBinThatHoldsEverything() {
        BinnedEDetector detector = BinnedEDetector.against(new long[] {500, 0, 0});
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.update(0)).isEqualTo(ChangeState.STABLE);
        }
        int values = 1;
        while (detector.update(2) != ChangeState.CHANGE) {
            values++;
        }
        assertThat(values).isLessThan(10);
        assertThat(detector.bins()).contains(2);
    }

    @Test
    void saysWhatABaselineAndAValueMustBe() {
        assertThatThrownBy(() -> BinnedEDetector.against(new long[] {4}))
                .hasMessage("a baseline needs two bins and one value at least, no count negative; got [4]");
        assertThatThrownBy(() -> BinnedEDetector.against(new long[] {0, 0}))
                .hasMessage("a baseline needs two bins and one value at least, no count negative; got [0, 0]");
        BinnedEDetector detector = BinnedEDetector.against(new long[] {1, 1});
        assertThatThrownBy(() -> detector.update(2))
                .hasMessage("this detector watches the numbers of bins from 0 to 1, got 2.0");
        assertThatThrownBy(() -> detector.update(0.5))
                .hasMessage("this detector watches the numbers of bins from 0 to 1, got 0.5");
        assertThatThrownBy(() -> detector.falseAlarmEvery(1))
                .hasMessage("a false alarm can be at most every 2 values, got every 1");
        assertThatThrownBy(() -> detector.withConfidence(1)).hasMessage("confidence must be in (0.0, 1.0), got 1.0");
        assertThat(detector.withConfidence(0.9))
                .hasToString("BinnedEDetector.against([1, 1]).falseAlarmEvery(10000).withConfidence(0.9)");
    }
}

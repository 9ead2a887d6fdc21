// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.stats.Estimate;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static Frame random(long seed, int rows, boolean weighted) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] codes = random.ints(rows, -1, 3).toArray();
        byte[] cells = new byte[rows];
        for (int i = 0; i < rows; i++) {
            cells[i] = (byte) random.nextInt(-1, 4);
        }
        double[] weights = weighted ? random.doubles(rows).toArray() : new double[0];
        return Frame.of(new Attribute("g", NAMES, codes), cells, weights);
    }

    @Property(tries = 50)
    void framesOfPartsAddUpToTheFrameOfTheWhole(@ForAll long seed, @ForAll @IntRange(min = 0, max = 200) int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] codes = random.ints(rows, -1, 3).toArray();
        byte[] cells = new byte[rows];
        for (int i = 0; i < rows; i++) {
            cells[i] = (byte) random.nextInt(-1, 4);
        }
        int cut = rows / 3;
        Frame whole = Frame.of(new Attribute("g", NAMES, codes), cells, new double[0]);
        Frame first = Frame.of(
                new Attribute("g", NAMES, java.util.Arrays.copyOf(codes, cut)),
                java.util.Arrays.copyOf(cells, cut),
                new double[0]);
        Frame second = Frame.of(
                new Attribute("g", NAMES, java.util.Arrays.copyOfRange(codes, cut, rows)),
                java.util.Arrays.copyOfRange(cells, cut, rows),
                new double[0]);
        Frame merged = second.merge(first);
        for (int group = 0; group < 3; group++) {
            for (int cell = 0; cell < 4; cell++) {
                assertThat(merged.count(group, 1 << cell)).isEqualTo(whole.count(group, 1 << cell));
                assertThat(merged.weight(group, 1 << cell)).isEqualTo(whole.weight(group, 1 << cell));
            }
        }
    }

    @Property(tries = 50)
    void everyIntervalHoldsItsPoint(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int rows) {
        Frame frame = random(seed, rows, true);
        Settings settings = new Settings(1, 1, 0.9, 100, seed, 1);
        Analysis analysis = new Analysis(frame, settings);
        for (FairnessMeasure measure : FairnessMeasure.values()) {
            if (analysis.disparity(measure).value() instanceof Estimate estimate) {
                assertThat(estimate.point()).isBetween(estimate.lower(), estimate.upper());
                assertThat(estimate.lower()).isNotNegative();
                assertThat(estimate.upper()).isLessThanOrEqualTo(1 + 1e-12);
            }
        }
    }

    @Test
    void framesOfOtherGroupsDoNotAddUp() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Frame("g", NAMES).merge(new Frame("g", List.of("a"))))
                .withMessage(
                        "frames add up only when attribute and groups are the same, got 'g' of [a, b, c] and 'g' of [a]");
    }

    @Test
    void theWeightedIntervalOfEqualWeightsIsThatOfTheRows() {
        byte[] cells = {3, 3, 1, 0, 0, 2, 2, 3};
        double[] two = {2, 2, 2, 2, 2, 2, 2, 2};
        Attribute everybody = Attribute.everybody(8);
        assertThat(Frame.of(everybody, cells, two).measure(0, GroupRate.SELECTION_RATE, 0.95))
                .isEqualTo(Frame.of(everybody, cells, new double[0]).measure(0, GroupRate.SELECTION_RATE, 0.95));
    }

    @Test
    void binomialDrawsHaveTheMeanAndVarianceOfTheDistribution() {
        SplittableRandom random = new SplittableRandom(7);
        long[] trials = {1, 9, 40, 25, 1_000, 1_000_000, 500};
        double[] probabilities = {0.3, 0.5, 0.1, 0.95, 0.35, 0.002, 0.5};
        for (int c = 0; c < trials.length; c++) {
            long n = trials[c];
            double p = probabilities[c];
            int draws = 40_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < draws; i++) {
                long k = BinomialSampler.draw(random, n, p);
                assertThat(k).isBetween(0L, n);
                sum += k;
                squares += (k - n * p) * (k - n * p);
            }
            double variance = n * p * (1 - p);
            assertThat(sum / draws).isCloseTo(n * p, within(5 * Math.sqrt(variance / draws)));
            assertThat(squares / draws / variance).isCloseTo(1, within(0.06));
        }
        assertThat(BinomialSampler.draw(random, 10, 0)).isZero();
        assertThat(BinomialSampler.draw(random, 0, 0.5)).isZero();
        assertThat(BinomialSampler.draw(random, 10, 1)).isEqualTo(10);
    }

    @Test
    void binomialDrawsFollowTheDistributionFunction() {
        SplittableRandom random = new SplittableRandom(11);
        int n = 60;
        double p = 0.4;
        var exact = org.apache.commons.statistics.distribution.BinomialDistribution.of(n, p);
        int draws = 100_000;
        int[] counts = new int[n + 1];
        for (int i = 0; i < draws; i++) {
            counts[(int) BinomialSampler.draw(random, n, p)]++;
        }
        double below = 0;
        for (int k = 0; k <= n; k++) {
            below += (double) counts[k] / draws;
            assertThat(below).isCloseTo(exact.cumulativeProbability(k), within(0.0062));
        }
    }

    /** The share of samples whose interval holds the true largest difference of selection rates. */
    private static double coverage(double[] selection, int n) {
        int samples = 300;
        int covered = 0;
        double truth = java.util.Arrays.stream(selection).max().orElseThrow()
                - java.util.Arrays.stream(selection).min().orElseThrow();
        SplittableRandom random = new SplittableRandom(5);
        for (int s = 0; s < samples; s++) {
            int[] codes = new int[n * selection.length];
            byte[] cells = new byte[codes.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = i / n;
                cells[i] =
                        (byte) ((random.nextBoolean() ? 2 : 0) + (random.nextDouble() < selection[codes[i]] ? 1 : 0));
            }
            List<String> names = java.util.stream.IntStream.range(0, selection.length)
                    .mapToObj(String::valueOf)
                    .toList();
            Frame frame = Frame.of(new Attribute("g", names, codes), cells, new double[0]);
            Estimate gap = new Analysis(frame, new Settings(1, 1, 0.95, 200, s, 1))
                    .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE)
                    .value()
                    .orThrow();
            covered += gap.lower() <= truth && truth <= gap.upper() ? 1 : 0;
        }
        return (double) covered / samples;
    }

    @Test
    void theIntervalOfTheMaximumHoldsTheTruthAsOftenAsItSays() {
        // Groups that are alike are where resampled maxima fail: the largest of noises is never 0.
        assertThat(coverage(new double[] {0.4, 0.4, 0.4, 0.4, 0.4}, 80)).isGreaterThan(0.92);
        assertThat(coverage(new double[] {0.3, 0.5}, 60)).isGreaterThan(0.91);
        assertThat(coverage(new double[] {0.05, 0.3, 0.32}, 60)).isGreaterThan(0.92);
    }

    @Test
    void manyGroupsUseBandsThatAreNoNarrower() {
        int groups = Spread.MAXIMUM_PAIRED + 5;
        int[] codes = new int[groups * 40];
        byte[] cells = new byte[codes.length];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < codes.length; i++) {
            codes[i] = i % groups;
            cells[i] = (byte) random.nextInt(4);
        }
        List<String> names = java.util.stream.IntStream.range(0, groups)
                .mapToObj(String::valueOf)
                .toList();
        Estimate gap = new Analysis(Frame.of(new Attribute("g", names, codes), cells, new double[0]), Settings.DEFAULTS)
                .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE)
                .value()
                .orThrow();
        assertThat(gap.lower()).isLessThan(0.05);
        assertThat(gap.upper()).isGreaterThan(gap.point() + 0.2);
    }
}

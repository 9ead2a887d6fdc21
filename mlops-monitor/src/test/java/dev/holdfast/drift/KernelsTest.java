// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.stats.ChiSquareTest;
import dev.holdfast.stats.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class KernelsTest {
    @Test
    void fishersTestAgreesWithItsTextbookCase() {
        // scipy.stats.fisher_exact([[8, 2], [1, 5]])
        assertThat(Kernels.twoSided(8, 10, 1, 6, 1)).isCloseTo(0.034965034965, within(1e-9));
        assertThat(Kernels.greater(1, 6, 8, 10, 1)).isCloseTo(0.0244755244755, within(1e-9));
        assertThat(Kernels.greater(8, 10, 1, 6, 1)).isCloseTo(0.9991258741259, within(1e-9));
    }

    @Test
    void theTestOfTwoSharesAgreesWithStatsmodels() {
        // proportions_ztest([30, 45], [100, 120])
        assertThat(Kernels.twoSided(30, 100, 45, 120, 1)).isCloseTo(0.242584, within(1e-6));
        assertThat(Kernels.z(30, 100, 45, 120)).isCloseTo(1.168553, within(1e-6));
    }

    @Test
    void theExactAndTheApproximateTestMeet() {
        double exact = Kernels.greater(1_000, 20_000, 260, 5_000, 1);
        double z = Kernels.z(1_000, 20_000, 260, 5_000);
        assertThat(exact).isCloseTo(0.5 * Kernels.twoSided(1_000, 20_000, 260, 5_000, 1), within(0.02));
        assertThat(z).isPositive();
        assertThat(Kernels.greater(100_000, 2_000_000, 51_500, 1_000_000, 1)).isBetween(1e-12, 1e-6);
    }

    @Test
    void whatNeverOrAlwaysHappensIsNoEvidence() {
        assertThat(Kernels.twoSided(0, 10, 0, 20, 1)).isOne();
        assertThat(Kernels.twoSided(10, 10, 20, 20, 1)).isOne();
        assertThat(Kernels.greater(0, 0, 5, 20, 1)).isOne();
        assertThat(Kernels.z(0, 10, 0, 10)).isZero();
        assertThat(Kernels.chiSquare(new long[] {5, 0}, new long[] {7, 0}, 1)).isOne();
        assertThat(Kernels.chiSquare(new long[2], new long[] {7, 1}, 1)).isOne();
        assertThat(Kernels.excessPsi(new long[2], new long[] {7, 1}, 1)).isZero();
        assertThat(Kernels.excessTotalVariation(new long[2], new long[] {7, 1}, 1))
                .isZero();
        assertThat(Kernels.kolmogorovSmirnov(0, 100, 100)).isOne();
    }

    @Test
    void theOthersAgreeWithTheSharedKernels() {
        long[] first = {10, 20, 30, 0, 12};
        long[] second = {25, 15, 28, 0, 9};
        assertThat(Kernels.chiSquare(first, second, 1))
                .isCloseTo(
                        ChiSquareTest.withDefaults()
                                .test(first, second)
                                .pValue()
                                .orThrow()
                                .point(),
                        within(1e-12));
        double limit = KolmogorovSmirnovTest.withDefaults()
                .withMethod(KolmogorovSmirnovTest.Method.ASYMPTOTIC)
                .testCounts(new long[] {500, 500}, new long[] {440, 560})
                .pValue()
                .orThrow()
                .point();
        assertThat(Kernels.kolmogorovSmirnov(0.06, 1_000, 1_000)).isCloseTo(limit, within(0.003));
    }

    @Test
    void effectsAreZeroOnAverageWhenNothingChanged() {
        assertThat(Kernels.excessPsi(new long[] {100, 100}, new long[] {104, 96}, 1))
                .isZero();
        assertThat(Kernels.excessTotalVariation(new long[] {100, 100}, new long[] {104, 96}, 1))
                .isZero();
        assertThat(Kernels.excessPsi(new long[] {5_000, 5_000}, new long[] {7_500, 2_500}, 1))
                .isCloseTo(0.25 * Math.log(3), within(0.001));
    }
}

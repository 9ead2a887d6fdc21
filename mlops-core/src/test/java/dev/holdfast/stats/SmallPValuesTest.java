// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.holdfast.stats.KolmogorovSmirnovTest.Method;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** P-values far out, relative to values of integer arithmetic, mpmath and scipy. */
class SmallPValuesTest {
    private static final double[] LOW = IntStream.range(0, 500).asDoubleStream().toArray();
    private static final double[] HIGH = DoubleStream.of(LOW).map(v -> v + 500).toArray();

    private static double p(TestResult result) {
        return result.pValue().orThrow().point();
    }

    private static void isNear(double actual, double expected, double relative) {
        assertThat(actual).isCloseTo(expected, withinPercentage(100 * relative));
    }

    /** Numbers of lattice paths, counted with integers of any size. */
    @ParameterizedTest
    @CsvSource({
        "100, 130, 1300, 0.5827876011547761, 0.29918341610262916",
        "100, 130, 6500, 2.155915697161155e-13, 1.0779578485805775e-13",
        "100, 130, 11700, 3.539162655582351e-49, 1.7695813277911754e-49",
        "130, 100, 12870, 3.578260802748774e-65, 1.789130401374387e-65",
        "97, 211, 15000, 1.8558714240370143e-35, 9.279357120185072e-36",
        "20, 300, 5940, 1.2463480638092423e-28, 6.231740319046212e-29",
        "7, 9, 21, 0.6475524475524476, 0.3333916083916084",
        "250, 240, 50000, 3.95266655639456e-87, 1.97633327819728e-87",
        "250, 240, 59000, 4.562287633254628e-137, 2.281143816627314e-137"
    })
    void exactKolmogorovSmirnovCountsPaths(int n1, int n2, long numerator, double twoSided, double oneSided) {
        isNear(KolmogorovSmirnov.exact(numerator, n1, n2, true), twoSided, 1e-12);
        isNear(KolmogorovSmirnov.exact(numerator, n1, n2, false), oneSided, 1e-12);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "10, 0.9999999998052339",
        "40, 0.4006338815832624",
        "61, 0.048397150791812456",
        "100, 8.974277567313007e-05",
        "300, 4.231712281869178e-40",
        "600, 9.592471397687545e-168"
    })
    void exactKolmogorovSmirnovOfAThousandAgainstAThousand(int h, double expected) {
        isNear(KolmogorovSmirnov.exact(1_000L * h, 1_000, 1_000, true), expected, 1e-12);
    }

    /** scipy 1.17.1, kstwo.sf and smirnov; the second by Durbin's matrices, as scipy's sf drops a term of 2e-6 there. */
    @ParameterizedTest
    @CsvSource({
        "10001, 0.005, 0.9628615650970188, 1e-12",
        "20000, 0.006, 0.46576895095845905, 1e-9",
        "20000, 0.0105, 0.024139305619456652, 3e-9",
        "20000, 0.0112, 0.013141184215570867, 2e-9",
        "10001, 0.05, 3.6145036352416276e-22, 1e-12",
        "500000, 0.0008, 0.9059442014486022, 1e-12",
        "500000, 0.0015, 0.21034190155828947, 1e-12",
        "500000, 0.003, 0.00024632301239186754, 1e-11",
        "500000, 0.01, 7.374635645083527e-44, 1e-12",
        "500000, 0.026, 4.639196153147231e-294, 2e-12",
        "1000000, 0.0185, 9.966732533112845e-298, 2e-12"
    })
    void asymptoticKolmogorovSmirnovIsTheOneSampleDistribution(int n, double d, double expected, double relative) {
        isNear(OneSampleKolmogorov.survival(d, n), expected, relative);
    }

    @Test
    void theOneSampleDistributionHasItsEnds() {
        assertThat(OneSampleKolmogorov.survival(1, 20_000)).isZero();
        assertThat(OneSampleKolmogorov.survival(0.5 / 20_000, 20_000)).isOne();
        assertThat(OneSampleKolmogorov.survival(0.75, 1)).isEqualTo(0.5);
        // From the expansion to the tail without a step.
        double edge = Math.sqrt(2.2 / 20_000);
        isNear(
                OneSampleKolmogorov.survival(Math.nextUp(edge + 1e-12), 20_000),
                OneSampleKolmogorov.survival(edge - 1e-12, 20_000),
                2e-8);
    }

    @Test
    void unbalancedSamplesAreTestedExactlyThoughOneIsLarge() {
        double[] large = IntStream.range(0, 20_000).asDoubleStream().toArray();
        double[] above = {1e6, 2e6, 3e6};
        KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults();
        isNear(p(test.test(large, above)), 1.4995500937331279e-12, 1e-12);
        isNear(p(test.withAlternative(Alternative.LESS).test(large, above)), 1.4995500937331279e-12 / 2, 1e-12);
        assertThat(p(test.withMethod(Method.ASYMPTOTIC).test(large, above))).isZero();
        isNear(KolmogorovSmirnov.exact(20_000_000, 1_000_000, 20, true), 4.864782311774205e-102, 1e-12);
        assertThat(p(test.testCounts(new long[] {1_000_000, 0}, new long[] {0, 20})))
                .isEqualTo(KolmogorovSmirnov.exact(20_000_000, 20, 1_000_000, true));
    }

    @Test
    void theExactMethodSaysWhatIsTooMuch() {
        KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults().withMethod(Method.EXACT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.testCounts(new long[] {400_000, 600_000}, new long[] {600_001, 400_000}))
                .withMessage("the exact method takes up to 4000000000 cells, about 2 D n1 n2 for samples of different"
                        + " sizes, got 400001200000 from 1000000 and 1000001 values; ask for ASYMPTOTIC");
        assertThat(p(test.testCounts(new long[] {500_100, 499_900}, new long[] {499_900, 500_100})))
                .isCloseTo(1, within(1e-3));
    }

    @Test
    void otherTestsKeepTheirDigitsFarOut() {
        // Integer arithmetic (Fisher), mpmath (z), scipy 1.17.1 (U, chi-square).
        ProportionTest fisher = ProportionTest.withDefaults().withExact(true);
        isNear(p(fisher.test(400, 400, 0, 400)), 1.0635896769518568e-239, 1e-11);
        isNear(p(fisher.test(390, 400, 15, 420)), 1.9022766124488556e-199, 1e-11);
        isNear(p(ProportionTest.withDefaults().test(390, 400, 15, 420)), 2.795026848819647e-159, 1e-11);
        isNear(p(MannWhitneyTest.withDefaults().test(LOW, HIGH)), 5.856242913498941e-165, 1e-11);
        isNear(
                p(ChiSquareTest.withDefaults().test(new long[] {700, 3}, new long[] {5, 680})),
                6.961722158208505e-297,
                1e-11);
    }

    /** mpmath, the integral of Smirnov; scipy's series has lost all digits from 10 on. */
    @ParameterizedTest
    @CsvSource({
        "0.2, 0.2674704305407746",
        "0.5, 0.039833217565607607",
        "1, 0.0024604521801339634",
        "3, 7.567743459316025e-8",
        "10, 4.17894109288529e-23",
        "50, 3.52699963231169e-109",
        "130, 7.7208485331282e-281"
    })
    void theLimitOfCramerVonMisesHasATail(double x, double expected) {
        isNear(CramerVonMisesTest.tail(x), expected, 1e-13);
    }

    @Test
    void cramerVonMisesOfSeparatedSamplesIsSmallAndNotZero() {
        TestResult result = CramerVonMisesTest.withDefaults().test(LOW, HIGH);
        assertThat(p(result)).isBetween(1e-300, 1e-100);
        // scipy 1.17.1 says 5.04e-11 here, nearly all of it the rounding of its series.
        double[] x = IntStream.range(0, 30).asDoubleStream().toArray();
        double[] y = DoubleStream.of(x).map(v -> v + 28.5).toArray();
        assertThat(p(CramerVonMisesTest.withDefaults().test(x, y))).isCloseTo(2.9e-12, within(1e-13));
    }
}

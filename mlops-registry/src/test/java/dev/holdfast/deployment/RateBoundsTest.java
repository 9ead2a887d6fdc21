// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.stats.Estimate;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateBoundsTest {
    @Test
    void withoutCallsThereIsNoRate() {
        assertThat(RateBounds.of(0, 0, 0.95)).hasToString("undefined: no calls yet");
    }

    @Test
    void boundsAreWhereTheMixtureSaysTheyAre() {
        // No event in n calls: (n + 1)(1 - p)^n = 0.05 at the upper end.
        Estimate none = RateBounds.of(0, 100, 0.95).orThrow();
        assertThat(none.lower()).isZero();
        assertThat(none.upper()).isCloseTo(1 - Math.pow(0.05 / 101, 0.01), within(1e-9));
        Estimate all = RateBounds.of(100, 100, 0.95).orThrow();
        assertThat(all.upper()).isEqualTo(1);
        assertThat(all.lower()).isCloseTo(Math.pow(0.05 / 101, 0.01), within(1e-9));
    }

    @Test
    void anEventThatIsSeenBeforeItsCallDoesNoHarm() {
        assertThat(RateBounds.of(3, 2, 0.95).orThrow().point()).isEqualTo(1);
    }

    @Test
    void manyCallsAreScaledAndNotOverflown() {
        assertThat(RateBounds.of(1L << 35, 1L << 36, 0.99).orThrow())
                .satisfies(rate -> assertThat(rate.point()).isCloseTo(0.5, within(1e-6)));
    }

    @Property(tries = 200)
    void theRateLiesWithinItsBounds(
            @ForAll @LongRange(min = 1, max = 100_000) long n, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        Estimate rate = RateBounds.of(Math.round(share * n), n, 0.99).orThrow();

        assertThat(rate.lower()).isBetween(0.0, rate.point());
        assertThat(rate.upper()).isBetween(rate.point(), 1.0);
    }

    @Test
    void theTruthIsWithinAllBoundsAtOnceHoweverOftenOneLooks() {
        SplittableRandom random = new SplittableRandom(7);
        int wrong = 0;
        int repetitions = 400;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            double truth = 0.05;
            boolean outside = false;
            long events = 0;
            long nextLook = 1;
            for (long n = 1; n <= 3000; n++) {
                events += random.nextDouble() < truth ? 1 : 0;
                if (n == nextLook) {
                    Estimate rate = RateBounds.of(events, n, 0.90).orThrow();
                    outside |= truth < rate.lower() || truth > rate.upper();
                    nextLook = Math.max(n + 1, n * 11 / 10);
                }
            }
            wrong += outside ? 1 : 0;
        }
        // At most 10 % plus three standard deviations; an interval for one look would be wrong in about half.
        assertThat(wrong / (double) repetitions).isLessThan(0.145);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    private static void isNear(Measurement measurement, double point, double lower, double upper) {
        Estimate estimate = measurement.orThrow();
        assertThat(estimate.point()).isCloseTo(point, within(1e-9));
        assertThat(estimate.lower()).isCloseTo(lower, within(5e-5));
        assertThat(estimate.upper()).isCloseTo(upper, within(5e-5));
    }

    @Test
    void givesThePublishedIntervalsOfFortyFiveInFifty() {
        isNear(Intervals.wilson(45, 50, 0.95), 0.9, 0.786398, 0.956524);
        isNear(Intervals.clopperPearson(45, 50, 0.95), 0.9, 0.781865, 0.966725);
        isNear(Intervals.jeffreys(45, 50, 0.95), 0.9, 0.794645, 0.960806);
    }

    @Test
    void givesNewcombesExample() {
        // Newcombe 1998, table II, example (a): 56/70 against 48/80, method 10.
        isNear(Intervals.newcombe(56, 70, 48, 80, 0.95), 0.2, 0.0524, 0.3339);
    }

    @Test
    void isExactAtTheBorders() {
        assertThat(Intervals.wilson(0, 10, 0.95).orThrow().lower()).isZero();
        assertThat(Intervals.wilson(10, 10, 0.95).orThrow().upper()).isOne();
        assertThat(Intervals.clopperPearson(0, 10, 0.95).orThrow().lower()).isZero();
        assertThat(Intervals.clopperPearson(10, 10, 0.95).orThrow().upper()).isOne();
        assertThat(Intervals.jeffreys(0, 10, 0.95).orThrow().lower()).isZero();
        assertThat(Intervals.jeffreys(10, 10, 0.95).orThrow().upper()).isOne();
    }

    @Test
    void isUndefinedWithoutTrials() {
        assertThat(Intervals.wilson(0, 0, 0.95)).isEqualTo(new Undefined("no trials"));
        assertThat(Intervals.clopperPearson(0, 0, 0.95)).isEqualTo(new Undefined("no trials"));
        assertThat(Intervals.jeffreys(0, 0, 0.95)).isEqualTo(new Undefined("no trials"));
        assertThat(Intervals.newcombe(0, 0, 1, 2, 0.95)).isEqualTo(new Undefined("no trials in the first group"));
        assertThat(Intervals.newcombe(1, 2, 0, 0, 0.95)).isEqualTo(new Undefined("no trials in the second group"));
        assertThat(Intervals.normal(Double.NaN, 1, 3, 0.95))
                .isEqualTo(new Undefined("no finite estimate with a finite standard error from 3 observations"));
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Intervals.wilson(3, 2, 0.95))
                .withMessage("successes must be in [0, n] and n at least 0, got 3 of 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Intervals.wilson(1, 2, 1))
                .withMessage("confidence must be in (0, 1), got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Intervals.normal(1, -1, 2, 0.95))
                .withMessage("the standard error must be at least 0, got -1.0");
    }

    @Property
    void everyIntervalEnclosesItsPointWithinZeroAndOne(
            @ForAll @LongRange(min = 1, max = 5_000_000_000L) long n,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0.5, max = 0.99) double confidence) {
        long k = (long) (share * n);
        for (Measurement each : new Measurement[] {
            Intervals.wilson(k, n, confidence),
            Intervals.clopperPearson(k, n, confidence),
            Intervals.jeffreys(k, n, confidence)
        }) {
            Estimate estimate = each.orThrow();
            assertThat(estimate.lower()).isBetween(0.0, estimate.point());
            assertThat(estimate.upper()).isBetween(estimate.point(), 1.0);
        }
    }
}

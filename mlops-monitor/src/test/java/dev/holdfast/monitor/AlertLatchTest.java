// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.drift.Samples;
import dev.holdfast.drift.Severity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertLatchTest {
    private static final Table REFERENCE = Table.of(Samples.gaussian("x", 2_000, 0, 1, 1));
    private static final Baseline BASELINE = Baseline.of(REFERENCE);
    private static final DriftReport QUIET = Drift.between(BASELINE, REFERENCE);
    private static final DriftReport MINOR = withMissing(0.03);
    private static final DriftReport SEVERE = withMissing(0.5);
    private static final DriftReport TINY = Drift.between(BASELINE, Table.of(Samples.gaussian("x", 20, 0, 1, 1)));

    private long number;

    private static DriftReport withMissing(double share) {
        NumberColumn.Builder column = NumberColumn.builder("x");
        for (int i = 0; i < 2_000; i++) {
            if (i < share * 2_000) {
                column.addMissing();
            } else {
                column.add(REFERENCE.column("x").number(i));
            }
        }
        return Drift.between(BASELINE, Table.of(column.build()));
    }

    /** Tells after each hourly window whether it alerted: {@code "x"} for yes. */
    private String alertsOf(AlertPolicy policy, DriftReport... windows) {
        AlertLatch latch = new AlertLatch(policy);
        StringBuilder told = new StringBuilder();
        for (DriftReport drift : windows) {
            Instant at = Instant.EPOCH.plus(Duration.ofHours(++number));
            told.append(latch.judge(new WindowReport(number, at, at, drift)).isPresent() ? 'x' : '.');
        }
        return told.toString();
    }

    @Test
    void tellsAChangeOnceUntilItIsGone() {
        assertThat(MINOR.findings()).hasSize(1);
        assertThat(MINOR.findings().get(0).severity()).isEqualTo(Severity.MINOR);
        assertThat(alertsOf(AlertPolicy.raise(1), QUIET, MINOR, MINOR, QUIET, MINOR))
                .isEqualTo(".x..x");
        assertThat(alertsOf(AlertPolicy.raise(1).clearAfter(2), MINOR, QUIET, MINOR, QUIET, QUIET, MINOR))
                .isEqualTo("x....x");
    }

    @Test
    void raisesWhenEnoughOfTheLastWindowsFindIt() {
        assertThat(alertsOf(AlertPolicy.raise(2).of(3), MINOR, QUIET, MINOR, QUIET, QUIET, QUIET, MINOR, MINOR))
                .isEqualTo("..x....x");
        assertThat(alertsOf(AlertPolicy.raise(2), MINOR, QUIET, MINOR, MINOR)).isEqualTo("...x");
        assertThat(alertsOf(AlertPolicy.raise(3).of(60), MINOR, MINOR, MINOR)).isEqualTo("..x");
    }

    @Test
    void tellsAgainWhenTheSeverityGrows() {
        assertThat(alertsOf(AlertPolicy.raise(1), MINOR, SEVERE, SEVERE, MINOR)).isEqualTo("xx..");
    }

    @Test
    void waitsForTheCooldownUnlessItGetsWorse() {
        AlertPolicy policy = AlertPolicy.raise(1).cooldown(Duration.ofHours(3));
        assertThat(alertsOf(policy, MINOR, QUIET, MINOR, MINOR, MINOR)).isEqualTo("x..x.");
        assertThat(alertsOf(policy, MINOR, QUIET, SEVERE)).isEqualTo("x.x");
    }

    @Test
    void countsWindowsWithTooFewRowsNeitherWay() {
        assertThat(alertsOf(AlertPolicy.raise(2), MINOR, TINY, MINOR)).isEqualTo("..x");
        assertThat(alertsOf(AlertPolicy.raise(1), MINOR, TINY, MINOR)).isEqualTo("x..");
    }

    @Test
    void refusesImpossiblePolicies() {
        assertThatThrownBy(() -> AlertPolicy.raise(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("raise must be in [1, 60], got 0");
        assertThatThrownBy(() -> AlertPolicy.raise(3).of(2))
                .hasMessage("no 2 windows can find a change 3 times; of must be at least raise");
        assertThatThrownBy(() -> AlertPolicy.raise(1).clearAfter(61))
                .hasMessage("clearAfter must be in [1, 60], got 61");
        assertThatThrownBy(() -> AlertPolicy.raise(1).cooldown(Duration.ofSeconds(-1)))
                .hasMessage("the cooldown must not be negative, got PT-1S");
        AlertPolicy policy = AlertPolicy.raise(2).of(3).clearAfter(4).cooldown(Duration.ofHours(6));
        assertThat(policy).hasToString("AlertPolicy.raise(2).of(3).clearAfter(4).cooldown(PT6H)");
        assertThat(policy.raise() + policy.of() + policy.clearAfter()).isEqualTo(9);
        assertThat(policy.cooldown()).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void refusesImpossibleWindows() {
        assertThatThrownBy(() -> Windows.count(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a window needs at least 1 row, got 0");
        assertThatThrownBy(() -> Windows.of(Duration.ZERO))
                .hasMessage("a window must last at least a millisecond, got PT0S");
        assertThatThrownBy(() -> Windows.count(5).atLeast(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Windows.count(5) has its number of rows already, got atLeast(3)");
        assertThat(Windows.of(Duration.ofHours(1)).atLeast(50)).hasToString("Windows.of(PT1H).atLeast(50)");
        assertThat(Windows.of(Duration.ofHours(1)).duration()).contains(Duration.ofHours(1));
        assertThat(Windows.of(Duration.ofHours(1)).endOf(Instant.parse("1969-12-31T23:30:00Z")))
                .isEqualTo(Instant.EPOCH);
    }
}

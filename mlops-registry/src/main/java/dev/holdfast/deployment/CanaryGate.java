// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How often something may happen to a canary: {@code CanaryGate.failures().atMost(0.01)}.
 *
 * <p>The rate is counted over the calls of the canary's present step, the champion's over its calls of the same time. The
 * verdict rests on bounds that hold however often one looks: {@link Outcome#PASSED} when the upper bound is within the
 * limit, {@link Outcome#FAILED} when the lower bound is beyond it, else {@link Outcome#INCONCLUSIVE}, also when there
 * were no calls. Immutable and thread-safe when its predicate is.
 *
 * @param <O> the answer of the models
 */
public final class CanaryGate<O> {
    private final Rate<O> rate;
    private final double limit;
    private final boolean besideChampion;

    private CanaryGate(Rate<O> rate, double limit, boolean besideChampion) {
        this.rate = rate;
        this.limit = limit;
        this.besideChampion = besideChampion;
    }

    /**
     * Returns the rate of calls on which the model throws or gives null.
     *
     * @param <O> the answer of the models
     * @return the rate, to which a limit belongs
     */
    public static <O> Rate<O> failures() {
        return new Rate<>("failures", null, null);
    }

    /**
     * Returns the rate of answers that take longer than a time. To ask that the 99th percentile is below a time, ask that
     * at most 0.01 of the answers take longer.
     *
     * @param time the time, more than zero
     * @param <O> the answer of the models
     * @return the rate, to which a limit belongs
     * @throws IllegalArgumentException when the time is not more than zero
     */
    public static <O> Rate<O> slowerThan(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("slowerThan needs more than no time, got " + time);
        }
        return new Rate<>("slower than " + time, time, null);
    }

    /**
     * Returns the rate of answers of a certain kind, such as declined loans. A predicate that throws counts as false.
     *
     * @param name what kind it is
     * @param kind whether an answer is of the kind
     * @param <O> the answer of the models
     * @return the rate, to which a limit belongs
     */
    public static <O> Rate<O> answers(String name, Predicate<? super O> kind) {
        return new Rate<>(Objects.requireNonNull(name, "name"), null, Objects.requireNonNull(kind, "kind"));
    }

    /**
     * Something that happens to a share of the calls.
     *
     * @param <O> the answer of the models
     */
    public static final class Rate<O> {
        private final String name;
        private final @Nullable Duration slow;
        private final @Nullable Predicate<? super O> kind;

        private Rate(String name, @Nullable Duration slow, @Nullable Predicate<? super O> kind) {
            this.name = name;
            this.slow = slow;
            this.kind = kind;
        }

        /**
         * Limits the canary's rate.
         *
         * @param share the limit, in [0, 1)
         * @return the gate
         * @throws IllegalArgumentException when the limit is out of range
         */
        public CanaryGate<O> atMost(double share) {
            return new CanaryGate<>(this, inRange(share), false);
        }

        /**
         * Limits by how much the canary's rate may be above the champion's.
         *
         * @param share the largest difference, in [0, 1)
         * @return the gate
         * @throws IllegalArgumentException when the limit is out of range
         */
        public CanaryGate<O> atMostChampionPlus(double share) {
            return new CanaryGate<>(this, inRange(share), true);
        }

        private static double inRange(double share) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("the limit of a canary gate must be in [0, 1), got " + share);
            }
            return share;
        }
    }

    boolean countsFailures() {
        return rate.slow == null && rate.kind == null;
    }

    boolean happened(O output, long nanos) {
        if (rate.slow != null) {
            return nanos > rate.slow.toNanos();
        }
        return rate.kind != null && rate.kind.test(output);
    }

    CanaryVerdict.Finding judge(Tally<O> canary, Tally<O> champion, int gate, double confidence) {
        if (!besideChampion) {
            Measurement measured = canary.rate(gate, confidence);
            return finding(measured, Optional.empty(), measured.estimate().map(e -> outcome(e.lower(), e.upper())));
        }
        // Half of the doubt for each side: both bounds hold at once with the confidence that was asked for.
        double each = (1 + confidence) / 2;
        Measurement mine = canary.rate(gate, each);
        Measurement theirs = champion.rate(gate, each);
        Optional<Outcome> outcome =
                mine.estimate().flatMap(a -> theirs.estimate().map(b -> beside(a, b)));
        return finding(mine, Optional.of(theirs), outcome);
    }

    private Outcome beside(Estimate mine, Estimate theirs) {
        return outcome(mine.lower() - theirs.upper(), mine.upper() - theirs.lower());
    }

    private Outcome outcome(double lower, double upper) {
        if (lower > limit) {
            return Outcome.FAILED;
        }
        return upper <= limit ? Outcome.PASSED : Outcome.INCONCLUSIVE;
    }

    private CanaryVerdict.Finding finding(
            Measurement canary, Optional<Measurement> champion, Optional<Outcome> outcome) {
        return new CanaryVerdict.Finding(toString(), outcome.orElse(Outcome.INCONCLUSIVE), canary, champion);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s at most %s%s", rate.name, besideChampion ? "the champion's plus " : "", limit);
    }
}

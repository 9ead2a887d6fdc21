// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** The gates that come with the library. All are immutable and print as the call that made them. */
public final class Gates {
    private static final Set<String> LESS_IS_BETTER = Set.of(
            "log-loss",
            "brier",
            "expected-calibration-error",
            "mean-absolute-error",
            "mean-squared-error",
            "root-mean-squared-error");

    private Gates() {}

    /**
     * Starts a gate on a quantity that the version's evidence measured; see {@link ModelVersion#metrics()}.
     *
     * @param name the metric, such as {@code "auc"}
     * @return the gates there are on it
     */
    public static MetricGates metric(String name) {
        return new MetricGates(Objects.requireNonNull(name, "name"), 0);
    }

    /**
     * Starts a gate on the conclusion of an examination.
     *
     * @param kind the kind of evidence, such as {@code "fairness"}
     * @return the gates there are on it
     */
    public static EvidenceGates evidence(String kind) {
        return new EvidenceGates(Objects.requireNonNull(kind, "kind"));
    }

    /**
     * Returns the gate that asks for the consent of some people, whoever they are; its methods say more of them.
     *
     * @param count how many different actors must have approved exactly these contents, at least 1
     * @return the gate
     * @throws IllegalArgumentException when the count is less than 1
     */
    public static ApprovalGate approvals(int count) {
        return new ApprovalGate(count);
    }

    /**
     * Returns the gate that keeps people from approving their own work: there is an approval, and none by who
     * registered the version or ran its training. Somebody who approved their own version by mistake registers it
     * again.
     *
     * @return the gate
     */
    public static Gate approverIsNotAuthor() {
        return NotAuthor.GATE;
    }

    /** Known to policies, which ask whether anybody but the author could approve. */
    enum NotAuthor implements Gate {
        GATE;

        @Override
        public GateResult check(Candidate candidate) {
            Set<String> authors = candidate.version().authors();
            List<String> names = candidate.approvals().stream()
                    .map(approval -> approval.actor().name())
                    .distinct()
                    .sorted()
                    .toList();
            return result(
                    toString(),
                    !names.isEmpty() && names.stream().noneMatch(authors::contains),
                    "approval only by others than " + String.join(" and ", authors),
                    names.isEmpty() ? "no approval" : "approval by " + String.join(", ", names));
        }

        @Override
        public String toString() {
            return "Gates.approverIsNotAuthor()";
        }
    }

    /**
     * Gates on one measured quantity. A gate looks at the end of the interval that speaks against the version, not at
     * the point: what is shown to be good enough passes, not what may be. A quantity that is undefined or was not
     * measured does not pass.
     */
    public static final class MetricGates {
        private final String name;
        private final double confidence;

        private MetricGates(String name, double confidence) {
            this.name = name;
            this.confidence = confidence;
        }

        /**
         * Asks for intervals that hold the true value with at least some confidence: a measurement of a lower one leaves
         * the gate undecided.
         *
         * @param level the confidence, above 0 and below 1, such as 0.95
         * @return the gates there are on such intervals
         * @throws IllegalArgumentException when the level is not between 0 and 1
         */
        public MetricGates atConfidence(double level) {
            if (!(level > 0 && level < 1)) {
                throw new IllegalArgumentException("confidence must be above 0 and below 1, got " + level);
            }
            return new MetricGates(name, level);
        }

        /**
         * Returns the gate that asks the lower end of the interval to be at least a bound.
         *
         * @param bound the bound, not NaN
         * @return the gate
         * @throws IllegalArgumentException when the bound is NaN
         */
        public Gate atLeast(double bound) {
            number("bound", bound);
            return bounded(
                    new Bound(name, true, bound),
                    call("atLeast(" + bound + ")"),
                    call -> candidate -> measured(
                            call,
                            candidate,
                            "lower end of " + name + " at least " + bound,
                            estimate -> estimate.lower() >= bound));
        }

        /**
         * Returns the gate that asks the upper end of the interval to be at most a bound.
         *
         * @param bound the bound, not NaN
         * @return the gate
         * @throws IllegalArgumentException when the bound is NaN
         */
        public Gate atMost(double bound) {
            number("bound", bound);
            return bounded(
                    new Bound(name, false, bound),
                    call("atMost(" + bound + ")"),
                    call -> candidate -> measured(
                            call,
                            candidate,
                            "upper end of " + name + " at most " + bound,
                            estimate -> estimate.upper() <= bound));
        }

        /**
         * Returns the gate that compares with the version that an alias names: the lower end of the interval against
         * the lower end of that version's, or the upper ends where less is better ({@code log-loss}, {@code brier},
         * {@code expected-calibration-error}, {@code mean-absolute-error}, {@code mean-squared-error}, {@code
         * root-mean-squared-error}). Like is compared with like, so that equal measurements pass. It passes, and says
         * so, when the alias names no version or this one; it is inconclusive when that version has no such
         * measurement.
         *
         * @param alias the alias, such as {@code "champion"}
         * @param margin by how much the version may be worse, at least 0
         * @return the gate
         * @throws IllegalArgumentException when the margin is negative or NaN
         */
        public Gate notWorseThan(String alias, double margin) {
            if (!(margin >= 0)) {
                throw new IllegalArgumentException("margin must be at least 0, got " + margin);
            }
            String calls = call("notWorseThan(\"" + alias + "\", " + margin + ")");
            return gate(calls, call -> candidate -> notWorse(call, candidate, alias, margin));
        }

        /**
         * Returns the gate that asks for an improvement that chance does not explain: the interval of the version lies
         * beyond that of the version that an alias names, by a margin. That is stricter than a test of the difference on
         * the same rows, whose conclusion is evidence of the kind {@code "comparison"}. It passes, and says so, when the
         * alias names no version or this one.
         *
         * @param alias the alias, such as {@code "champion"}
         * @param margin by how much the version must be better at least, at least 0
         * @return the gate
         * @throws IllegalArgumentException when the margin is negative or NaN
         */
        public Gate betterThan(String alias, double margin) {
            if (!(margin >= 0)) {
                throw new IllegalArgumentException("margin must be at least 0, got " + margin);
            }
            String calls = call("betterThan(\"" + alias + "\", " + margin + ")");
            return gate(
                    calls,
                    call -> candidate -> beside(
                            call,
                            candidate,
                            alias,
                            name + " better than " + alias + " by at least " + margin,
                            (there, less) -> less ? there.lower() - margin : there.upper() + margin));
        }

        private GateResult notWorse(String call, Candidate candidate, String alias, double margin) {
            return beside(
                    call,
                    candidate,
                    alias,
                    name + " not worse than " + alias + " by more than " + margin,
                    (there, less) -> less ? there.upper() + margin : there.lower() - margin);
        }

        /** Compares with the version that an alias names; the bound follows from its interval. */
        private GateResult beside(
                String call,
                Candidate candidate,
                String alias,
                String wanted,
                BiFunction<Estimate, Boolean, Double> bounds) {
            Optional<ModelVersion> other = candidate.aliased(alias);
            if (other.isEmpty()) {
                return new GateResult(call, Outcome.PASSED, wanted, "no version is " + alias + " yet");
            } else if (other.get().equals(candidate.version())) {
                return new GateResult(call, Outcome.PASSED, wanted, "this version is " + alias + " already");
            }
            Measurement reference = measurement(other.get());
            if (!(reference instanceof Estimate there)) {
                return new GateResult(
                        call, Outcome.INCONCLUSIVE, wanted, name + " of " + other.get() + " is " + reference);
            }
            if (there.confidence() < confidence) {
                return unsure(call, wanted, other.get(), there);
            }
            boolean less = LESS_IS_BETTER.contains(name);
            double bound = bounds.apply(there, less);
            return measured(
                    call,
                    candidate,
                    String.format(
                            Locale.ROOT,
                            "%s end of %s at %s %s (%s, %s, has %s)",
                            less ? "upper" : "lower",
                            name,
                            less ? "most" : "least",
                            Estimate.number(bound),
                            alias,
                            other.get(),
                            there),
                    estimate -> less ? estimate.upper() <= bound : estimate.lower() >= bound);
        }

        private GateResult unsure(String call, String wanted, ModelVersion version, Estimate estimate) {
            return new GateResult(
                    call,
                    Outcome.INCONCLUSIVE,
                    wanted,
                    name + " of " + version + " is " + estimate + " with confidence "
                            + Estimate.number(estimate.confidence()) + ", less than " + Estimate.number(confidence));
        }

        private GateResult measured(String call, Candidate candidate, String expected, Predicate<Estimate> holds) {
            Measurement value = measurement(candidate.version());
            if (value instanceof Estimate estimate) {
                return estimate.confidence() < confidence
                        ? unsure(call, expected, candidate.version(), estimate)
                        : result(call, holds.test(estimate), expected, name + " = " + estimate);
            }
            return new GateResult(call, Outcome.INCONCLUSIVE, expected, name + " is " + value);
        }

        private Measurement measurement(ModelVersion version) {
            Measurement value = version.metrics().get(name);
            return value == null ? new Undefined("no evidence of " + version + " measured it") : value;
        }

        private String call(String condition) {
            String level = confidence == 0 ? "" : ".atConfidence(" + confidence + ")";
            return "metric(\"" + name + "\")" + level + "." + condition;
        }

        private static void number(String what, double value) {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException(what + " must be a number, got NaN");
            }
        }
    }

    /** Gates on the conclusion of one kind of examination. When there were several, the worst conclusion counts. */
    public static final class EvidenceGates {
        private final String kind;

        private EvidenceGates(String kind) {
            this.kind = kind;
        }

        /**
         * Returns the gate that asks the examination to have passed, with warnings at most.
         *
         * @return the gate
         */
        public Gate passed() {
            return concluded("passed()", "passed", outcome -> outcome.compareTo(Outcome.WARNED) <= 0);
        }

        /**
         * Returns the gate that asks the examination to have been made and not to have failed; it may be undecided.
         *
         * @return the gate
         */
        public Gate notFailed() {
            return concluded("notFailed()", "not failed", outcome -> outcome != Outcome.FAILED);
        }

        /**
         * Returns the gate that asks the examination to have been made, whatever it concluded: a person is to judge.
         *
         * @return the gate
         */
        public Gate recorded() {
            return concluded("recorded()", "recorded", outcome -> true);
        }

        private Gate concluded(String condition, String wanted, Predicate<Outcome> holds) {
            return gate("evidence(\"" + kind + "\")." + condition, call -> candidate -> {
                String expected = kind + " " + wanted;
                Optional<Evidence> worst = candidate.version().evidence().stream()
                        .filter(each -> each.kind().equals(kind))
                        .reduce((a, b) -> b.outcome().compareTo(a.outcome()) > 0 ? b : a);
                if (worst.isEmpty()) {
                    return new GateResult(
                            call, Outcome.FAILED, expected, candidate.version() + " has no evidence of this kind");
                }
                Evidence evidence = worst.get();
                String observed = evidence.outcome() + ": " + evidence.summary();
                if (holds.test(evidence.outcome())) {
                    // An undecided examination that is let through is still something for a person to look at.
                    Outcome outcome = evidence.outcome() == Outcome.PASSED ? Outcome.PASSED : Outcome.WARNED;
                    return new GateResult(call, outcome, expected, observed);
                }
                return new GateResult(call, evidence.outcome(), expected, observed);
            });
        }
    }

    private static GateResult result(String call, boolean holds, String expected, String observed) {
        return new GateResult(call, holds ? Outcome.PASSED : Outcome.FAILED, expected, observed);
    }

    /** What a gate asks of a metric, so that two gates that contradict each other are found. */
    record Bound(String metric, boolean isLower, double value) {}

    record Named(String call, Gate condition, Optional<Bound> bound) implements Gate {
        @Override
        public GateResult check(Candidate candidate) {
            return condition.check(candidate);
        }

        @Override
        public String toString() {
            return call;
        }
    }

    private static Gate gate(String call, Function<String, Gate> condition) {
        return new Named("Gates." + call, condition.apply("Gates." + call), Optional.empty());
    }

    private static Gate bounded(Bound bound, String call, Function<String, Gate> condition) {
        return new Named("Gates." + call, condition.apply("Gates." + call), Optional.of(bound));
    }
}

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
        return new MetricGates(Objects.requireNonNull(name, "name"));
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
     * Returns the gate that asks for the consent of some people, whoever they are.
     *
     * @param count how many different actors must have approved exactly these contents, at least 1
     * @return the gate
     * @throws IllegalArgumentException when the count is less than 1
     */
    public static Gate approvals(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("approvals must be at least 1, got " + count);
        }
        return gate("approvals(" + count + ")", call -> candidate -> {
            List<String> names = approvers(candidate);
            return result(
                    call,
                    names.size() >= count,
                    count + (count == 1 ? " approval" : " approvals") + " of " + candidate.version(),
                    names.isEmpty() ? "none" : names.size() + ", by " + String.join(", ", names));
        });
    }

    /**
     * Returns the gate that keeps people from approving their own work: there is an approval, and none by who
     * registered the version or ran its training. Somebody who approved their own version by mistake registers it
     * again.
     *
     * @return the gate
     */
    public static Gate approverIsNotAuthor() {
        return gate("approverIsNotAuthor()", call -> candidate -> {
            Set<String> authors = candidate.version().authors();
            List<String> names = approvers(candidate);
            return result(
                    call,
                    !names.isEmpty() && names.stream().noneMatch(authors::contains),
                    "approval only by others than " + String.join(" and ", authors),
                    names.isEmpty() ? "no approval" : "approval by " + String.join(", ", names));
        });
    }

    /**
     * Gates on one measured quantity. A gate looks at the end of the interval that speaks against the version, not at
     * the point: what is shown to be good enough passes, not what may be. A quantity that is undefined or was not
     * measured does not pass.
     */
    public static final class MetricGates {
        private final String name;

        private MetricGates(String name) {
            this.name = name;
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
            return gate(
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
            return gate(
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

        private GateResult notWorse(String call, Candidate candidate, String alias, double margin) {
            Optional<ModelVersion> other = candidate.aliased(alias);
            String wanted = name + " not worse than " + alias + " by more than " + margin;
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
            boolean less = LESS_IS_BETTER.contains(name);
            double bound = less ? there.upper() + margin : there.lower() - margin;
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

        private GateResult measured(String call, Candidate candidate, String expected, Predicate<Estimate> holds) {
            Measurement value = measurement(candidate.version());
            if (value instanceof Estimate estimate) {
                return result(call, holds.test(estimate), expected, name + " = " + estimate);
            }
            return new GateResult(call, Outcome.INCONCLUSIVE, expected, name + " is " + value);
        }

        private Measurement measurement(ModelVersion version) {
            Measurement value = version.metrics().get(name);
            return value == null ? new Undefined("no evidence of " + version + " measured it") : value;
        }

        private String call(String condition) {
            return "metric(\"" + name + "\")." + condition;
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

    private static List<String> approvers(Candidate candidate) {
        return candidate.approvals().stream()
                .map(approval -> approval.actor().name())
                .distinct()
                .sorted()
                .toList();
    }

    private static GateResult result(String call, boolean holds, String expected, String observed) {
        return new GateResult(call, holds ? Outcome.PASSED : Outcome.FAILED, expected, observed);
    }

    private record Named(String call, Gate condition) implements Gate {
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
        return new Named("Gates." + call, condition.apply("Gates." + call));
    }
}

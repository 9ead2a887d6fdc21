// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.fairness.FairnessVerdict;
import dev.holdfast.fairness.GroupMeasures;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Optional;

/** What a mitigation is after: a criterion between groups, or a bound on the error of each. */
sealed interface Goal {
    FairnessVerdict verdict(FairnessReport report);

    /** The number that is judged, for the first attribute of the report. */
    Measurement value(FairnessReport report);

    Optional<Criterion> criterion();

    /** A criterion between groups. */
    record Alike(Criterion stated) implements Goal {
        @Override
        public FairnessVerdict verdict(FairnessReport report) {
            return report.verdict();
        }

        @Override
        public Measurement value(FairnessReport report) {
            return report.disparity(stated.measure(), report.attributes().get(0))
                    .value();
        }

        @Override
        public Optional<Criterion> criterion() {
            return Optional.of(stated);
        }

        @Override
        public String toString() {
            return stated.toString();
        }
    }

    /** Bounded group loss: no group's error rate above a bound. */
    record BoundedLoss(double bound) implements Goal {
        public BoundedLoss {
            if (!(bound > 0 && bound < 1)) {
                throw new IllegalArgumentException("the error rate of a group is bounded in (0, 1), got " + bound);
            }
        }

        @Override
        public FairnessVerdict verdict(FairnessReport report) {
            boolean above = false;
            boolean below = true;
            for (GroupMeasures group : report.groups()) {
                if (group.rate(GroupRate.ERROR_RATE) instanceof Estimate error) {
                    above |= error.lower() > bound;
                    below &= error.upper() <= bound;
                } else {
                    below = false;
                }
            }
            return above ? FairnessVerdict.UNFAIR : below ? FairnessVerdict.FAIR : FairnessVerdict.INCONCLUSIVE;
        }

        @Override
        public Measurement value(FairnessReport report) {
            Measurement worst = new Undefined("no group has an error rate");
            for (GroupMeasures group : report.groups()) {
                Measurement error = group.rate(GroupRate.ERROR_RATE);
                if (error.value().orElse(-1) > worst.value().orElse(-1)) {
                    worst = error;
                }
            }
            return worst;
        }

        @Override
        public Optional<Criterion> criterion() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "error rate of every group at most " + Estimate.number(bound);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.FairnessMeasure;

/**
 * How far the selection rate of each group is from that of everybody, within each class that a criterion looks at; and
 * the labels and weights that make a learner minimise its error plus priced violations.
 */
final class ReductionMoments {
    private final Cases cases;
    private final double slack;
    /** The classes to look at; -1 stands for both together. */
    private final int[] events;

    private final double[][] groupWeight;
    private final double[] eventWeight;
    private double total;

    ReductionMoments(Cases cases, FairnessMeasure measure, double tolerance) {
        this.cases = cases;
        this.slack = tolerance / 2;
        this.events = switch (measure) {
            case DEMOGRAPHIC_PARITY_DIFFERENCE -> new int[] {-1};
            case EQUAL_OPPORTUNITY_DIFFERENCE -> new int[] {1};
            case FALSE_POSITIVE_RATE_DIFFERENCE -> new int[] {0};
            case EQUALIZED_ODDS_DIFFERENCE -> new int[] {1, 0};
            default ->
                throw new IllegalArgumentException(
                        "training is constrained by demographic-parity-difference, equal-opportunity-difference,"
                                + " false-positive-rate-difference or equalized-odds-difference, got " + measure.key());
        };
        this.groupWeight = new double[events.length][cases.names().size()];
        this.eventWeight = new double[events.length];
        for (int row = 0; row < cases.size(); row++) {
            total += cases.weights()[row];
            for (int e = 0; e < events.length; e++) {
                if (in(e, row)) {
                    groupWeight[e][cases.code(row)] += cases.weights()[row];
                    eventWeight[e] += cases.weights()[row];
                }
            }
        }
    }

    private boolean in(int event, int row) {
        return events[event] < 0 || cases.truth()[row] == events[event];
    }

    /** The number of constraints: each event and group, above and below. */
    int size() {
        return 2 * events.length * cases.names().size();
    }

    private int index(int event, int group) {
        return 2 * (event * cases.names().size() + group);
    }

    double error(int[] decision) {
        double wrong = 0;
        for (int row = 0; row < decision.length; row++) {
            wrong += decision[row] == cases.truth()[row] ? 0 : cases.weights()[row];
        }
        return wrong / total;
    }

    /** By how much each constraint is broken; negative where it holds. */
    double[] violations(int[] decision) {
        double[][] selected = new double[events.length][cases.names().size()];
        double[] all = new double[events.length];
        for (int row = 0; row < decision.length; row++) {
            for (int e = 0; e < events.length; e++) {
                if (decision[row] == 1 && in(e, row)) {
                    selected[e][cases.code(row)] += cases.weights()[row];
                    all[e] += cases.weights()[row];
                }
            }
        }
        double[] violations = new double[size()];
        for (int e = 0; e < events.length; e++) {
            for (int g = 0; g < selected[e].length; g++) {
                double gap = selected[e][g] / groupWeight[e][g] - all[e] / eventWeight[e];
                violations[index(e, g)] = gap - slack;
                violations[index(e, g) + 1] = -gap - slack;
            }
        }
        return violations;
    }

    /** For each row, what selecting it adds to error and priced violations: negative where it should be selected. */
    double[] costs(double[] prices) {
        double[] all = new double[events.length];
        for (int e = 0; e < events.length; e++) {
            for (int g = 0; g < groupWeight[e].length; g++) {
                all[e] += prices[index(e, g)] - prices[index(e, g) + 1];
            }
        }
        double[] costs = new double[cases.size()];
        for (int row = 0; row < costs.length; row++) {
            double cost = (cases.truth()[row] == 1 ? -1 : 1) / total;
            for (int e = 0; e < events.length; e++) {
                if (in(e, row)) {
                    int at = index(e, cases.code(row));
                    cost += (prices[at] - prices[at + 1]) / groupWeight[e][cases.code(row)] - all[e] / eventWeight[e];
                }
            }
            costs[row] = cost * cases.weights()[row];
        }
        return costs;
    }
}

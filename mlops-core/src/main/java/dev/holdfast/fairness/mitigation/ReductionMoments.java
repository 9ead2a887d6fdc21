// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import java.util.ArrayList;
import java.util.List;

/**
 * The constraints of a goal as linear functions of decisions, and the labels and weights that make a learner minimise its
 * error plus priced violations.
 *
 * <p>With m_eg the mean over group g within event e of the decision, or of being wrong, and m_e that over everybody within
 * e, each constraint reads {@code own m_eg + all m_e <= slack}. A difference of t becomes {@code |m_eg - m_e| <= t / 2}, a
 * ratio of R becomes {@code sqrt(R) <= m_eg / m_e <= 1 / sqrt(R)}, a bound b on the loss {@code m_eg <= b}: each of the
 * first two keeps any two groups within what was asked for.
 */
final class ReductionMoments {
    private static final int ALL = -1;

    /** What is averaged. */
    private enum Moment {
        DECISION,
        ERROR
    }

    private record Constraint(int event, int group, double own, double all, double slack) {}

    private final Cases cases;
    private final Goal goal;
    private final Moment moment;
    /** The classes to look at; -1 stands for both together. */
    private final int[] events;

    private final double[][] groupWeight;
    private final double[] eventWeight;
    private final List<Constraint> constraints = new ArrayList<>();
    private double total;

    ReductionMoments(Cases cases, Goal goal) {
        this.cases = cases;
        this.goal = goal;
        this.events = events(goal);
        this.moment = goal instanceof Goal.Alike alike && !isErrorRate(alike.stated()) ? Moment.DECISION : Moment.ERROR;
        cases.requireClasses(events[0] == ALL ? new int[0] : events);
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
        for (int e = 0; e < events.length; e++) {
            for (int g = 0; g < cases.names().size(); g++) {
                constrain(e, g);
            }
        }
    }

    private static boolean isErrorRate(Criterion criterion) {
        return switch (criterion.measure()) {
            case ERROR_RATE_DIFFERENCE, ERROR_RATE_RATIO -> true;
            default -> false;
        };
    }

    static int[] events(Goal goal) {
        if (!(goal instanceof Goal.Alike alike)) {
            return new int[] {ALL};
        }
        return switch (alike.stated().measure()) {
            case DEMOGRAPHIC_PARITY_DIFFERENCE, DEMOGRAPHIC_PARITY_RATIO, ERROR_RATE_DIFFERENCE, ERROR_RATE_RATIO ->
                new int[] {ALL};
            case EQUAL_OPPORTUNITY_DIFFERENCE, EQUAL_OPPORTUNITY_RATIO -> new int[] {1};
            case FALSE_POSITIVE_RATE_DIFFERENCE, FALSE_POSITIVE_RATE_RATIO -> new int[] {0};
            case EQUALIZED_ODDS_DIFFERENCE, EQUALIZED_ODDS_RATIO -> new int[] {1, 0};
            default ->
                throw new IllegalArgumentException(
                        "training is constrained by demographic parity, equal opportunity, false positive rates, equalized"
                                + " odds or error rates, as difference or ratio, got "
                                + alike.stated().measure().key());
        };
    }

    private void constrain(int event, int group) {
        if (goal instanceof Goal.BoundedLoss loss) {
            constraints.add(new Constraint(event, group, 1, 0, loss.bound()));
        } else if (goal instanceof Goal.Alike alike) {
            double tolerance = alike.stated().tolerance();
            if (alike.stated().measure().isRatio()) {
                double root = Math.sqrt(tolerance);
                constraints.add(new Constraint(event, group, root, -1, 0));
                constraints.add(new Constraint(event, group, -1, root, 0));
            } else {
                constraints.add(new Constraint(event, group, 1, -1, tolerance / 2));
                constraints.add(new Constraint(event, group, -1, 1, tolerance / 2));
            }
        }
    }

    private boolean in(int event, int row) {
        return events[event] == ALL || cases.truth()[row] == events[event];
    }

    /** The number of constraints. */
    int size() {
        return constraints.size();
    }

    double error(int[] decision) {
        double wrong = 0;
        for (int row = 0; row < decision.length; row++) {
            wrong += decision[row] == cases.truth()[row] ? 0 : cases.weights()[row];
        }
        return wrong / total;
    }

    /** The mean of each event and group, and last that of everybody within the event. */
    private double[][] means(int[] decision) {
        int groups = cases.names().size();
        double[][] means = new double[events.length][groups + 1];
        for (int row = 0; row < decision.length; row++) {
            boolean counts = moment == Moment.DECISION ? decision[row] == 1 : decision[row] != cases.truth()[row];
            for (int e = 0; counts && e < events.length; e++) {
                if (in(e, row)) {
                    means[e][cases.code(row)] += cases.weights()[row];
                    means[e][groups] += cases.weights()[row];
                }
            }
        }
        for (int e = 0; e < events.length; e++) {
            for (int g = 0; g < groups; g++) {
                means[e][g] /= groupWeight[e][g];
            }
            means[e][groups] /= eventWeight[e];
        }
        return means;
    }

    /** By how much each constraint is broken; negative where it holds. */
    double[] violations(int[] decision) {
        double[][] means = means(decision);
        int groups = cases.names().size();
        return constraints.stream()
                .mapToDouble(c -> c.own * means[c.event][c.group] + c.all * means[c.event][groups] - c.slack)
                .toArray();
    }

    /** How unfair decisions are: the largest difference, 1 less the smallest ratio, or the largest loss. */
    double unfairness(int[] decision) {
        double[][] means = means(decision);
        double worst = 0;
        for (double[] event : means) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int g = 0; g < event.length - 1; g++) {
                least = Math.min(least, event[g]);
                most = Math.max(most, event[g]);
            }
            double apart = most - least;
            if (goal instanceof Goal.Alike alike && alike.stated().measure().isRatio()) {
                apart = most > 0 ? 1 - least / most : 0;
            }
            worst = Math.max(worst, goal instanceof Goal.BoundedLoss ? most : apart);
        }
        return worst;
    }

    /** For each row, what selecting it adds to error and priced violations: negative where it should be selected. */
    double[] costs(double[] prices) {
        double[][] perGroup = new double[events.length][cases.names().size()];
        double[] perEvent = new double[events.length];
        for (int c = 0; c < prices.length; c++) {
            Constraint each = constraints.get(c);
            perGroup[each.event][each.group] += prices[c] * each.own / groupWeight[each.event][each.group];
            perEvent[each.event] += prices[c] * each.all / eventWeight[each.event];
        }
        double[] costs = new double[cases.size()];
        for (int row = 0; row < costs.length; row++) {
            int wrong = cases.truth()[row] == 1 ? -1 : 1;
            int slope = moment == Moment.DECISION ? 1 : wrong;
            double cost = wrong / total;
            for (int e = 0; e < events.length; e++) {
                if (in(e, row)) {
                    cost += slope * (perGroup[e][cases.code(row)] + perEvent[e]);
                }
            }
            costs[row] = cost * cases.weights()[row];
        }
        return costs;
    }
}

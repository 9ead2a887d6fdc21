// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * One choice between fairness and accuracy.
 *
 * @param choice what was chosen, in words
 * @param unfairness how unfair it is by the measure in question, lower is fairer: a difference or the greatest violation
 * @param accuracy how accurate it is, in [0, 1]; balanced accuracy where the method seeks that
 */
public record TradeOff(String choice, double unfairness, double accuracy) {
    /**
     * Checks the numbers.
     *
     * @param choice what was chosen, in words
     * @param unfairness how unfair it is by the measure in question, lower is fairer
     * @param accuracy how accurate it is, in [0, 1]
     * @throws IllegalArgumentException when a number is NaN
     */
    public TradeOff {
        Objects.requireNonNull(choice, "choice");
        if (Double.isNaN(unfairness) || Double.isNaN(accuracy)) {
            throw new IllegalArgumentException(
                    "a trade-off needs numbers, got unfairness " + unfairness + " and accuracy " + accuracy);
        }
    }

    /**
     * Returns the Pareto front: the choices of which no other is both at least as fair and at least as accurate.
     *
     * @param choices any choices
     * @return those on the front, the fairest first, accuracy rising
     */
    public static List<TradeOff> front(List<TradeOff> choices) {
        List<TradeOff> sorted = new ArrayList<>(choices);
        sorted.sort(Comparator.comparingDouble(TradeOff::unfairness)
                .thenComparing(Comparator.comparingDouble(TradeOff::accuracy).reversed()));
        List<TradeOff> front = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (TradeOff each : sorted) {
            if (each.accuracy > best) {
                front.add(each);
                best = each.accuracy;
            }
        }
        return List.copyOf(front);
    }
}

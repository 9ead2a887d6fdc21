// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A number that says how good a model is on a sample.
 *
 * <p>A metric of your own is one function that honours the weights of the rows; it gets interval, slices and comparison
 * from them:
 *
 * <pre>{@code
 * Metric<BinarySample> cost = Metric.lowerIsBetter("cost", sample -> {
 *     double sum = 0;
 *     for (int i = 0; i < sample.size(); i++) {
 *         sum += sample.predicted(i) == sample.truth(i) ? 0 : sample.weight(i) * (sample.truth(i) ? 5 : 1);
 *     }
 *     return sum / sample.size();
 * });
 * }</pre>
 *
 * <p>Immutable; thread-safe when the function is, as it must be.
 *
 * @param <S> the kind of sample
 */
public final class Metric<S extends Sample<S>> {
    /** Which direction is better. */
    public enum Direction {
        /** Larger values are better. */
        HIGHER_IS_BETTER,
        /** Smaller values are better. */
        LOWER_IS_BETTER
    }

    /** A closed form of the interval, for samples without weights. */
    interface Interval<S> {
        Measurement of(S sample, double confidence);
    }

    private final String name;
    private final Direction direction;
    private final ToDoubleFunction<S> function;
    private final Function<S, String> obstacle;
    private final Optional<Interval<S>> interval;

    private Metric(
            String name,
            Direction direction,
            ToDoubleFunction<S> function,
            Function<S, String> obstacle,
            Optional<Interval<S>> interval) {
        this.name = Objects.requireNonNull(name, "name");
        this.direction = direction;
        this.function = Objects.requireNonNull(function, "function");
        this.obstacle = obstacle;
        this.interval = interval;
    }

    /**
     * Returns a metric of which larger values are better.
     *
     * @param name its name, unique within an evaluation
     * @param function computes it; NaN where it is undefined
     * @param <S> the kind of sample
     * @return the metric
     */
    public static <S extends Sample<S>> Metric<S> higherIsBetter(String name, ToDoubleFunction<S> function) {
        return new Metric<>(name, Direction.HIGHER_IS_BETTER, function, sample -> "", Optional.empty());
    }

    /**
     * Returns a metric of which smaller values are better.
     *
     * @param name its name, unique within an evaluation
     * @param function computes it; NaN where it is undefined
     * @param <S> the kind of sample
     * @return the metric
     */
    public static <S extends Sample<S>> Metric<S> lowerIsBetter(String name, ToDoubleFunction<S> function) {
        return new Metric<>(name, Direction.LOWER_IS_BETTER, function, sample -> "", Optional.empty());
    }

    /** Says in words why a sample has no value. */
    Metric<S> unless(Function<S, String> newObstacle) {
        return new Metric<>(name, direction, function, newObstacle, interval);
    }

    Metric<S> withInterval(Interval<S> newInterval) {
        return new Metric<>(name, direction, function, obstacle, Optional.of(newInterval));
    }

    /**
     * Returns the name, as keys of measurements have it.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns which direction is better.
     *
     * @return the direction
     */
    public Direction direction() {
        return direction;
    }

    /**
     * Computes the metric.
     *
     * @param sample the rows
     * @return the value, NaN where it is undefined
     */
    public double value(S sample) {
        return function.applyAsDouble(sample);
    }

    /**
     * Computes the metric with its interval: in closed form where there is one and rows have no weights, else by the
     * bootstrap.
     *
     * @param sample the rows
     * @param confidence the coverage, in (0, 1)
     * @param bootstrap how to resample
     * @return the value, or undefined with the reason
     */
    public Measurement measure(S sample, double confidence, Bootstrap bootstrap) {
        Optional<Undefined> undefined = undefined(sample);
        if (undefined.isPresent()) {
            return undefined.get();
        }
        if (interval.isPresent() && !sample.isWeighted()) {
            return interval.get().of(sample, confidence);
        }
        return bootstrap.withConfidence(confidence).estimate(sample.size(), counts -> value(sample.reweighted(counts)));
    }

    Optional<Undefined> undefined(S sample) {
        if (sample.size() == 0) {
            return Optional.of(new Undefined("no rows"));
        }
        String reason = obstacle.apply(sample);
        if (!reason.isEmpty()) {
            return Optional.of(new Undefined(reason));
        }
        return Double.isNaN(value(sample))
                ? Optional.of(new Undefined(name + " is not defined for these " + sample.size() + " rows"))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import java.util.Arrays;

/**
 * Watches bounded values against a known rate, with a false alarm at most once in {@code n} values by theorem.
 *
 * <p>It bets against the rate. For each of ten bets {@code b = 2^-1, ..., 2^-10} the stake {@code M = (M + 1)(1 + b (x - r)
 * / r)} grows on average by no more than 1 a value as long as the expected value, given all before, is at most {@code r};
 * a change is that the average of the ten stakes reaches {@code n}. For a fall the same is done with {@code 1 - x} and
 * {@code 1 - r}, for both with twenty stakes. Each bet is the best one against some size of change, so no size has to be
 * chosen beforehand.
 *
 * <p>The guarantee needs nothing else: not independence, not a distribution, not many values. It holds for the rate that is
 * given: where that was estimated, give the upper end of its interval. The detector restarts after a change. Values are in
 * [0, 1]; constant time, ten multiplications a value.
 *
 * <p>Reference: Shin, Ramdas and Rinaldo 2022, E-detectors: a nonparametric framework for sequential change detection,
 * arXiv:2203.03532, the Shiryaev-Roberts form; mixtures of e-detectors are e-detectors.
 *
 * <pre>{@code
 * EDetector errors = EDetector.against(0.2).falseAlarmEvery(100_000);
 * if (errors.update(wrong ? 1 : 0) == ChangeState.CHANGE) ...
 * }</pre>
 */
public final class EDetector extends Detector {
    private static final int BETS = 10;

    private final double rate;
    private final long every;
    private final Direction direction;
    private final double[] stakes;

    private EDetector(double rate, long every, Direction direction) {
        this.rate = inside("rate", rate, 0, 1);
        if (every < 2) {
            throw new IllegalArgumentException("a false alarm can be at most every 2 values, got every " + every);
        }
        this.every = every;
        this.direction = direction;
        this.stakes = new double[direction == Direction.BOTH ? 2 * BETS : BETS];
    }

    /**
     * Returns a detector of a rise above a rate, with a false alarm at most every 10,000 values.
     *
     * @param rate the largest expected value that is no change (for falls: the smallest), in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public static EDetector against(double rate) {
        return new EDetector(rate, 10_000, Direction.INCREASE);
    }

    /**
     * Returns a fresh detector with another rate of false alarms.
     *
     * @param values the number of values that on average pass before a false alarm, or more; at least 2
     * @return the detector
     * @throws IllegalArgumentException when it is less
     */
    public EDetector falseAlarmEvery(long values) {
        return new EDetector(rate, values, direction);
    }

    /**
     * Returns a fresh detector of other changes.
     *
     * @param value which changes are found
     * @return the detector
     */
    public EDetector withDirection(Direction value) {
        return new EDetector(rate, every, value);
    }

    /**
     * Returns how much speaks for a change.
     *
     * @return the average stake, at least 0; a change when it reaches the number given as {@link #falseAlarmEvery}
     */
    public double evidence() {
        double sum = 0;
        for (double stake : stakes) {
            sum += stake;
        }
        return sum / stakes.length;
    }

    @Override
    void restart() {
        Arrays.fill(stakes, 0);
    }

    @Override
    ChangeState next(double value) {
        unit(value);
        if (direction != Direction.DECREASE) {
            bet(0, (value - rate) / rate);
        }
        if (direction != Direction.INCREASE) {
            bet(stakes.length - BETS, (rate - value) / (1 - rate));
        }
        return state(evidence() >= every, false);
    }

    private void bet(int from, double gain) {
        double share = 0.5;
        for (int i = from; i < from + BETS; i++) {
            stakes[i] = (stakes[i] + 1) * (1 + share * gain);
            share *= 0.5;
        }
    }

    @Override
    double[] save() {
        return stakes.clone();
    }

    @Override
    void load(double[] own) {
        System.arraycopy(own, 0, stakes, 0, stakes.length);
    }

    @Override
    public String toString() {
        return "EDetector.against(" + rate + ").falseAlarmEvery(" + every + ").withDirection(Direction." + direction
                + ")";
    }
}

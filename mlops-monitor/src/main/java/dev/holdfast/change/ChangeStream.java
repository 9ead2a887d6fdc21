// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A stream of values and where it truly changes, to judge detectors by. Immutable and thread-safe. */
public final class ChangeStream {
    private final double[] values;
    private final int[] changes;

    private ChangeStream(double[] values, int[] changes) {
        this.values = values;
        this.changes = changes;
    }

    /**
     * Returns a stream.
     *
     * @param values the values, copied
     * @param changes the indexes of the first values after each change, ascending; none for a stream without change
     * @return the stream
     * @throws IllegalArgumentException when an index is outside the stream or out of order
     */
    public static ChangeStream of(double[] values, int... changes) {
        for (int i = 0; i < changes.length; i++) {
            if (changes[i] <= (i == 0 ? 0 : changes[i - 1]) || changes[i] >= values.length) {
                throw new IllegalArgumentException(
                        "changes must ascend within (0, " + values.length + "), got " + Arrays.toString(changes));
            }
        }
        return new ChangeStream(values.clone(), changes.clone());
    }

    /**
     * Returns a stream of independent errors whose rate changes after every so many values.
     *
     * @param seed the seed
     * @param length how many values each rate lasts, at least 1
     * @param rates the rates in their order, each in [0, 1]
     * @return the stream, with a change wherever the rate changes
     * @throws IllegalArgumentException when a number is outside
     */
    public static ChangeStream errors(long seed, int length, double... rates) {
        Detector.atLeast("length", length, 1);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[length * rates.length];
        int[] changes = new int[rates.length];
        int count = 0;
        for (int r = 0; r < rates.length; r++) {
            Detector.unit(rates[r]);
            if (r > 0 && rates[r] != rates[r - 1]) {
                changes[count++] = r * length;
            }
            for (int i = 0; i < length; i++) {
                values[r * length + i] = random.nextDouble() < rates[r] ? 1 : 0;
            }
        }
        return new ChangeStream(values, Arrays.copyOf(changes, count));
    }

    /**
     * Returns the number of values.
     *
     * @return the number of values
     */
    public int size() {
        return values.length;
    }

    /**
     * Returns a value.
     *
     * @param index its index, from 0
     * @return the value
     */
    public double value(int index) {
        return values[index];
    }

    /**
     * Returns where the stream changes.
     *
     * @return the indexes of the first values after each change, ascending; a copy
     */
    public int[] changes() {
        return changes.clone();
    }

    @Override
    public String toString() {
        return "ChangeStream[" + values.length + " values, changes at " + Arrays.toString(changes) + "]";
    }
}

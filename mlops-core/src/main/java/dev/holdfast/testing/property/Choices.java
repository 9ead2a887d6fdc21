// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One of some values, the typical one first, drawn in proportion to their weights. */
final class Choices implements Values {
    private final List<Object> values;
    private final double[] upTo;

    /** The values without repetition, the simplest first, and as many weights. */
    Choices(List<Object> values, double[] weights) {
        this.values = List.copyOf(values);
        this.upTo = weights.clone();
        Arrays.parallelPrefix(upTo, Double::sum);
    }

    @Override
    public Object draw(SplittableRandom random) {
        double position = random.nextDouble() * upTo[upTo.length - 1];
        int index = Arrays.binarySearch(upTo, position);
        return values.get(Math.min(index < 0 ? -index - 1 : index + 1, values.size() - 1));
    }

    @Override
    public Object typical() {
        return values.get(0);
    }

    @Override
    public List<Object> edges() {
        return values.subList(1, values.size());
    }

    @Override
    public List<Object> simpler(Object value) {
        int index = values.indexOf(value);
        return index < 0 ? values : values.subList(0, index);
    }

    @Override
    public long complexity(Object value) {
        int index = values.indexOf(value);
        return index < 0 ? values.size() : index;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.time.Instant;

/** A test on one value that is there; one method a type, so that numbers are not boxed. */
abstract class CellTest {
    abstract boolean number(double value);

    boolean integer(long value) {
        return number((double) value);
    }

    abstract boolean text(String value);

    boolean bool(boolean value) {
        return text(String.valueOf(value));
    }

    boolean time(Instant value) {
        return text(value.toString());
    }

    /**
     * Puts the places of the numbers that break the test into an array.
     *
     * @param size how many numbers there are, from the start of the array
     * @return how many places there are
     */
    int failures(double[] values, int size, int[] places) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            places[count] = i;
            count += number(values[i]) ? 0 : 1;
        }
        return count;
    }

    /** As {@link #failures(double[], int, int[])}, of whole numbers. */
    int failures(long[] values, int size, int[] places) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            places[count] = i;
            count += integer(values[i]) ? 0 : 1;
        }
        return count;
    }

    final boolean value(Object value) {
        if (value instanceof Long whole) {
            return integer(whole);
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof String text) {
            return text(text);
        }
        return value instanceof Boolean flag ? bool(flag) : time((Instant) value);
    }
}

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

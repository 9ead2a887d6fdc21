// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** The tests on single values that rules and conditions are made of. */
final class CellTests {
    private CellTests() {}

    /** A number between two ends, each of which may be absent or strict; a text counts by the number it reads as. */
    static CellTest range(Optional<Object> min, boolean minStrict, Optional<Object> max, boolean maxStrict) {
        return new Range(min, minStrict, max, maxStrict);
    }

    static CellTest in(List<Object> values) {
        return new In(values);
    }

    static CellTest not(CellTest test) {
        return new CellTest() {
            @Override
            boolean number(double value) {
                return !test.number(value);
            }

            @Override
            boolean integer(long value) {
                return !test.integer(value);
            }

            @Override
            boolean text(String value) {
                return !test.text(value);
            }

            @Override
            boolean bool(boolean value) {
                return !test.bool(value);
            }

            @Override
            boolean time(Instant value) {
                return !test.time(value);
            }
        };
    }

    static CellTest matches(String regex) {
        return new RegexTest(regex, true);
    }

    static CellTest finds(String regex) {
        return new RegexTest(regex, false);
    }

    /** Texts of so many Unicode code points. */
    static CellTest length(long min, long max) {
        return new OnText() {
            @Override
            boolean text(String value) {
                int length = value.codePointCount(0, value.length());
                return length >= min && length <= max;
            }
        };
    }

    /** Values that are not NaN; with {@code finite} not infinite either. */
    static CellTest notNan(boolean finite) {
        return new CellTest() {
            @Override
            boolean number(double value) {
                return finite ? Double.isFinite(value) : !Double.isNaN(value);
            }

            @Override
            boolean text(String value) {
                OptionalDouble number = Texts.parseNumber(value);
                return number.isPresent() && number(number.getAsDouble());
            }
        };
    }

    static CellTest during(Instant from, Instant to) {
        return new CellTest() {
            @Override
            boolean number(double value) {
                return false;
            }

            @Override
            boolean text(String value) {
                return Types.parseTime(value).map(this::time).orElse(false);
            }

            @Override
            boolean time(Instant value) {
                return !value.isBefore(from) && !value.isAfter(to);
            }
        };
    }

    /** Compares two values by their order; empty when they are of kinds that have no common order, or one is NaN. */
    static Optional<Integer> compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Optional.of(Long.compare(a, b));
        }
        if (left instanceof Number a && right instanceof Number b) {
            double x = a.doubleValue();
            double y = b.doubleValue();
            return Double.isNaN(x) || Double.isNaN(y) ? Optional.empty() : Optional.of(x < y ? -1 : x > y ? 1 : 0);
        }
        if (left instanceof String a && right instanceof String b) {
            return Optional.of(Integer.signum(a.compareTo(b)));
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return Optional.of(Boolean.compare(a, b));
        }
        return left instanceof Instant a && right instanceof Instant b
                ? Optional.of(Integer.signum(a.compareTo(b)))
                : Optional.empty();
    }

    /** A test on texts that sees every other value in the form in which it is printed. */
    abstract static class OnText extends CellTest {
        @Override
        final boolean number(double value) {
            return text(String.valueOf(value));
        }

        @Override
        final boolean integer(long value) {
            return text(String.valueOf(value));
        }
    }

    private static final class Range extends CellTest {
        private final double min;
        private final double max;
        private final long wholeMin;
        private final long wholeMax;

        Range(Optional<Object> min, boolean minStrict, Optional<Object> max, boolean maxStrict) {
            // Above a bound is from its upper neighbour on.
            this.min = min.map(m -> ((Number) m).doubleValue())
                    .map(m -> minStrict ? Math.nextUp(m) : m)
                    .orElse(Double.NEGATIVE_INFINITY);
            this.max = max.map(m -> ((Number) m).doubleValue())
                    .map(m -> maxStrict ? Math.nextDown(m) : m)
                    .orElse(Double.POSITIVE_INFINITY);
            // Whole numbers are compared as such: beyond 2^53 a double would not tell neighbours apart.
            this.wholeMin = min.map(m -> wholeMin(m, minStrict)).orElse(Long.MIN_VALUE);
            this.wholeMax = max.map(m -> wholeMax(m, maxStrict)).orElse(Long.MAX_VALUE);
        }

        private static long wholeMin(Object min, boolean strict) {
            if (min instanceof Long whole) {
                return strict && whole < Long.MAX_VALUE ? whole + 1 : whole;
            }
            double bound = (Double) min;
            return strict && bound == Math.rint(bound) ? (long) bound + 1 : (long) Math.ceil(bound);
        }

        private static long wholeMax(Object max, boolean strict) {
            if (max instanceof Long whole) {
                return strict && whole > Long.MIN_VALUE ? whole - 1 : whole;
            }
            double bound = (Double) max;
            return strict && bound == Math.rint(bound) ? (long) bound - 1 : (long) Math.floor(bound);
        }

        @Override
        boolean number(double value) {
            return value >= min && value <= max;
        }

        // The loops are here once more so that the compiler sees which test they make.
        @Override
        int failures(double[] values, int size, int[] places) {
            int count = 0;
            for (int i = 0; i < size; i++) {
                double value = values[i];
                places[count] = i;
                count += value >= min && value <= max ? 0 : 1;
            }
            return count;
        }

        @Override
        int failures(long[] values, int size, int[] places) {
            int count = 0;
            for (int i = 0; i < size; i++) {
                long value = values[i];
                places[count] = i;
                count += value >= wholeMin && value <= wholeMax ? 0 : 1;
            }
            return count;
        }

        @Override
        boolean integer(long value) {
            return value >= wholeMin && value <= wholeMax;
        }

        @Override
        boolean text(String value) {
            OptionalDouble number = Texts.parseNumber(value);
            return number.isPresent() && number(number.getAsDouble());
        }
    }

    private static final class In extends CellTest {
        private final Set<String> texts = new HashSet<>();
        private final long[] whole;
        private final double[] numbers;

        In(List<Object> values) {
            values.stream().filter(String.class::isInstance).forEach(v -> texts.add((String) v));
            this.whole = values.stream()
                    .filter(Long.class::isInstance)
                    .mapToLong(v -> (Long) v)
                    .sorted()
                    .toArray();
            this.numbers = values.stream()
                    .filter(Number.class::isInstance)
                    // Adding zero makes -0.0 and 0.0 the same member.
                    .mapToDouble(v -> ((Number) v).doubleValue() + 0.0)
                    .sorted()
                    .toArray();
        }

        @Override
        boolean number(double value) {
            return Arrays.binarySearch(numbers, value + 0.0) >= 0;
        }

        @Override
        boolean integer(long value) {
            return Arrays.binarySearch(whole, value) >= 0;
        }

        @Override
        boolean text(String value) {
            if (texts.contains(value)) {
                return true;
            }
            if (numbers.length == 0) {
                return false;
            }
            OptionalLong exact = Texts.parseInteger(value);
            if (exact.isPresent()) {
                return integer(exact.getAsLong());
            }
            OptionalDouble number = Texts.parseNumber(value);
            return number.isPresent() && number(number.getAsDouble());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import dev.holdfast.data.ColumnType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Numbers, whole numbers or times with a distribution that is given by evenly spaced quantiles, between which it is
 * linear. Times count as seconds since 1970.
 */
final class Numbers implements Values {
    private static final int DIGITS = 17;
    private static final long RANKS = 1L << 20;

    private final ColumnType type;
    private final double[] quantiles;
    private final double step;
    private final List<Object> odd;
    private final double oddShare;

    /** Quantiles in rising order, two at least; {@code odd} are NaN and infinities, drawn in this share of the rows. */
    Numbers(ColumnType type, double[] quantiles, List<Object> odd, double oddShare) {
        this.type = type;
        this.quantiles = quantiles.clone();
        this.odd = List.copyOf(odd);
        this.oddShare = odd.isEmpty() ? 0 : oddShare;
        double range = last() - quantiles[0];
        this.step = range > 0 && Double.isFinite(range) ? Math.pow(10, Math.floor(Math.log10(range / 1000))) : 0;
    }

    private double last() {
        return quantiles[quantiles.length - 1];
    }

    @Override
    public Object draw(SplittableRandom random) {
        if (oddShare > 0 && random.nextDouble() < oddShare) {
            return odd.get(random.nextInt(odd.size()));
        }
        return value(rounded(quantile(random.nextDouble())));
    }

    private double quantile(double p) {
        double position = p * (quantiles.length - 1);
        int below = Math.min((int) position, quantiles.length - 2);
        double share = position - below;
        return quantiles[below] * (1 - share) + quantiles[below + 1] * share;
    }

    /** The number to about a thousandth of the range, so that a person can read the row; within the range. */
    private double rounded(double number) {
        if (step == 0) {
            return number;
        }
        double near = step < 1
                ? Math.rint(number * Math.rint(1 / step)) / Math.rint(1 / step)
                : Math.rint(number / step) * step;
        return Math.max(quantiles[0], Math.min(last(), near));
    }

    /** The number as a value of the column; whole ones stay within the range. */
    private Object value(double number) {
        return switch (type) {
            case INTEGER -> {
                long whole = Math.round(number);
                boolean low = whole < quantiles[0];
                boolean high = whole > last();
                yield low ? (Object) (long) Math.ceil(quantiles[0]) : high ? (long) Math.floor(last()) : whole;
            }
            case TIME -> Instant.ofEpochSecond((long) Math.floor(number));
            default -> number + 0.0; // no negative zero
        };
    }

    private double number(Object value) {
        return value instanceof Instant time
                ? (double) time.getEpochSecond() + time.get(ChronoField.NANO_OF_SECOND) / 1e9
                : ((Number) value).doubleValue();
    }

    @Override
    public Object typical() {
        return value(rounded(quantile(0.5)));
    }

    @Override
    public List<Object> edges() {
        Set<Object> edges = new LinkedHashSet<>();
        edges.add(value(quantiles[0]));
        edges.add(value(last()));
        for (double each : new double[] {0, 1, -1}) {
            if (type != ColumnType.TIME && inRange(each)) {
                edges.add(value(each));
            }
        }
        edges.addAll(odd);
        edges.remove(typical());
        return List.copyOf(edges);
    }

    private boolean inRange(double number) {
        return number >= quantiles[0] && number <= last();
    }

    @Override
    public List<Object> simpler(Object value) {
        Set<Object> candidates = new LinkedHashSet<>();
        candidates.add(typical());
        double number = number(value);
        if (Double.isFinite(number)) {
            addIfInRange(candidates, 0);
            for (int digits = 1; digits <= 3; digits++) {
                BigDecimal exact = new BigDecimal(number);
                addIfInRange(
                        candidates,
                        exact.round(new MathContext(digits, RoundingMode.DOWN)).doubleValue());
                addIfInRange(
                        candidates,
                        exact.round(new MathContext(digits, RoundingMode.UP)).doubleValue());
            }
            addIfInRange(candidates, rounded(number / 2 + number(typical()) / 2));
        }
        long limit = complexity(value);
        List<Object> simpler = new ArrayList<>();
        for (Object candidate : candidates) {
            if (complexity(candidate) < limit) {
                simpler.add(candidate);
            }
        }
        return simpler;
    }

    private void addIfInRange(Set<Object> candidates, double number) {
        if (inRange(number)) {
            candidates.add(value(number));
        }
    }

    /** Fewer digits first, then nearness to the typical value. */
    @Override
    public long complexity(Object value) {
        Object typical = typical();
        if (value.equals(typical)) {
            return 0;
        }
        double number = number(value);
        if (!Double.isFinite(number)) {
            return 1L << 40;
        }
        double range = Math.max(last() - quantiles[0], Double.MIN_NORMAL);
        double distance = Math.min(1, Math.abs(number - number(typical)) / range);
        return 1 + digits(number) * RANKS + (long) (distance * (RANKS - 1));
    }

    private static long digits(double number) {
        return number == 0
                ? 0
                : Math.min(
                        DIGITS, BigDecimal.valueOf(number).stripTrailingZeros().precision());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** A numeric axis: round tick values and the position of a value between two pixels. */
final class Axis {
    private final double low;
    private final double high;
    private final double step;
    private final double from;
    private final double to;

    private Axis(double low, double high, double step, double from, double to) {
        this.low = low;
        this.high = high;
        this.step = step;
        this.from = from;
        this.to = to;
    }

    /** An axis over the finite values, widened to round numbers; {@code from} and {@code to} are its ends in pixels. */
    static Axis over(DoubleStream values, int ticks, double from, double to) {
        double[] finite = values.filter(Double::isFinite).toArray();
        double min = finite.length == 0 ? 0 : DoubleStream.of(finite).min().orElse(0);
        double max = finite.length == 0 ? 1 : DoubleStream.of(finite).max().orElse(1);
        if (min == max) {
            double pad = min == 0 ? 1 : Math.abs(min) / 10;
            min -= min > 0 && min - pad < 0 ? min : pad;
            max += pad;
        }
        double step = niceStep((max - min) / ticks);
        return new Axis(Math.floor(min / step + 1e-9) * step, Math.ceil(max / step - 1e-9) * step, step, from, to);
    }

    private static double niceStep(double raw) {
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double fraction = raw / power;
        double nice = fraction <= 1 ? 1 : fraction <= 2 ? 2 : fraction <= 2.5 ? 2.5 : fraction <= 5 ? 5 : 10;
        return nice * power;
    }

    /** Infinite values are drawn at the end of the axis. */
    double pixel(double value) {
        double inside = Math.min(high, Math.max(low, value));
        return from + (inside - low) / (high - low) * (to - from);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        int count = (int) Math.round((high - low) / step);
        for (int i = 0; i <= count; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /** The text of a tick; what is only rounding noise around zero is zero. */
    static String label(double value) {
        return Math.abs(value) < 1e-12 ? "0" : Estimate.number(value);
    }
}

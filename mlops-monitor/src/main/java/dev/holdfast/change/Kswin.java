// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.KolmogorovSmirnovTest;
import java.util.Arrays;

/**
 * KSWIN: the last values of a sliding window against all older ones, by the Kolmogorov-Smirnov test.
 *
 * <p>With {@code D} the largest distance between the distributions of the last {@code recent} values and the {@code window -
 * recent} before them, a change is a two-sided p-value of at most {@code alpha} and {@code D > 0.1}. The p-value is exact,
 * ties apart; the smallest distance that reaches alpha is found once, so a value costs one insertion into each sorted part.
 * Takes any finite value and finds any change of the distribution.
 *
 * <p>Reference: Raab, Heusinger and Schleif 2020, Reactive soft prototype computing for concept drift streams,
 * Neurocomputing 416. There the older part is a random sample of as many values as the recent one; here it is the whole
 * older part, which is the more powerful and needs no chance.
 */
public final class Kswin extends Detector {
    private static final double SMALLEST_DISTANCE = 0.1;

    private final double alpha;
    private final int window;
    private final int recent;
    private final long critical;
    private final double[] ring;
    private final double[] older;
    private final double[] newer;
    private long n;

    private Kswin(double alpha, int window, int recent) {
        this(
                alpha,
                window,
                recent,
                critical(
                        inside("alpha", alpha, 0, 1),
                        atLeast("window", window, recent + 2),
                        atLeast("recent", recent, 2)));
    }

    private Kswin(double alpha, int window, int recent, long critical) {
        this.alpha = alpha;
        this.window = window;
        this.recent = recent;
        this.critical = critical;
        this.ring = new double[window];
        this.older = new double[window - recent];
        this.newer = new double[recent];
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: alpha 0.005, a window of 100 values, of which 30 are the last ones
     */
    public static Kswin withDefaults() {
        return new Kswin(0.005, 100, 30);
    }

    /**
     * Returns a fresh detector with another level.
     *
     * @param value the p-value at which it is a change, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Kswin withAlpha(double value) {
        return new Kswin(value, window, recent);
    }

    /**
     * Returns a fresh detector with other lengths.
     *
     * @param all the length of the window, at least two more than the last values
     * @param last how many values are the last ones, at least 2
     * @return the detector
     * @throws IllegalArgumentException when one is outside
     */
    public Kswin withWindow(int all, int last) {
        return new Kswin(alpha, all, last);
    }

    /** Returns the smallest D n1 n2 that is a change: the p-value falls as the distance grows. */
    private static long critical(double alpha, int window, int recent) {
        int n1 = window - recent;
        long[] distances = new long[(n1 + 1) * (recent + 1)];
        for (int a = 0, i = 0; a <= n1; a++) {
            for (int b = 0; b <= recent; b++) {
                distances[i++] = Math.abs((long) a * recent - (long) b * n1);
            }
        }
        Arrays.sort(distances);
        int from = 0;
        int to = distances.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (pValue(distances[middle], n1, recent) <= alpha) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from == distances.length ? Long.MAX_VALUE : distances[from];
    }

    /** Asks for the p-value of a distance by two bins that have it. */
    private static double pValue(long distance, int n1, int n2) {
        for (int a = 0; a <= n1; a++) {
            for (int b = 0; b <= n2; b++) {
                if (Math.abs((long) a * n2 - (long) b * n1) == distance) {
                    return KolmogorovSmirnovTest.withDefaults()
                            .testCounts(new long[] {a, n1 - a}, new long[] {b, n2 - b})
                            .pValue()
                            .estimate()
                            .map(Estimate::point)
                            .orElse(1.0);
                }
            }
        }
        return 1;
    }

    @Override
    void restart() {
        n = 0;
    }

    @Override
    ChangeState next(double value) {
        int slot = (int) (n % window);
        double normal = value + 0.0;
        if (n >= window) {
            // The oldest value leaves; the oldest of the last ones becomes the newest of the older ones.
            double passing = ring[(int) ((n - recent) % window)];
            replace(older, ring[slot], passing);
            replace(newer, passing, normal);
            ring[slot] = normal;
            n++;
        } else {
            ring[slot] = normal;
            n++;
            if (n == window) {
                System.arraycopy(ring, 0, older, 0, older.length);
                System.arraycopy(ring, older.length, newer, 0, newer.length);
                Arrays.sort(older);
                Arrays.sort(newer);
            }
        }
        if (n < window) {
            return ChangeState.STABLE;
        }
        long distance = distance();
        boolean large = (double) distance / ((double) older.length * newer.length) > SMALLEST_DISTANCE;
        return state(large && distance >= critical, false);
    }

    private static void replace(double[] sorted, double out, double in) {
        int from = Arrays.binarySearch(sorted, out);
        int to = Arrays.binarySearch(sorted, in);
        int place = to < 0 ? -to - 1 : to;
        if (place > from) {
            System.arraycopy(sorted, from + 1, sorted, from, place - from - 1);
            sorted[place - 1] = in;
        } else {
            System.arraycopy(sorted, place, sorted, place + 1, from - place);
            sorted[place] = in;
        }
    }

    private long distance() {
        int i = 0;
        int j = 0;
        long largest = 0;
        while (i < older.length && j < newer.length) {
            double value = Math.min(older[i], newer[j]);
            while (i < older.length && older[i] == value) {
                i++;
            }
            while (j < newer.length && newer[j] == value) {
                j++;
            }
            largest = Math.max(largest, Math.abs((long) i * newer.length - (long) j * older.length));
        }
        return largest;
    }

    @Override
    double[] save() {
        double[] own = Arrays.copyOf(ring, window + 1);
        own[window] = n;
        return own;
    }

    @Override
    void load(double[] own) {
        System.arraycopy(own, 0, ring, 0, window);
        n = (long) own[window];
        if (n >= window) {
            for (int i = 0; i < window; i++) {
                double value = ring[(int) ((n + i) % window)];
                if (i < older.length) {
                    older[i] = value;
                } else {
                    newer[i - older.length] = value;
                }
            }
            Arrays.sort(older);
            Arrays.sort(newer);
        }
    }

    @Override
    public String toString() {
        return "Kswin.withDefaults().withAlpha(" + alpha + ").withWindow(" + window + ", " + recent + ")";
    }
}

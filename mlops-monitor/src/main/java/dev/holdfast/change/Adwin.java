// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

/**
 * ADWIN: a window that grows while its values agree and is cut where two parts of it differ.
 *
 * <p>The window is kept as an exponential histogram: buckets of {@code 2^row} values, at most {@code buckets} a row, each
 * with its total and its sum of squared deviations. Every {@code clock} values each boundary between buckets is tried: parts
 * of {@code n0} and {@code n1} values differ when {@code |mean0 - mean1| > sqrt(2 m v d) + 2/3 m d} with {@code d = ln(2
 * ln(n) / delta)}, {@code v} the variance of the window and {@code m = 1/(n0 - 4) + 1/(n1 - 4)}. Then the oldest bucket is
 * dropped and all is tried again. Takes any finite value; the bound is meant for values in [0, 1].
 *
 * <p>After a change the newer part of the window is kept. Memory is logarithmic in the length of the window.
 *
 * <p>Reference: Bifet and Gavaldà 2007, Learning from time-changing data with adaptive windowing, SDM, 443-448. Parts of
 * fewer than 5 values are not compared. {@link #withEveryCut} and {@link #withRestart} give the behaviour of river 0.19.
 */
public final class Adwin extends Detector {
    private static final int ROWS = 48;
    private static final int SHORTEST = 5;
    private static final int GRACE = 10;

    private final double delta;
    private final int clock;
    private final int buckets;
    private final boolean everyCut;
    private final boolean restart;
    /** For each row, oldest first: how many buckets, their totals and their sums of squared deviations. */
    private final int[] used = new int[ROWS];

    private final double[][] totals;
    private final double[][] squares;
    private int rows;
    private long ticks;
    private double width;
    private double total;
    private double squared;

    private Adwin(double delta, int clock, int buckets, boolean everyCut, boolean restart) {
        this.delta = inside("delta", delta, 0, 1);
        this.clock = atLeast("clock", clock, 1);
        this.buckets = atLeast("buckets", buckets, 2);
        this.everyCut = everyCut;
        this.restart = restart;
        this.totals = new double[ROWS][buckets + 1];
        this.squares = new double[ROWS][buckets + 1];
        restart();
    }

    /**
     * Returns a detector with the settings of the reference.
     *
     * @return the detector: delta 0.002, tried every 32 values, 5 buckets a row
     */
    public static Adwin withDefaults() {
        return new Adwin(0.002, 32, 5, true, false);
    }

    /**
     * Returns a fresh detector with another confidence.
     *
     * @param value the confidence of the bound, in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Adwin withDelta(double value) {
        return new Adwin(value, clock, buckets, everyCut, restart);
    }

    /**
     * Returns a fresh detector that tries its cuts more or less often.
     *
     * @param value every how many values, at least 1
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Adwin withClock(int value) {
        return new Adwin(delta, value, buckets, everyCut, restart);
    }

    /**
     * Returns a fresh detector with another number of buckets a row.
     *
     * @param value the number, at least 2; more give finer cuts and more work
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public Adwin withBuckets(int value) {
        return new Adwin(delta, clock, value, everyCut, restart);
    }

    /**
     * Returns a fresh detector that tries every boundary between buckets, or passes over the newest bucket of each row.
     *
     * @param value true, as in the reference, to try every one; false as river 0.19 does
     * @return the detector
     */
    public Adwin withEveryCut(boolean value) {
        return new Adwin(delta, clock, buckets, value, restart);
    }

    /**
     * Returns a fresh detector that forgets the whole window after a change, or keeps the newer part.
     *
     * @param value true to forget, as river 0.19 does; false, as in the reference, to keep
     * @return the detector
     */
    public Adwin withRestart(boolean value) {
        return new Adwin(delta, clock, buckets, everyCut, value);
    }

    /**
     * Returns the number of values in the window.
     *
     * @return the number of values
     */
    public long width() {
        return (long) width;
    }

    /**
     * Returns the mean of the window.
     *
     * @return the mean; 0 for an empty window
     */
    public double mean() {
        return width == 0 ? 0 : total / width;
    }

    /**
     * Returns the sum of squared deviations from the mean of the window.
     *
     * @return the sum, at least 0 but for rounding
     */
    public double squaredDeviations() {
        return squared;
    }

    @Override
    void restart() {
        java.util.Arrays.fill(used, 0);
        rows = 1;
        ticks = 0;
        width = 0;
        total = 0;
        squared = 0;
    }

    @Override
    void afterChange() {
        if (restart) {
            restart();
        }
    }

    @Override
    ChangeState next(double value) {
        width++;
        if (width > 1) {
            double off = value - total / (width - 1);
            squared += (width - 1) * off * off / width;
        }
        total += value;
        append(0, value, 0);
        compress();
        ticks++;
        boolean change = false;
        if (ticks % clock == 0 && width > GRACE) {
            while (cut()) {
                change = true;
                dropOldest();
            }
        }
        return state(change, false);
    }

    private void append(int row, double sum, double deviations) {
        totals[row][used[row]] = sum;
        squares[row][used[row]] = deviations;
        used[row]++;
    }

    private void compress() {
        for (int row = 0; row < rows && used[row] > buckets; row++) {
            double n = size(row);
            double off = totals[row][0] / n - totals[row][1] / n;
            double sum = totals[row][0] + totals[row][1];
            double deviations = squares[row][0] + squares[row][1] + n * n * off * off / (n + n);
            shift(row, 2);
            if (row + 1 == rows) {
                rows++;
            }
            append(row + 1, sum, deviations);
        }
    }

    private void shift(int row, int by) {
        used[row] -= by;
        System.arraycopy(totals[row], by, totals[row], 0, used[row]);
        System.arraycopy(squares[row], by, squares[row], 0, used[row]);
    }

    private static double size(int row) {
        return Math.scalb(1.0, row);
    }

    /** Tells whether some boundary divides the window into two parts that differ. */
    private boolean cut() {
        double n0 = 0;
        double n1 = width;
        double u0 = 0;
        double u1 = total;
        double d = Math.log(2 * Math.log(width) / delta);
        for (int row = rows - 1; row >= 0; row--) {
            int last = everyCut ? used[row] : used[row] - 1;
            for (int i = 0; i < last; i++) {
                n0 += size(row);
                n1 -= size(row);
                u0 += totals[row][i];
                u1 -= totals[row][i];
                if (n0 >= SHORTEST && n1 >= SHORTEST && differ(u0 / n0 - u1 / n1, n0, n1, d)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean differ(double difference, double n0, double n1, double d) {
        double m = 1 / (n0 - SHORTEST + 1) + 1 / (n1 - SHORTEST + 1);
        return Math.abs(difference) > Math.sqrt(2 * m * (squared / width) * d) + 2.0 / 3 * d * m;
    }

    private void dropOldest() {
        int row = rows - 1;
        double n = size(row);
        double sum = totals[row][0];
        width -= n;
        total -= sum;
        double off = sum / n - total / width;
        squared -= squares[row][0] + n * width * off * off / (n + width);
        shift(row, 1);
        while (rows > 1 && used[rows - 1] == 0) {
            rows--;
        }
    }

    @Override
    double[] save() {
        int row = 1 + 2 * (buckets + 1);
        double[] own = new double[5 + ROWS * row];
        own[0] = rows;
        own[1] = ticks;
        own[2] = width;
        own[3] = total;
        own[4] = squared;
        for (int i = 0; i < ROWS; i++) {
            own[5 + i * row] = used[i];
            System.arraycopy(totals[i], 0, own, 6 + i * row, buckets + 1);
            System.arraycopy(squares[i], 0, own, 7 + i * row + buckets, buckets + 1);
        }
        return own;
    }

    @Override
    void load(double[] own) {
        int row = 1 + 2 * (buckets + 1);
        rows = (int) own[0];
        ticks = (long) own[1];
        width = own[2];
        total = own[3];
        squared = own[4];
        for (int i = 0; i < ROWS; i++) {
            used[i] = (int) own[5 + i * row];
            System.arraycopy(own, 6 + i * row, totals[i], 0, buckets + 1);
            System.arraycopy(own, 7 + i * row + buckets, squares[i], 0, buckets + 1);
        }
    }

    @Override
    public String toString() {
        return "Adwin.withDefaults().withDelta(" + delta + ").withClock(" + clock + ").withBuckets(" + buckets
                + ").withEveryCut(" + everyCut + ").withRestart(" + restart + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** The kernels of {@link Bootstrap}: draws, the jackknife and the quantiles. */
final class Resampling {
    private static final int JACKKNIFE_LIMIT = 1_000;
    private static final int JACKKNIFE_GROUPS = 200;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Resampling() {}

    static double[][] draw(
            int n,
            int size,
            int[] strata,
            long seed,
            int replicates,
            Executor executor,
            int threads,
            Bootstrap.Statistics statistics) {
        double[][] drawn = new double[size][replicates];
        int[] order = orderOf(strata);
        int[] ends = endsOf(strata, order);
        Work work = new Work(replicates, () -> {
            int[] counts = new int[n];
            double[] values = new double[size];
            return replicate -> {
                resample(counts, order, ends, mix(seed + GOLDEN * (replicate + 1L)));
                statistics.compute(counts, values);
                for (int s = 0; s < size; s++) {
                    drawn[s][replicate] = values[s];
                }
            };
        });
        work.run(executor, threads);
        return drawn;
    }

    private static void resample(int[] counts, int[] order, int[] ends, long state) {
        Arrays.fill(counts, 0);
        long s = state;
        if (ends.length == 0) {
            int n = counts.length;
            for (int i = 0; i < n; i++) {
                s += GOLDEN;
                counts[bounded(mix(s), n)]++;
            }
            return;
        }
        int from = 0;
        for (int end : ends) {
            for (int i = from; i < end; i++) {
                s += GOLDEN;
                counts[order[from + bounded(mix(s), end - from)]]++;
            }
            from = end;
        }
    }

    /** Brings labels into a random order that the seed, the index of the permutation and their order so far determine. */
    static void shuffle(int[] labels, long seed, int permutation) {
        long state = mix(seed + permutation);
        for (int i = labels.length - 1; i > 0; i--) {
            state = mix(state + i);
            int j = bounded(state, i + 1);
            int swap = labels[i];
            labels[i] = labels[j];
            labels[j] = swap;
        }
    }

    /** The upper half of a product: unbiased up to {@code n / 2^63}. */
    private static int bounded(long random, int n) {
        return (int) Math.multiplyHigh(random >>> 1, 2L * n);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    private static int[] orderOf(int[] strata) {
        return Sorting.order(Arrays.stream(strata).asDoubleStream().toArray());
    }

    private static int[] endsOf(int[] strata, int[] order) {
        int[] ends = new int[order.length];
        int count = 0;
        for (int i = 1; i <= order.length; i++) {
            if (i == order.length || strata[order[i]] != strata[order[i - 1]]) {
                ends[count++] = i;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    static double[][] jackknife(int n, int size, int[] strata, long seed, Bootstrap.Statistics statistics) {
        int groups = n <= JACKKNIFE_LIMIT ? n : JACKKNIFE_GROUPS;
        // A random order, so that groups do not follow an order of the rows; within strata dealt out in turn.
        double[] keys = new double[n];
        for (int i = 0; i < n; i++) {
            double random = (mix(seed ^ (GOLDEN * (i + 1L))) >>> 11) * 0x1.0p-53;
            keys[i] = strata.length == 0 ? random : strata[i] + random / 2;
        }
        int[] order = n == groups ? new int[0] : Sorting.order(keys);
        double[][] left = new double[size][groups];
        int[] counts = new int[n];
        double[] values = new double[size];
        for (int g = 0; g < groups; g++) {
            Arrays.fill(counts, 1);
            for (int i = g; i < n; i += groups) {
                counts[order.length == 0 ? i : order[i]] = 0;
            }
            statistics.compute(counts, values);
            for (int s = 0; s < size; s++) {
                left[s][g] = values[s];
            }
        }
        return left;
    }

    /** The level that BCa reads in place of {@code level}. */
    static double adjusted(double level, double point, double[] sorted, double[] jackknife) {
        int below = 0;
        int equal = 0;
        for (double value : sorted) {
            below += value < point ? 1 : 0;
            equal += value == point ? 1 : 0;
        }
        double share = (below + 0.5 * equal) / sorted.length;
        if (share <= 0 || share >= 1) {
            return level;
        }
        double bias = NORMAL.inverseCumulativeProbability(share);
        double acceleration = acceleration(jackknife);
        double z = bias + NORMAL.inverseCumulativeProbability(level);
        double shrink = 1 - acceleration * z;
        return shrink <= 0 ? level : NORMAL.cumulativeProbability(bias + z / shrink);
    }

    private static double acceleration(double[] jackknife) {
        double mean =
                Arrays.stream(jackknife).filter(Double::isFinite).average().orElse(0);
        double square = 0;
        double cube = 0;
        for (double value : jackknife) {
            double influence = Double.isFinite(value) ? mean - value : 0;
            square += influence * influence;
            cube += influence * influence * influence;
        }
        return square == 0 ? 0 : cube / (6 * Math.pow(square, 1.5));
    }

    /** The quantile by linear interpolation (type 7). */
    static double quantile(double[] sorted, double level) {
        double position = Math.min(Math.max(level, 0), 1) * (sorted.length - 1);
        int below = (int) position;
        if (below >= sorted.length - 1) {
            return sorted[sorted.length - 1];
        }
        double share = position - below;
        if (Double.isInfinite(sorted[below]) || Double.isInfinite(sorted[below + 1])) {
            return sorted[share < 0.5 ? below : below + 1]; // nothing lies between a number and infinity
        }
        return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
    }

    private interface Worker {
        void run(int index);
    }

    private interface Workers {
        Worker create();
    }

    /** Indexes that any number of threads take in turn; the thread that asked works too and waits for the others. */
    private static final class Work {
        private final int size;
        private final Workers workers;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final CountDownLatch done;

        Work(int size, Workers workers) {
            this.size = size;
            this.workers = workers;
            this.done = new CountDownLatch(size);
        }

        void run(Executor executor, int threads) {
            for (int i = 1; i < threads; i++) {
                try {
                    executor.execute(this::take);
                } catch (RejectedExecutionException full) {
                    break; // this thread does the rest
                }
            }
            take();
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }

        private void take() {
            int index = next.getAndIncrement();
            if (index >= size) {
                return;
            }
            Worker worker = workers.create();
            while (index < size) {
                try {
                    if (failure.get() == null) {
                        worker.run(index);
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.countDown();
                }
                index = next.getAndIncrement();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.SplittableRandom;

/**
 * Random Fourier features of the Gaussian kernel: pairs {@code cos(w x), sin(w x)} for normal frequencies w, whose scalar
 * product has the kernel for its mean (Rahimi, Recht 2007, Random Features for Large-Scale Kernel Machines).
 */
final class FourierFeatures {
    private final float[][] features;
    private final double[] sum;
    private final int width;

    private FourierFeatures(float[][] features, double[] sum, int width) {
        this.features = features;
        this.sum = sum;
        this.width = width;
    }

    static FourierFeatures of(double[][] points, double sigma, int count, long seed) {
        int pairs = (count + 1) / 2;
        int dimensions = points[0].length;
        SplittableRandom random = new SplittableRandom(Resampling.mix(seed));
        double[][] frequencies = new double[pairs][dimensions];
        for (double[] frequency : frequencies) {
            for (int d = 0; d < dimensions; d++) {
                frequency[d] = random.nextGaussian() / sigma;
            }
        }
        float[][] features = new float[points.length][2 * pairs];
        double[] sum = new double[2 * pairs];
        for (int i = 0; i < points.length; i++) {
            for (int p = 0; p < pairs; p++) {
                double angle = 0;
                for (int d = 0; d < dimensions; d++) {
                    angle += frequencies[p][d] * points[i][d];
                }
                features[i][2 * p] = (float) Math.cos(angle);
                features[i][2 * p + 1] = (float) Math.sin(angle);
                sum[2 * p] += features[i][2 * p];
                sum[2 * p + 1] += features[i][2 * p + 1];
            }
        }
        return new FourierFeatures(features, sum, 2 * pairs);
    }

    /** The squared discrepancy when the points labelled 1, {@code n1} in number, are the first sample. */
    double discrepancy(int[] labels, int n1, boolean unbiased) {
        double[] first = new double[width];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 1) {
                float[] row = features[i];
                for (int f = 0; f < width; f++) {
                    first[f] += row[f];
                }
            }
        }
        double within1 = 0;
        double within2 = 0;
        double across = 0;
        for (int f = 0; f < width; f++) {
            double second = sum[f] - first[f];
            within1 += first[f] * first[f];
            within2 += second * second;
            across += first[f] * second;
        }
        // cos^2 + sin^2 is 1: a point with itself has the kernel 1, as it must.
        double scale = 2.0 / width;
        double n2 = labels.length - (double) n1;
        double cross = 2 * scale * across / (n1 * n2);
        return unbiased
                ? (scale * within1 - n1) / (n1 * (n1 - 1.0)) + (scale * within2 - n2) / (n2 * (n2 - 1)) - cross
                : scale * within1 / ((double) n1 * n1) + scale * within2 / (n2 * n2) - cross;
    }
}

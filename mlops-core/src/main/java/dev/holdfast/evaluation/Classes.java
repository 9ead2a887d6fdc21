// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.function.IntToDoubleFunction;

/** What the confusion matrix of several classes says. NaN where nothing is. */
final class Classes {
    private final double[][] confusion;
    private final double[] trueTotal;
    private final double[] predictedTotal;
    private double total;

    Classes(MulticlassSample sample) {
        confusion = sample.confusion();
        trueTotal = new double[confusion.length];
        predictedTotal = new double[confusion.length];
        for (int i = 0; i < confusion.length; i++) {
            for (int j = 0; j < confusion.length; j++) {
                trueTotal[i] += confusion[i][j];
                predictedTotal[j] += confusion[i][j];
                total += confusion[i][j];
            }
        }
    }

    double trace() {
        double trace = 0;
        for (int i = 0; i < confusion.length; i++) {
            trace += confusion[i][i];
        }
        return trace;
    }

    double trueTotal(int label) {
        return trueTotal[label];
    }

    double accuracy() {
        return trace() / total;
    }

    double precision(int label) {
        return confusion[label][label] / predictedTotal[label];
    }

    double recall(int label) {
        return confusion[label][label] / trueTotal[label];
    }

    double f1(int label) {
        return 2 * confusion[label][label] / (trueTotal[label] + predictedTotal[label]);
    }

    double balancedAccuracy() {
        double sum = 0;
        int present = 0;
        for (int i = 0; i < confusion.length; i++) {
            if (trueTotal[i] > 0) {
                sum += recall(i);
                present++;
            }
        }
        return sum / present;
    }

    double macro(IntToDoubleFunction ofLabel) {
        double sum = 0;
        for (int i = 0; i < confusion.length; i++) {
            double value = ofLabel.applyAsDouble(i);
            sum += Double.isNaN(value) ? 0 : value;
        }
        return total == 0 ? Double.NaN : sum / confusion.length;
    }

    double weighted(IntToDoubleFunction ofLabel) {
        double sum = 0;
        for (int i = 0; i < confusion.length; i++) {
            double value = ofLabel.applyAsDouble(i);
            sum += Double.isNaN(value) ? 0 : value * trueTotal[i];
        }
        return sum / total;
    }

    double kappa(int power) {
        double seen = 0;
        double chance = 0;
        for (int i = 0; i < confusion.length; i++) {
            for (int j = 0; j < confusion.length; j++) {
                double weight = i == j ? 0 : Math.pow(Math.abs(i - j), power);
                seen += weight * confusion[i][j];
                chance += weight * trueTotal[i] * predictedTotal[j] / total;
            }
        }
        return 1 - seen / chance;
    }

    double matthews() {
        double both = 0;
        double trueSquare = 0;
        double predictedSquare = 0;
        for (int i = 0; i < confusion.length; i++) {
            both += trueTotal[i] * predictedTotal[i];
            trueSquare += trueTotal[i] * trueTotal[i];
            predictedSquare += predictedTotal[i] * predictedTotal[i];
        }
        double square = total * total;
        return (trace() * total - both) / Math.sqrt((square - trueSquare) * (square - predictedSquare));
    }
}

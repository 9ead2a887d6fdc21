// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import java.util.Arrays;

/**
 * A tree in arrays with one number a leaf; {@code features[node]} is a position, or -1 for a leaf. Node 0 is the root. A
 * value above the threshold goes to {@code above}, every other one to {@code others}.
 */
final class ValueTree {
    private final int[] features;
    private final double[] thresholds;
    private final int[] above;
    private final int[] others;
    private final double[] least;
    private final double[] most;

    ValueTree(int[] features, double[] thresholds, int[] above, int[] others, double[] values) {
        this.features = features;
        this.thresholds = thresholds;
        this.above = above;
        this.others = others;
        this.least = values.clone();
        this.most = values.clone();
        bound(0);
    }

    private void bound(int node) {
        if (isLeaf(node)) {
            return;
        }
        bound(above[node]);
        bound(others[node]);
        least[node] = Math.min(least[above[node]], least[others[node]]);
        most[node] = Math.max(most[above[node]], most[others[node]]);
    }

    boolean isLeaf(int node) {
        return features[node] < 0;
    }

    int feature(int node) {
        return features[node];
    }

    double threshold(int node) {
        return thresholds[node];
    }

    int above(int node) {
        return above[node];
    }

    int others(int node) {
        return others[node];
    }

    /** The smallest number of the leaves below a node. */
    double least(int node) {
        return least[node];
    }

    /** The largest number of the leaves below a node. */
    double most(int node) {
        return most[node];
    }

    /** The thresholds at which a feature is split, in rising order, each once. */
    double[] thresholdsOf(int feature) {
        double[] found = new double[features.length];
        int count = 0;
        for (int node = 0; node < features.length; node++) {
            if (features[node] == feature) {
                found[count++] = thresholds[node];
            }
        }
        return Arrays.stream(found, 0, count).sorted().distinct().toArray();
    }

    /** The same tree with every number's sign changed, which turns falling into rising. */
    ValueTree negated() {
        double[] values = new double[features.length];
        for (int node = 0; node < values.length; node++) {
            values[node] = isLeaf(node) ? -least[node] : 0;
        }
        return new ValueTree(features, thresholds, above, others, values);
    }
}

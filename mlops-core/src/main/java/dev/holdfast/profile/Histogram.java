// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.List;

/**
 * How many finite values fall between edges; each bin holds its left edge, the last one its right edge too.
 *
 * @param edges the edges in rising order, one more than bins
 * @param counts the number of values in each bin; whole while the column is held exactly, estimated after
 */
public record Histogram(List<Double> edges, List<Double> counts) {
    /**
     * Copies the lists and checks their sizes.
     *
     * @param edges the edges in rising order, one more than bins
     * @param counts the number of values in each bin
     * @throws IllegalArgumentException when there is not one edge more than there are bins
     */
    public Histogram {
        edges = List.copyOf(edges);
        counts = List.copyOf(counts);
        if (edges.size() != counts.size() + 1) {
            throw new IllegalArgumentException("a histogram needs one edge more than bins, got " + edges.size()
                    + " edges and " + counts.size() + " bins");
        }
    }
}

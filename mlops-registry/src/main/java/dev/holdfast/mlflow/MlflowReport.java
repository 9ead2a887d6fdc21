// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import java.util.List;

/**
 * What was carried over.
 *
 * @param runs how many runs were carried over, those that were there in part among them
 * @param present how many runs were there already as a whole
 * @param points how many values of metrics were carried over
 * @param files how many files were carried over
 * @param notes what could not be carried over as it is, and what became of it; a sentence each
 */
public record MlflowReport(long runs, long present, long points, long files, List<String> notes) {
    /**
     * Copies the list.
     *
     * @param runs how many runs were carried over, those that were there in part among them
     * @param present how many runs were there already as a whole
     * @param points how many values of metrics were carried over
     * @param files how many files were carried over
     * @param notes what could not be carried over as it is, and what became of it; a sentence each
     */
    public MlflowReport {
        notes = List.copyOf(notes);
    }
}

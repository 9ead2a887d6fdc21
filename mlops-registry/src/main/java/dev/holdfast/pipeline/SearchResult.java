// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What came of a search. The best value was picked for being the best, so it flatters: measure the winner again on data
 * that the search has not seen.
 *
 * @param results every trial with every budget that it was given, rung by rung, within one by the trial's number
 * @param best the best result among those with the largest budget; of equal ones the first; empty when no trial of that
 *     budget gave a value
 */
public record SearchResult(List<TrialResult> results, Optional<TrialResult> best) {
    /**
     * Copies the list.
     *
     * @param results every trial with every budget
     * @param best the best result
     */
    public SearchResult {
        results = List.copyOf(results);
    }

    /**
     * Returns what was spent.
     *
     * @return the sum of the budgets of all results
     */
    public long spent() {
        return results.stream().mapToLong(result -> result.trial().budget()).sum();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.util.List;
import java.util.Optional;

/**
 * Some of the runs that a search found.
 *
 * @param runs the runs, in the order of the search
 * @param next where the next page begins, or empty when these were the last
 */
public record RunPage(List<RunRecord> runs, Optional<String> next) {
    /**
     * Copies the list.
     *
     * @param runs the runs, in the order of the search
     * @param next where the next page begins, or empty when these were the last
     */
    public RunPage {
        runs = List.copyOf(runs);
    }
}

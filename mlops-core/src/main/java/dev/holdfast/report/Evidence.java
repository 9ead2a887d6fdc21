// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import dev.holdfast.stats.Measurement;
import java.util.Map;

/**
 * The result of an examination that is worth keeping beside a model version and that a gate can ask about.
 *
 * <p>Implementations are immutable.
 */
public interface Evidence {
    /**
     * Returns what kind of examination this was: {@code "contract"}, {@code "evaluation"}, {@code "fairness"},
     * {@code "drift"}.
     *
     * @return the kind, lower case
     */
    String kind();

    /**
     * Returns the conclusion.
     *
     * @return the outcome
     */
    Outcome outcome();

    /**
     * Returns the conclusion in one sentence for a person.
     *
     * @return the sentence
     */
    String summary();

    /**
     * Returns the measured quantities by name, in a stable order.
     *
     * @return the measurements, perhaps none
     */
    Map<String, Measurement> measurements();

    /**
     * Returns the whole result as a document.
     *
     * @return the report
     */
    Report report();
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import dev.holdfast.drift.DriftFinding;
import dev.holdfast.drift.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a person or a pipeline is told: one incident with all changes that are new in it.
 *
 * @param at the end of the window that raised it
 * @param severity the worst severity among the findings
 * @param findings the changes, the most severe first; at least one
 * @param window the window that raised it
 */
public record Alert(Instant at, Severity severity, List<DriftFinding> findings, WindowReport window) {
    /**
     * Copies the list.
     *
     * @param at the end of the window that raised it
     * @param severity the worst severity among the findings
     * @param findings the changes, the most severe first; at least one
     * @param window the window that raised it
     */
    public Alert {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(window, "window");
        findings = List.copyOf(findings);
    }

    /**
     * Says why, in one sentence.
     *
     * @return the most severe finding and how many more there are
     */
    public String reason() {
        int more = findings.size() - 1;
        return findings.get(0).explain()
                + (more == 0 ? "" : more == 1 ? "; and 1 more finding" : "; and " + more + " more findings");
    }
}

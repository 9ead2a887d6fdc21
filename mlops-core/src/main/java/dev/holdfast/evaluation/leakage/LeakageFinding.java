// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Measurement;
import java.util.Objects;

/**
 * What one examination for leakage found.
 *
 * @param kind what was looked for
 * @param subject the columns that it is about, or {@code "rows"}
 * @param outcome FAILED when there is a leak, INCONCLUSIVE when it could not be decided
 * @param measured the share of rows, or how well the column predicts
 * @param detail the finding in words
 */
public record LeakageFinding(Kind kind, String subject, Outcome outcome, Measurement measured, String detail) {
    /** What was looked for. */
    public enum Kind {
        /** Test rows that are training rows too. */
        SAME_ROWS,
        /** Test rows whose features are those of a training row, whatever the targets are. */
        SAME_FEATURES,
        /** Test rows of a person or thing that training rows are of too. */
        SAME_KEYS,
        /** Test rows that are older than training rows. */
        TIME_ORDER,
        /** A column that is the target under another name. */
        TARGET_COPY,
        /** A column that predicts the target by itself better than is believable. */
        SINGLE_COLUMN
    }

    /**
     * Checks that nothing is null.
     *
     * @param kind what was looked for
     * @param subject the columns that it is about, or {@code "rows"}
     * @param outcome FAILED when there is a leak, INCONCLUSIVE when it could not be decided
     * @param measured the share of rows, or how well the column predicts
     * @param detail the finding in words
     */
    public LeakageFinding {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(measured, "measured");
        Objects.requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return outcome + ": " + detail;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a comparison of all columns together found. Immutable and thread-safe.
 *
 * <p>As {@link Evidence} it passed when stable, failed when drifted and is inconclusive when there was not enough to tell.
 *
 * @param method how the sides were compared, such as {@code "domain classifier"}
 * @param verdict the conclusion
 * @param effectName what the effect is, such as {@code "AUC"}
 * @param effect the effect with its interval; undefined with the reason where there is none
 * @param pValue the probability of such an effect when nothing changed; undefined likewise
 * @param causes what each column contributes, the largest first; empty when the method does not tell
 * @param referenceRows the rows of the reference that were used
 * @param currentRows the rows of the other side that were used
 */
public record JointDrift(
        String method,
        DriftVerdict verdict,
        String effectName,
        Measurement effect,
        Measurement pValue,
        List<Cause> causes,
        long referenceRows,
        long currentRows)
        implements Evidence {
    /**
     * What a column contributes to the difference of the sides.
     *
     * @param column the column
     * @param contribution by how much the effect would shrink without it, in the effect's unit; about 0 for one that does
     *     not matter
     */
    public record Cause(String column, double contribution) {
        /**
         * Checks the column.
         *
         * @param column the column
         * @param contribution by how much the effect would shrink without it
         */
        public Cause {
            Objects.requireNonNull(column, "column");
        }
    }

    /**
     * Copies the list.
     *
     * @param method how the sides were compared
     * @param verdict the conclusion
     * @param effectName what the effect is
     * @param effect the effect with its interval
     * @param pValue the probability of such an effect when nothing changed
     * @param causes what each column contributes
     * @param referenceRows the rows of the reference that were used
     * @param currentRows the rows of the other side that were used
     */
    public JointDrift {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(effectName, "effectName");
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(pValue, "pValue");
        causes = List.copyOf(causes);
    }

    /**
     * Returns the conclusion in one sentence.
     *
     * @return such as {@code "domain classifier: AUC 0.83 [0.81, 0.85], p < 1e-12; most by income (0.21), age (0.04)"}
     */
    public String explain() {
        String first = causes.stream()
                .limit(3)
                .filter(cause -> cause.contribution() > 0)
                .map(cause -> cause.column() + " (" + Estimate.number(cause.contribution()) + ")")
                .reduce((a, b) -> a + ", " + b)
                .map(names -> "; most by " + names)
                .orElse("");
        return method + ": " + effectName + " " + effect + ", p " + pValue + " (" + referenceRows + " rows against "
                + currentRows + ")" + (verdict == DriftVerdict.DRIFTED ? first : "");
    }

    @Override
    public String kind() {
        return "joint-drift";
    }

    @Override
    public Outcome outcome() {
        return switch (verdict) {
            case STABLE -> Outcome.PASSED;
            case INSUFFICIENT -> Outcome.INCONCLUSIVE;
            case DRIFTED -> Outcome.FAILED;
        };
    }

    @Override
    public String summary() {
        return explain();
    }

    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        measurements.put(effectName.toLowerCase(Locale.ROOT).replace(' ', '-'), effect);
        measurements.put("p-value", pValue);
        causes.forEach(cause ->
                measurements.put(cause.column() + "/contribution", Estimate.exact(cause.contribution(), currentRows)));
        return measurements;
    }

    @Override
    public Report report() {
        Report.Builder report =
                Report.titled("Drift of all columns together").finding(outcome(), verdict.name(), explain());
        if (!causes.isEmpty()) {
            List<Cause> shown = causes.subList(0, Math.min(20, causes.size()));
            report.chart(new Chart.Bars(
                    "What each column contributes",
                    "column",
                    "contribution to the " + effectName,
                    shown.stream().map(Cause::column).toList(),
                    List.of(new Chart.BarSeries(
                            "contribution",
                            shown.stream().map(Cause::contribution).toList()))));
        }
        return report.build();
    }

    @Override
    public String toString() {
        return verdict + ": " + explain();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.Optional;

/** How often one rule refuses batches of good data. */
final class HeldOutScore {
    private static final double CONFIDENCE = 0.95;

    private final Rule rule;
    private final int batchRows;
    private final DataContract alone;
    private long rows;
    private long badRows;
    private long decided;
    private long refused;
    private boolean broken;

    HeldOutScore(Rule rule, int batchRows) {
        this.rule = rule;
        this.batchRows = batchRows;
        DataContract.Builder builder = DataContract.named("alone");
        rule.column()
                .ifPresentOrElse(
                        c -> builder.column(new ContractColumn(c, false, Optional.empty(), List.of(), List.of(rule))),
                        () -> builder.tableRules(List.of(rule)));
        this.alone = builder.build();
    }

    /** Takes in a batch of the number of rows that the rate is for. */
    void add(Table batch) {
        Verdict verdict = checked(batch);
        decided += verdict == Verdict.SKIPPED || verdict == Verdict.UNDECIDED ? 0 : 1;
        refused += verdict == Verdict.FAIL ? 1 : 0;
    }

    /** Takes in the rows that are left over, which tell of rules that single rows break. */
    void addRest(Table fewer) {
        checked(fewer);
    }

    private Verdict checked(Table batch) {
        ContractReport report =
                alone.start(o -> o.withoutProfile().sampleSize(0)).add(batch).report();
        long bad = report.findings().stream().mapToLong(Finding::failing).sum();
        boolean without = report.verdict() == Verdict.FAIL && isOnRows() && bad == 0; // the column is not there
        broken |= without || report.verdict() == Verdict.ERROR;
        rows += batch.rowCount();
        badRows += bad;
        return report.verdict();
    }

    private boolean isOnRows() {
        return rule.kind().isOnOneRow() && rule.modifiers().atLeast().isEmpty();
    }

    Measurement rate() {
        if (rows == 0) {
            throw new IllegalArgumentException("held-out data need at least 1 row, got 0");
        }
        if (broken) {
            return new Estimate(1, 1, 1, CONFIDENCE, rows);
        }
        if (!isOnRows()) {
            return decided == 0
                    ? new Undefined("the " + rows + " held-out rows make no batch of " + batchRows
                            + " that the rule can decide")
                    : Intervals.clopperPearson(refused, decided, CONFIDENCE);
        }
        Estimate share = Intervals.clopperPearson(badRows, rows, CONFIDENCE).orThrow();
        return new Estimate(inBatch(share.point()), inBatch(share.lower()), inBatch(share.upper()), CONFIDENCE, rows);
    }

    /** The probability that at least one row of a batch is bad, without cancellation where rows are seldom bad. */
    private double inBatch(double share) {
        return share >= 1 ? 1 : -Math.expm1(batchRows * Math.log1p(-share));
    }
}

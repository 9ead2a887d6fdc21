// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.stats.Estimate;
import java.util.BitSet;
import java.util.Optional;

/** How many values of a column are missing. */
final class MissingState extends RowState {
    private final Limit limit;

    MissingState(Rule rule, CheckContext context) {
        super(rule, context);
        this.limit = rule.kind() == RuleKind.REQUIRED ? Limit.atMost(0) : rule.limit();
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule().column().orElseThrow());
        checked(rows.cardinality());
        if (column.missingCount() == 0) {
            return;
        }
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (column.isMissing(row)) {
                fail(batch, row, column);
            }
        }
    }

    @Override
    Conclusion conclude() {
        Conclusion counts = super.conclude();
        if (counts.verdict() == Verdict.SKIPPED) {
            return Conclusion.without(Verdict.SKIPPED, rule() + " had no row to look at");
        }
        long missing = counts.failing();
        boolean holds = rule().kind() == RuleKind.REQUIRED
                ? counts.verdict() == Verdict.PASS
                : limit.containsShare(missing, counts.checked());
        String allowed = rule().kind() == RuleKind.REQUIRED
                ? rule().modifiers()
                        .atLeast()
                        .map(share -> "at least " + Texts.percent(share) + " must be there")
                        .orElse("none may be")
                : "allowed is a share of " + limit;
        return new Conclusion(
                holds ? Verdict.PASS : Verdict.FAIL,
                counts.checked(),
                missing,
                counts.sample(),
                Optional.of(Estimate.exact((double) missing / counts.checked(), counts.checked())),
                missing + " of " + counts.checked() + " values are missing (" + Texts.percent(missing, counts.checked())
                        + "); " + allowed);
    }
}

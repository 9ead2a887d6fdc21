// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A rule on single rows: how many were looked at, how many broke it, and a sample of those. */
abstract class RowState extends CheckState {
    private final Rule rule;
    private final CheckContext context;
    private final Sample sample;
    private final boolean rejects;
    private long checked;
    private long failing;
    private long open;

    RowState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.context = context;
        // A rule that lets some rows off, or that limits a share of them, does not say which rows are the bad ones.
        this.rejects = rule.kind().isOnRows()
                && rule.modifiers().severity() == Severity.FAIL
                && rule.modifiers().atLeast().isEmpty();
        this.sample = new Sample(context.sampleSize());
    }

    final Rule rule() {
        return rule;
    }

    final void checked(long rows) {
        checked += rows;
    }

    /** Counts rows of which it is not known whether they break the rule. */
    final void open(long rows) {
        open += rows;
    }

    final void fail(Batch batch, int index, Column column) {
        failing++;
        long row = batch.rowNumber(index);
        if (rejects && batch.isRejecting()) {
            batch.reject(index, new Breach(column.name(), rule.toString(), context.shown(column, index)));
        }
        if (sample.wants(row)) {
            sample.add(batch.failingRow(index, column.name(), context.shown(column, index)));
        }
    }

    final void fail(Batch batch, int index, List<Column> columns) {
        long row = batch.rowNumber(index);
        failing++;
        boolean rejected = rejects && batch.isRejecting();
        if (rejected || sample.wants(row)) {
            String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
            String values = columns.stream().map(c -> context.shown(c, index)).collect(Collectors.joining(", "));
            if (rejected) {
                batch.reject(index, new Breach(names, rule.toString(), values));
            }
            if (sample.wants(row)) {
                sample.add(batch.failingRow(index, names, values));
            }
        }
    }

    final void fail(FailingRow row) {
        failing++;
        if (sample.wants(row.row())) {
            sample.add(row);
        }
    }

    final CheckContext context() {
        return context;
    }

    @Override
    void merge(CheckState other) {
        RowState that = (RowState) other;
        checked += that.checked;
        failing += that.failing;
        open += that.open;
        sample.merge(that.sample);
    }

    @Override
    Conclusion conclude() {
        if (checked == 0) {
            return Conclusion.without(Verdict.SKIPPED, rule + " had no value to look at");
        }
        double atLeast = rule.modifiers().atLeast().orElse(1.0);
        boolean holds = Limit.compareShare(checked - failing, checked, atLeast) >= 0;
        boolean surelyHolds = Limit.compareShare(checked - failing - open, checked, atLeast) >= 0;
        List<FailingRow> rows = sample.inRowOrder();
        String tolerance = rule.modifiers()
                .atLeast()
                .map(share -> "; at least " + Texts.percent(share) + " must hold")
                .orElse("");
        String sentence = failing == 0
                ? "all " + checked + " checked rows satisfy " + rule
                : failing + " of " + checked + " checked rows (" + Texts.percent(failing, checked) + ") break " + rule
                        + tolerance + example(rows);
        if (open > 0) {
            sentence = "at least " + failing + " and at most " + (failing + open) + " of " + checked
                    + " checked rows break " + rule + tolerance + example(rows) + "; " + whyOpen();
        }
        return new Conclusion(
                surelyHolds ? Verdict.PASS : holds ? Verdict.UNDECIDED : Verdict.FAIL,
                checked,
                failing,
                rows,
                Optional.empty(),
                sentence + remark());
    }

    /** Why it is not known of some rows whether they break the rule. */
    String whyOpen() {
        return "the others could not be decided";
    }

    /** Something to add to the sentence; nothing unless a rule has more to say. */
    String remark() {
        return "";
    }

    private static String example(List<FailingRow> rows) {
        return rows.isEmpty()
                ? ""
                : "; for instance '" + Texts.visible(rows.get(0).value()) + "' in row "
                        + rows.get(0).row()
                        + rows.get(0)
                                .position()
                                .map(p -> " (line " + p.line() + ")")
                                .orElse("");
    }
}

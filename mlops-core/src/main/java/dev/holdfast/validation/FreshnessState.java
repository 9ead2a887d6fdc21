// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.TimeColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The latest time of a column is not older than allowed, seen from the time that whoever checks says it is. */
final class FreshnessState extends CheckState {
    private final Rule rule;
    private final Optional<Instant> now;
    private Optional<Instant> latest = Optional.empty();
    private final boolean hidden;
    private long values;

    FreshnessState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.now = context.now();
        this.hidden = context.hides(rule.column().orElseThrow());
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule.column().orElseThrow());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                values++;
                Optional<Instant> time = column instanceof TimeColumn times
                        ? Optional.of(times.get(row))
                        : Types.parseTime(column.text(row));
                time.ifPresent(this::see);
            }
        }
    }

    private void see(Instant time) {
        latest = Optional.of(latest.filter(l -> l.isAfter(time)).orElse(time));
    }

    @Override
    void merge(CheckState other) {
        FreshnessState that = (FreshnessState) other;
        that.latest.ifPresent(this::see);
        values += that.values;
    }

    @Override
    Conclusion conclude() {
        if (latest.isEmpty() || now.isEmpty()) {
            return Conclusion.without(
                    Verdict.UNDECIDED,
                    latest.isEmpty()
                            ? rule + " had no time to look at"
                            : rule + " needs to know what time it is; give it with start(o -> o.at(instant))");
        }
        Duration age = Duration.between(latest.get(), now.get());
        boolean fresh = age.compareTo(Duration.parse(rule.textArgument("maxAge"))) <= 0;
        return new Conclusion(
                fresh ? Verdict.PASS : Verdict.FAIL,
                values,
                0,
                List.of(),
                Optional.empty(),
                "the latest time is " + (hidden ? "(hidden)" : latest.get() + ", " + age + " old") + "; allowed is "
                        + rule.textArgument("maxAge"));
    }
}

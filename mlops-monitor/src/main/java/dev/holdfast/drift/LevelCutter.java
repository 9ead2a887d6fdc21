// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Column;
import dev.holdfast.data.TextColumn;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts levels exactly, as long as there are at most {@value #MOST}; of a column with more, those that came first are
 * counted and all others together, and nothing can be said to be unseen.
 */
final class LevelCutter implements Cutter {
    static final int MOST = 16_384;

    private final Map<String, long[]> levels = new HashMap<>();
    private long missing;
    private long others;

    @Override
    public void add(Column batch) {
        long[][] counters =
                batch instanceof TextColumn text ? new long[text.dictionary().size()][] : new long[0][];
        for (int row = 0; row < batch.size(); row++) {
            if (batch.isMissing(row)) {
                missing++;
            } else if (batch instanceof TextColumn text) {
                int code = text.code(row);
                if (counters[code] == null) {
                    counters[code] = counter(text.dictionary().get(code));
                }
                count(counters[code]);
            } else {
                count(counter(batch.text(row)));
            }
        }
    }

    private long[] counter(String level) {
        long[] counter = levels.get(level);
        if (counter == null && levels.size() < MOST) {
            counter = new long[1];
            levels.put(level, counter);
        }
        return counter == null ? new long[0] : counter;
    }

    private void count(long[] counter) {
        if (counter.length == 0) {
            others++;
        } else {
            counter[0]++;
        }
    }

    @Override
    public ColumnCounts counts() {
        Map<String, Long> exact = new HashMap<>();
        levels.forEach((level, counter) -> exact.put(level, counter[0]));
        Levels bins = Levels.cut(exact, others == 0);
        ColumnCounts counts = new ColumnCounts(bins);
        exact.forEach((level, count) -> counts.text(bins, level, count));
        counts.special(Bins.LOW, others);
        counts.special(Bins.MISSING, missing);
        return counts;
    }

    @Override
    public long singletons() {
        return levels.values().stream().filter(counter -> counter[0] == 1).count();
    }
}

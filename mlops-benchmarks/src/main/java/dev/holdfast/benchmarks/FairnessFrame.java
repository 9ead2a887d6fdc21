// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.fairness.Fairness;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.fairness.GroupFrame;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counting coded rows of six groups, and comparing the groups with intervals. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@org.openjdk.jmh.annotations.Measurement(iterations = 7, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class FairnessFrame {
    private static final List<String> GROUPS = List.of("a", "b", "c", "d", "e", "f");
    private static final List<GroupRate> RATES = List.of(
            GroupRate.SELECTION_RATE,
            GroupRate.TRUE_POSITIVE_RATE,
            GroupRate.FALSE_POSITIVE_RATE,
            GroupRate.POSITIVE_PREDICTIVE_VALUE);

    /** How many rows there are. */
    @Param({"100000", "1000000"})
    public int values;

    private int[] codes = {};
    private byte[] outcomes = {};
    private int[] truth = {};
    private int[] decision = {};
    private String[] names = {};
    private GroupFrame counted = GroupFrame.of("group", GROUPS, codes, outcomes);

    /** Creates the benchmark; JMH does. */
    public FairnessFrame() {}

    /** Draws the rows. */
    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(11);
        codes = random.ints(values, 0, GROUPS.size()).toArray();
        outcomes = new byte[values];
        truth = new int[values];
        decision = new int[values];
        names = new String[values];
        for (int row = 0; row < values; row++) {
            truth[row] = random.nextInt(2);
            decision[row] = random.nextDouble() < 0.3 + 0.3 * truth[row] + 0.02 * codes[row] ? 1 : 0;
            outcomes[row] = GroupFrame.outcome(truth[row] == 1, decision[row] == 1);
            names[row] = GROUPS.get(codes[row]);
        }
        counted = GroupFrame.of("group", GROUPS, codes, outcomes);
    }

    /**
     * Counts coded rows and measures four rates of each group.
     *
     * @return the rates with their intervals
     */
    @Benchmark
    public List<Measurement> fourRates() {
        GroupFrame frame = GroupFrame.of("group", GROUPS, codes, outcomes);
        List<Measurement> measured = new ArrayList<>();
        for (String group : GROUPS) {
            for (GroupRate rate : RATES) {
                measured.add(frame.rate(rate, group, 0.95));
            }
        }
        return measured;
    }

    /**
     * Examines counted rows by all measures, with 1,000 replicates of every cell.
     *
     * @return the report
     */
    @Benchmark
    public FairnessReport reportOfCounts() {
        return Fairness.of(counted).replicates(1_000).run();
    }

    /**
     * Examines rows as they come, groups as text, by every measure, with 1,000 replicates.
     *
     * @return the report
     */
    @Benchmark
    public FairnessReport reportOfRows() {
        return Fairness.of(truth, decision, names).replicates(1_000).run();
    }
}

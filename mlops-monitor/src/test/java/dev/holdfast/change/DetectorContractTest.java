// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every detector must do. */
class DetectorContractTest {
    static Stream<ChangeDetector> detectors() {
        return Stream.of(
                Adwin.withDefaults(),
                Adwin.withDefaults().withRestart(true).withEveryCut(false).withBuckets(3),
                Ddm.withDefaults(),
                Eddm.withDefaults(),
                Rddm.withDefaults(),
                Rddm.withDefaults().withLengths(300, 200, 50),
                HddmA.withDefaults(),
                HddmA.withDefaults().withTwoSided(true),
                HddmW.withDefaults(),
                HddmW.withDefaults().withTwoSided(true),
                Stepd.withDefaults(),
                PageHinkley.withDefaults().withThreshold(20),
                PageHinkley.withDefaults().withThreshold(20).withDirection(Direction.INCREASE),
                Cusum.withDefaults().withThreshold(15),
                Gma.withDefaults().withThreshold(0.15),
                Ewma.withDefaults(),
                Kswin.withDefaults(),
                Kswin.withDefaults().withWindow(100, 50),
                Fhddm.withDefaults(),
                Bocd.ofErrors().withLookBack(100),
                Bocd.ofErrors().withLookBack(50).withRuns(20).withExpectedRun(500),
                Bocd.ofValues().withLookBack(100).withPrior(0.1, 0.3),
                BinnedEDetector.against(new long[] {85_000, 15_000}),
                EDetector.against(0.15),
                EDetector.against(0.15).withDirection(Direction.BOTH),
                LikelihoodRatio.withDefaults(),
                LikelihoodRatio.withDefaults().withDirection(Direction.BOTH));
    }

    private static List<ChangeState> run(ChangeDetector detector, ChangeStream stream, int from) {
        List<ChangeState> states = new ArrayList<>();
        for (int i = from; i < stream.size(); i++) {
            states.add(detector.update(stream.value(i)));
            assertThat(detector.state()).isEqualTo(states.get(states.size() - 1));
        }
        return states;
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void findsALargeRiseOfTheErrorRate(ChangeDetector detector) {
        assertThat(detector.state()).isEqualTo(ChangeState.STABLE);
        ChangeStream stream = ChangeStream.errors(7, 1_000, 0.1, 0.7);
        assertThat(run(detector, stream, 0).subList(1_000, 1_400)).contains(ChangeState.CHANGE);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void goesOnFromASnapshotAsIfNothingHadHappened(ChangeDetector detector) {
        ChangeStream stream = ChangeStream.errors(11, 700, 0.1, 0.5, 0.05, 0.6);
        for (int i = 0; i < 1_000; i++) {
            detector.update(stream.value(i));
        }
        double[] snapshot = detector.snapshot();
        List<ChangeState> first = run(detector, stream, 1_000);
        detector.restore(snapshot);
        assertThat(run(detector, stream, 1_000)).isEqualTo(first);
        assertThat(first).contains(ChangeState.CHANGE);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void isFreshAfterAReset(ChangeDetector detector) {
        ChangeStream stream = ChangeStream.errors(13, 600, 0.1, 0.5);
        List<ChangeState> first = run(detector, stream, 0);
        detector.reset();
        assertThat(detector.state()).isEqualTo(ChangeState.STABLE);
        assertThat(run(detector, stream, 0)).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void refusesWhatIsNotFiniteAndForeignSnapshots(ChangeDetector detector) {
        assertThatThrownBy(() -> detector.update(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a detector needs finite values, got NaN; leave missing ones out");
        assertThatThrownBy(() -> detector.update(Double.NEGATIVE_INFINITY))
                .hasMessage("a detector needs finite values, got -Infinity; leave missing ones out");
        assertThatThrownBy(() -> detector.restore(new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the snapshot was not taken from " + detector);
        double[] other = detector.snapshot();
        other[0]++;
        assertThatThrownBy(() -> detector.restore(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void refusesATruncatedAndAChangedSnapshotAndStaysAsItWas(ChangeDetector detector) {
        ChangeStream stream = ChangeStream.errors(19, 300, 0.1, 0.4);
        for (int i = 0; i < 400; i++) {
            detector.update(stream.value(i));
        }
        double[] whole = detector.snapshot();
        for (int length = 0; length < whole.length; length++) {
            double[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> detector.restore(part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the snapshot was not taken from " + detector);
        }
        for (int at = 1; at < whole.length; at++) {
            double[] damaged = whole.clone();
            damaged[at] = Double.isFinite(whole[at]) ? whole[at] + Math.max(3, Math.ulp(whole[at])) : 0;
            assertThatThrownBy(() -> detector.restore(damaged))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the snapshot of " + detector
                            + " is damaged: its numbers are others than those that were taken");
        }
        assertThat(detector.snapshot()).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void allocatesNothing(ChangeDetector detector) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        ChangeStream stream = ChangeStream.errors(17, 20_000, 0.1, 0.12);
        long thread = Thread.currentThread().getId();
        update(detector, stream);
        long before = threads.getThreadAllocatedBytes(thread);
        update(detector, stream);
        long perValue = (threads.getThreadAllocatedBytes(thread) - before) / stream.size();
        // A restart may make an array; a value may not.
        assertThat(perValue).isLessThanOrEqualTo(4);
    }

    private static void update(ChangeDetector detector, ChangeStream stream) {
        for (int i = 0; i < stream.size(); i++) {
            detector.update(stream.value(i));
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void printsAsTheCallThatMadeIt(ChangeDetector detector) {
        assertThat(detector.toString())
                .startsWith(detector.getClass().getSimpleName() + ".")
                .endsWith(")");
    }
}

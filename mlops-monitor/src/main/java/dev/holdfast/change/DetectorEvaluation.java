// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;

/**
 * Judges a detector on streams whose changes are known.
 *
 * <p>The first alarm within {@code within} values of a change, and before the next change, finds it; every other alarm is
 * false, a second one for the same change included. The detector is reset before each stream and left as it is after the
 * last. Immutable and thread-safe.
 *
 * <pre>{@code
 * DetectorScore score = DetectorEvaluation.within(2_000)
 *         .score(EDetector.against(0.2).falseAlarmEvery(10_000), List.of(ChangeStream.errors(42, 5_000, 0.2, 0.4)));
 * }</pre>
 */
public final class DetectorEvaluation {
    private static final double CONFIDENCE = 0.95;

    private final int within;

    private DetectorEvaluation(int within) {
        this.within = within;
    }

    /**
     * Returns an evaluation.
     *
     * @param within how many values after a change an alarm still belongs to it, at least 1
     * @return the evaluation
     * @throws IllegalArgumentException when it is less than 1
     */
    public static DetectorEvaluation within(int within) {
        return new DetectorEvaluation(Detector.atLeast("within", within, 1));
    }

    /**
     * Runs a detector over streams.
     *
     * @param detector the detector
     * @param streams the streams
     * @return how it did
     */
    public DetectorScore score(ChangeDetector detector, List<ChangeStream> streams) {
        Tally tally = new Tally();
        for (ChangeStream stream : streams) {
            run(detector, stream, tally);
        }
        return tally.score();
    }

    private void run(ChangeDetector detector, ChangeStream stream, Tally tally) {
        detector.reset();
        int[] changes = stream.changes();
        tally.values += stream.size();
        tally.changes += changes.length;
        tally.quiet += stream.size();
        for (int i = 0; i < changes.length; i++) {
            tally.quiet -= end(changes, i, stream.size()) - changes[i];
        }
        int latest = -1;
        boolean open = false;
        for (int i = 0; i < stream.size(); i++) {
            if (latest + 1 < changes.length && i == changes[latest + 1]) {
                latest++;
                open = true;
            }
            if (detector.update(stream.value(i)) == ChangeState.CHANGE) {
                if (open && i < end(changes, latest, stream.size())) {
                    tally.found(i - changes[latest]);
                    open = false;
                } else {
                    tally.falseAlarms++;
                }
            }
        }
    }

    private int end(int[] changes, int change, int size) {
        int next = change + 1 < changes.length ? changes[change + 1] : size;
        return (int) Math.min(next, (long) changes[change] + within);
    }

    /** What was counted so far. */
    private static final class Tally {
        private long values;
        private long quiet;
        private long changes;
        private long falseAlarms;
        private int found;
        private double[] delays = new double[16];

        void found(int delay) {
            if (found == delays.length) {
                delays = Arrays.copyOf(delays, 2 * found);
            }
            delays[found++] = delay;
        }

        DetectorScore score() {
            return new DetectorScore(
                    values,
                    changes,
                    found,
                    falseAlarms,
                    falseAlarms == 0
                            ? new Undefined("no false alarm in " + quiet + " values")
                            : Estimate.exact((double) quiet / falseAlarms, quiet),
                    delay(),
                    share(found, found + falseAlarms, "no alarm"),
                    share(found, changes, "no change"));
        }

        private Measurement delay() {
            if (found == 0) {
                return new Undefined("no change was found");
            }
            double mean = Arrays.stream(delays, 0, found).average().orElseThrow();
            double squares = 0;
            for (int i = 0; i < found; i++) {
                squares += (delays[i] - mean) * (delays[i] - mean);
            }
            if (found == 1) {
                return Estimate.exact(mean, 1);
            }
            return Intervals.normal(mean, Math.sqrt(squares / (found - 1.0) / found), found, CONFIDENCE);
        }

        private static Measurement share(long part, long all, String none) {
            return all == 0 ? new Undefined(none) : Intervals.wilson(part, all, CONFIDENCE);
        }
    }

    @Override
    public String toString() {
        return "DetectorEvaluation.within(" + within + ")";
    }
}

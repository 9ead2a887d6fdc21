// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.KolmogorovSmirnovTest;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    private static long falseAlarms(ChangeDetector detector, double rate, int values, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long alarms = 0;
        for (int i = 0; i < values; i++) {
            alarms += detector.update(random.nextDouble() < rate ? 1 : 0) == ChangeState.CHANGE ? 1 : 0;
        }
        return alarms;
    }

    @Test
    void theEDetectorKeepsItsRateOfFalseAlarmsAtEveryRate() {
        for (double rate : new double[] {0.01, 0.1, 0.3, 0.5, 0.9}) {
            long alarms = falseAlarms(EDetector.against(rate).falseAlarmEvery(2_000), rate, 400_000, 3);
            // The mean run length is at least 2,000: 200 alarms are expected at most.
            assertThat(alarms).as("rate %s", rate).isLessThanOrEqualTo(200 + 45);
        }
        for (double rate : new double[] {0.1, 0.5}) {
            EDetector both = EDetector.against(rate).falseAlarmEvery(2_000).withDirection(Direction.BOTH);
            assertThat(falseAlarms(both, rate, 400_000, 4)).isLessThanOrEqualTo(200 + 45);
        }
    }

    @Test
    void theEDetectorFindsRisesAndFalls() {
        DetectorScore rise = DetectorEvaluation.within(1_000)
                .score(EDetector.against(0.2), List.of(ChangeStream.errors(5, 2_000, 0.2, 0.4)));
        assertThat(rise.found()).isOne();
        DetectorScore fall = DetectorEvaluation.within(1_000)
                .score(
                        EDetector.against(0.4).withDirection(Direction.DECREASE),
                        List.of(ChangeStream.errors(5, 2_000, 0.4, 0.2)));
        assertThat(fall.found()).isOne();
        EDetector detector = EDetector.against(0.5);
        assertThat(detector.evidence()).isZero();
        detector.update(1);
        assertThat(detector.evidence()).isGreaterThan(1);
    }

    @Test
    void theLikelihoodRatioKeepsItsRateOfFalseAlarmsWithinAFactorOfOneAndAHalf() {
        for (double rate : new double[] {0.05, 0.1, 0.2, 0.4, 0.5}) {
            long alarms = falseAlarms(LikelihoodRatio.withDefaults().falseAlarmEvery(2_000), rate, 1_000_000, 9);
            assertThat(alarms).as("rate %s", rate).isBetween(333L, 750L);
        }
    }

    @Test
    void theLikelihoodRatioForgetsAWorsePastInSilence() {
        LikelihoodRatio detector = LikelihoodRatio.withDefaults();
        ChangeStream stream = ChangeStream.errors(2, 3_000, 0.4, 0.1);
        for (int i = 0; i < stream.size(); i++) {
            assertThat(detector.update(stream.value(i))).isEqualTo(ChangeState.STABLE);
        }
        assertThat(detector.mean()).isLessThan(0.13);
        assertThat(detector.width()).isBetween(2_500L, 3_400L);
        LikelihoodRatio both = LikelihoodRatio.withDefaults().withDirection(Direction.BOTH);
        assertThat(DetectorEvaluation.within(500).score(both, List.of(stream)).found())
                .isOne();
        assertThat(LikelihoodRatio.withDefaults().mean()).isZero();
    }

    @Test
    void theLikelihoodRatioIsQuickOnLargeChangesAndPatientOnSmallOnes() {
        List<ChangeStream> large = new ArrayList<>();
        List<ChangeStream> small = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            large.add(ChangeStream.errors(seed, 5_000, 0.2, 0.6));
            small.add(ChangeStream.errors(seed, 5_000, 0.2, 0.3));
        }
        LikelihoodRatio detector = LikelihoodRatio.withDefaults().falseAlarmEvery(100_000);
        DetectorScore quick = DetectorEvaluation.within(2_000).score(detector, large);
        DetectorScore patient = DetectorEvaluation.within(2_000).score(detector, small);
        assertThat(quick.missed() + patient.missed()).isZero();
        assertThat(quick.delay().orThrow().point()).isLessThan(50);
        assertThat(patient.delay().orThrow().point()).isLessThan(500);
    }

    @Test
    void kswinFindsAChangeOfSpread() {
        SplittableRandom random = new SplittableRandom(4);
        double[] values = new double[1_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i < 500 ? 0.2 : 3) * random.nextGaussian();
        }
        DetectorScore score = DetectorEvaluation.within(200)
                .score(Kswin.withDefaults().withAlpha(1e-4), List.of(ChangeStream.of(values, 500)));
        assertThat(score.found()).isOne();
        assertThat(score.falseAlarms()).isZero();
    }

    @Test
    void kswinSaysWhatTheTestOnTheWholeWindowSays() {
        SplittableRandom random = new SplittableRandom(8);
        Kswin detector = Kswin.withDefaults().withAlpha(0.01).withWindow(60, 20);
        double[] window = new double[0];
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextInt(12) + (i / 300) % 2 * 2;
            window = Arrays.copyOf(window, window.length + 1);
            window[window.length - 1] = value;
            boolean expected = false;
            if (window.length >= 60) {
                double[] last = Arrays.copyOfRange(window, window.length - 60, window.length);
                var result = KolmogorovSmirnovTest.withDefaults()
                        .test(Arrays.copyOf(last, 40), Arrays.copyOfRange(last, 40, 60));
                expected = point(result.pValue()) <= 0.01 && point(result.statistic()) > 0.1;
            }
            assertThat(detector.update(value) == ChangeState.CHANGE).isEqualTo(expected);
            if (expected) {
                window = new double[0];
            }
        }
    }

    private static double point(Measurement measurement) {
        return measurement.orThrow().point();
    }

    @Test
    void adwinKeepsTheNewerPartAfterAChange() {
        Adwin detector = Adwin.withDefaults();
        ChangeStream stream = ChangeStream.errors(3, 1_000, 0.2, 0.6);
        for (int i = 0; i < stream.size(); i++) {
            detector.update(stream.value(i));
        }
        assertThat(detector.width()).isBetween(900L, 1_100L);
        assertThat(detector.mean()).isBetween(0.55, 0.65);
        assertThat(Adwin.withDefaults().mean()).isZero();
    }

    @Test
    void rddmForgetsALongStableConcept() {
        Rddm detector = Rddm.withDefaults().withLevels(3, 5).withLengths(3_000, 2_000, 500);
        ChangeStream stream = ChangeStream.errors(3, 10_000, 0.2, 0.5);
        for (int i = 0; i < stream.size(); i++) {
            if (detector.update(stream.value(i)) == ChangeState.CHANGE) {
                assertThat(i).isBetween(10_000, 11_000);
                return;
            }
        }
        throw new AssertionError("the change was not found");
    }

    @Test
    void refusesSettingsAndValuesOutOfRange() {
        assertThatThrownBy(() -> Ddm.withDefaults().update(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this detector watches errors: 0 or 1, got 0.5");
        assertThatThrownBy(() -> HddmA.withDefaults().update(1.5))
                .hasMessage("this detector watches values in [0, 1], got 1.5");
        assertThatThrownBy(() -> Adwin.withDefaults().withDelta(1)).hasMessage("delta must be in (0.0, 1.0), got 1.0");
        assertThatThrownBy(() -> Ddm.withDefaults().withWarmUp(0)).hasMessage("warmUp must be at least 1, got 0");
        assertThatThrownBy(() -> EDetector.against(0)).hasMessage("rate must be in (0.0, 1.0), got 0.0");
        assertThatThrownBy(() -> EDetector.against(0.1).falseAlarmEvery(1))
                .hasMessage("a false alarm can be at most every 2 values, got every 1");
        assertThatThrownBy(() -> LikelihoodRatio.withDefaults().falseAlarmEvery(99))
                .hasMessage("a false alarm can be at most every 100 values, got every 99");
        assertThatThrownBy(() -> Kswin.withDefaults().withWindow(31, 30))
                .hasMessage("window must be at least 32, got 31");
        assertThatThrownBy(() -> ChangeStream.of(new double[3], 2, 1))
                .hasMessage("changes must ascend within (0, 3), got [2, 1]");
        assertThatThrownBy(() -> DetectorEvaluation.within(0)).hasMessage("within must be at least 1, got 0");
    }

    /** A detector that alarms where it is told to. */
    private static final class Scripted extends Detector {
        private final List<Integer> alarms;
        private int index;

        Scripted(Integer... alarms) {
            this.alarms = List.of(alarms);
        }

        @Override
        ChangeState next(double value) {
            return state(alarms.contains(index++), false);
        }

        @Override
        void restart() {}

        @Override
        double[] save() {
            return new double[0];
        }

        @Override
        void load(double[] own) {}
    }

    @Test
    void theEvaluationCountsByDefinition() {
        ChangeStream stream = ChangeStream.of(new double[1_000], 300, 600, 900);
        DetectorScore score =
                DetectorEvaluation.within(100).score(new Scripted(50, 310, 320, 750, 930), List.of(stream));
        assertThat(score.values()).isEqualTo(1_000);
        assertThat(score.changes()).isEqualTo(3);
        assertThat(score.found()).isEqualTo(2);
        assertThat(score.missed()).isOne();
        assertThat(score.falseAlarms()).isEqualTo(3);
        assertThat(score.meanTimeBetweenFalseAlarms()).isEqualTo(Estimate.exact(700 / 3.0, 700));
        assertThat(point(score.delay())).isEqualTo(20);
        assertThat(point(score.precision())).isEqualTo(0.4);
        assertThat(point(score.recall())).isEqualTo(2 / 3.0);
    }

    @Test
    void theEvaluationSaysWhatItCannotTell() {
        DetectorScore score =
                DetectorEvaluation.within(100).score(Ddm.withDefaults(), List.of(ChangeStream.of(new double[100])));
        assertThat(score.meanTimeBetweenFalseAlarms()).isEqualTo(new Undefined("no false alarm in 100 values"));
        assertThat(score.delay()).isEqualTo(new Undefined("no change was found"));
        assertThat(score.precision()).isEqualTo(new Undefined("no alarm"));
        assertThat(score.recall()).isEqualTo(new Undefined("no change"));
        assertThat(ChangeStream.of(new double[2], 1)).hasToString("ChangeStream[2 values, changes at [1]]");
        assertThat(DetectorEvaluation.within(5)).hasToString("DetectorEvaluation.within(5)");
    }
}

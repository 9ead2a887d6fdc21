// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.change.Adwin;
import dev.holdfast.change.ChangeDetector;
import dev.holdfast.change.ChangeState;
import dev.holdfast.change.Ddm;
import dev.holdfast.change.EDetector;
import dev.holdfast.change.HddmA;
import dev.holdfast.change.HddmW;
import dev.holdfast.change.LikelihoodRatio;
import dev.holdfast.change.PageHinkley;
import dev.holdfast.change.Rddm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import moa.classifiers.core.driftdetection.ADWINChangeDetector;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;
import moa.classifiers.core.driftdetection.CusumDM;
import moa.classifiers.core.driftdetection.DDM;
import moa.classifiers.core.driftdetection.EDDM;
import moa.classifiers.core.driftdetection.EWMAChartDM;
import moa.classifiers.core.driftdetection.HDDM_A_Test;
import moa.classifiers.core.driftdetection.HDDM_W_Test;
import moa.classifiers.core.driftdetection.PageHinkleyDM;
import moa.classifiers.core.driftdetection.RDDM;
import moa.classifiers.core.driftdetection.SEEDChangeDetector;
import moa.classifiers.core.driftdetection.STEPD;
import moa.classifiers.core.driftdetection.SeqDrift2ChangeDetector;

/** A detector of changes, ours or one of MOA, under one interface. */
interface Watcher {
    /**
     * Takes the next value.
     *
     * @param value 1 for an error, 0 for none
     * @return whether a change is reported
     */
    boolean changed(double value);

    /**
     * A detector with its name.
     *
     * @param name whose it is and how it is set
     * @param fresh makes a new one
     */
    record Named(String name, Supplier<Watcher> fresh) {}

    static Watcher of(ChangeDetector detector) {
        return value -> detector.update(value) == ChangeState.CHANGE;
    }

    static Watcher of(AbstractChangeDetector detector) {
        detector.prepareForUse();
        return value -> {
            detector.input(value);
            return detector.getChange();
        };
    }

    /** The detectors of MOA with its defaults. */
    static List<Named> moa() {
        List<Named> all = new ArrayList<>();
        all.add(new Named("MOA ADWIN", () -> of(new ADWINChangeDetector())));
        all.add(new Named("MOA DDM", () -> of(new DDM())));
        all.add(new Named("MOA EDDM", () -> of(new EDDM())));
        all.add(new Named("MOA HDDM_A", () -> of(new HDDM_A_Test())));
        all.add(new Named("MOA HDDM_W", () -> of(new HDDM_W_Test())));
        all.add(new Named("MOA RDDM", () -> of(new RDDM())));
        all.add(new Named("MOA STEPD", () -> of(new STEPD())));
        all.add(new Named("MOA Page-Hinkley", () -> of(new PageHinkleyDM())));
        all.add(new Named("MOA CUSUM", () -> of(new CusumDM())));
        all.add(new Named("MOA ECDD", () -> of(new EWMAChartDM())));
        all.add(new Named("MOA SEED", () -> of(new SEEDChangeDetector())));
        all.add(new Named("MOA SeqDrift2", () -> of(new SeqDrift2ChangeDetector())));
        return all;
    }

    /** ADWIN of MOA with a confidence of its own. */
    static Named moaAdwin(double delta) {
        return new Named("MOA ADWIN, delta " + delta, () -> {
            ADWINChangeDetector detector = new ADWINChangeDetector();
            detector.deltaAdwinOption.setValue(delta);
            return of(detector);
        });
    }

    /** Ours for an unknown rate, with the values that shall lie between its false alarms. */
    static Named likelihoodRatio(long every) {
        return new Named(
                String.format("LikelihoodRatio, every %,d", every),
                () -> of(LikelihoodRatio.withDefaults().falseAlarmEvery(every)));
    }

    /** Ours that need not know the rate. */
    static List<Named> ours() {
        List<Named> all = new ArrayList<>();
        for (long every : new long[] {10_000, 100_000, 3_000_000}) {
            all.add(likelihoodRatio(every));
        }
        all.add(new Named("Adwin", () -> of(Adwin.withDefaults())));
        all.add(new Named("Ddm", () -> of(Ddm.withDefaults())));
        all.add(new Named("HddmA", () -> of(HddmA.withDefaults())));
        all.add(new Named("HddmW", () -> of(HddmW.withDefaults())));
        all.add(new Named("Rddm", () -> of(Rddm.withDefaults())));
        all.add(new Named("PageHinkley", () -> of(PageHinkley.withDefaults())));
        return all;
    }

    /** Ours that know the rate before the change. */
    static List<Named> against(double rate) {
        List<Named> all = new ArrayList<>();
        for (long every : new long[] {10_000, 100_000}) {
            all.add(new Named(
                    String.format("EDetector, every %,d", every),
                    () -> of(EDetector.against(rate).falseAlarmEvery(every))));
        }
        return all;
    }
}

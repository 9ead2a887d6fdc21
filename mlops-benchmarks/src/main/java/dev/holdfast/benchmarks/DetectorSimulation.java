// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Mean time between false alarms and delay of the detectors on independent errors, MOA's with its defaults in the same
 * run; then their use by a learner on MOA's streams ({@link DetectorStreams}).
 *
 * <p>Arguments: the seed, how many million values each time between false alarms is measured on, how many streams a delay
 * is averaged over, and how many seeds the learner's streams have.
 */
public final class DetectorSimulation {
    private static final double[] RATES = {0.05, 0.2, 0.4};
    private static final double[][] CHANGES = {{0.2, 0.3}, {0.2, 0.4}, {0.2, 0.6}, {0.05, 0.1}};
    private static final int BEFORE = 5_000;
    private static final int AFTER = 5_000;

    private final long seed;
    private final long values;
    private final int streams;
    private final PrintStream out;

    private DetectorSimulation(long seed, long values, int streams, PrintStream out) {
        this.seed = seed;
        this.values = values;
        this.streams = streams;
        this.out = out;
    }

    /**
     * Runs the simulation.
     *
     * @param arguments seed, millions of values, streams, seeds of the learner's streams; each may be left out
     */
    public static void main(String... arguments) {
        long[] all = {20_261_122, 10, 300, 20};
        for (int i = 0; i < arguments.length; i++) {
            all[i] = Long.parseLong(arguments[i]);
        }
        DetectorSimulation simulation = new DetectorSimulation(all[0], all[1] * 1_000_000, (int) all[2], System.out);
        simulation.errors();
        simulation.atEqualTime();
        new DetectorStreams(all[0], (int) all[3], System.out).run();
    }

    private void errors() {
        out.printf(
                Locale.ROOT,
                "Seed %d. Values between false alarms on %d values at each rate (number of alarms); mean delay over %d streams"
                        + " with a change after %d values, less those with an alarm before (%% missed within %d; %% with an"
                        + " alarm before)%n",
                seed,
                values,
                streams,
                BEFORE,
                AFTER);
        out.println("| detector | 0.05 | 0.2 | 0.4 | 0.2 to 0.3 | 0.2 to 0.4 | 0.2 to 0.6 | 0.05 to 0.1 |");
        out.println("|---|---|---|---|---|---|---|---|");
        List<Watcher.Named> all = new ArrayList<>(Watcher.ours());
        all.addAll(Watcher.moa());
        for (int i = 0; i < Watcher.against(0.5).size(); i++) {
            int which = i;
            line(
                    Watcher.against(0.5).get(i).name(),
                    rate -> Watcher.against(rate).get(which));
        }
        for (Watcher.Named detector : all) {
            line(detector.name(), rate -> detector);
        }
    }

    private interface AtRate {
        Watcher.Named at(double rate);
    }

    private void line(String name, AtRate detector) {
        StringBuilder line = new StringBuilder("| ").append(name);
        for (double rate : RATES) {
            line.append(" | ").append(between(detector.at(rate), rate));
        }
        for (double[] change : CHANGES) {
            line.append(" | ").append(delay(detector.at(change[0]), change[0], change[1]));
        }
        out.println(line.append(" |"));
    }

    private String between(Watcher.Named named, double rate) {
        long alarms = alarms(named, rate);
        return alarms == 0
                ? "over " + thousands((double) values) + " (0)"
                : String.format(Locale.ROOT, "%s (%d)", thousands((double) values / alarms), alarms);
    }

    private long alarms(Watcher.Named named, double rate) {
        SplittableRandom random = new SplittableRandom(seed + Math.round(1_000 * rate));
        Watcher watcher = named.fresh().get();
        long alarms = 0;
        for (long i = 0; i < values; i++) {
            alarms += watcher.changed(random.nextDouble() < rate ? 1 : 0) ? 1 : 0;
        }
        return alarms;
    }

    /** Who waits longer gives fewer false alarms; delays compare only between detectors that give as many. */
    private void atEqualTime() {
        out.println(
                "\nMOA ADWIN, and LikelihoodRatio set so that it is measured to give no more false alarms: values"
                        + " between false alarms before the change (number of alarms); mean delay (% missed; % with an alarm before)");
        out.println("| change | ADWIN's delta | ADWIN between | ours between | ADWIN delay | ours delay |");
        out.println("|---|---|---|---|---|---|");
        for (double[] change : CHANGES) {
            for (double delta : new double[] {0.002, 0.02, 0.2}) {
                Watcher.Named adwin = Watcher.moaAdwin(delta);
                long allowed = alarms(adwin, change[0]);
                Watcher.Named ours = noMoreThan(allowed, change[0]);
                out.printf(
                        Locale.ROOT,
                        "| %s to %s | %s | %s | %s | %s | %s |%n",
                        change[0],
                        change[1],
                        delta,
                        between(adwin, change[0]),
                        between(ours, change[0]),
                        delay(adwin, change[0], change[1]),
                        delay(ours, change[0], change[1]));
            }
        }
    }

    private Watcher.Named noMoreThan(long allowed, double rate) {
        long every = Math.max(100, values / Math.max(1, allowed));
        while (true) {
            Watcher.Named ours = Watcher.likelihoodRatio(every);
            if (alarms(ours, rate) <= allowed) {
                return ours;
            }
            every += Math.max(1, every / 10);
        }
    }

    private static String thousands(double number) {
        return number >= 1e6
                ? String.format(Locale.ROOT, "%.1fM", number / 1e6)
                : String.format(Locale.ROOT, "%.1fk", number / 1e3);
    }

    /** The delay on the condition that nothing was reported before, after Pollak 1985. */
    private String delay(Watcher.Named named, double before, double after) {
        double[] delays = new double[streams];
        int found = 0;
        int early = 0;
        for (int stream = 0; stream < streams; stream++) {
            SplittableRandom random = new SplittableRandom(seed + 7_000 + stream);
            Watcher watcher = named.fresh().get();
            boolean alarmed = false;
            for (int i = 0; i < BEFORE; i++) {
                alarmed |= watcher.changed(random.nextDouble() < before ? 1 : 0);
            }
            if (alarmed) {
                early++;
                continue;
            }
            for (int i = 0; i < AFTER; i++) {
                if (watcher.changed(random.nextDouble() < after ? 1 : 0)) {
                    delays[found++] = i + 1.0;
                    break;
                }
            }
        }
        if (early == streams) {
            return "- (-; 100)";
        }
        double mean = Arrays.stream(delays, 0, found).average().orElse(Double.NaN);
        double missed = 100.0 * (streams - early - found) / (streams - early);
        return String.format(Locale.ROOT, "%.0f (%.0f; %.0f)", mean, missed, 100.0 * early / streams);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import com.github.javacliparser.ClassOption;
import com.yahoo.labs.samoa.instances.Instance;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import moa.classifiers.bayes.NaiveBayes;
import moa.streams.InstanceStream;

/**
 * A naive Bayes classifier of MOA on its SEA, AGRAWAL, STAGGER and SINE streams, tested on each instance before it learns
 * from it, and begun anew at each alarm.
 *
 * <p>100,000 instances with an abrupt change (width 50) every 20,000. The first alarm from 50 before to 2,000 after a
 * change finds it; every other one is false.
 */
final class DetectorStreams {
    private static final int LENGTH = 100_000;
    private static final int PART = 20_000;
    private static final int EARLY = 50;
    private static final int LATE = 2_000;

    private final long seed;
    private final int seeds;
    private final PrintStream out;

    DetectorStreams(long seed, int seeds, PrintStream out) {
        this.seed = seed;
        this.seeds = seeds;
        this.out = out;
    }

    private record Concepts(String name, String generator, List<Integer> functions) {}

    private static final List<Concepts> STREAMS = List.of(
            new Concepts("SEA", "SEAGenerator -p 10", List.of(1, 3, 2, 4, 1)),
            new Concepts("AGRAWAL", "AgrawalGenerator", List.of(1, 2, 3, 4, 5)),
            new Concepts("STAGGER", "STAGGERGenerator", List.of(1, 2, 3, 1, 2)),
            new Concepts("SINE", "SineGenerator", List.of(1, 2, 1, 2, 1)));

    private static final class Score {
        private long correct;
        private int found;
        private int falseAlarms;
        private long delay;
    }

    void run() {
        out.printf(
                Locale.ROOT,
                "%nNaive Bayes, %d seeds: %% accuracy (changes found of 4, false alarms, mean delay)%n| detector | %s |%n",
                seeds,
                STREAMS.stream().map(Concepts::name).collect(Collectors.joining(" | ")));
        out.println("|---|" + "---|".repeat(STREAMS.size()));
        List<Watcher.Named> all = new ArrayList<>();
        all.add(new Watcher.Named("none", () -> value -> false));
        all.addAll(Watcher.ours());
        all.addAll(Watcher.moa());
        for (Watcher.Named detector : all) {
            out.println("| " + detector.name() + " | "
                    + STREAMS.stream().map(stream -> cell(detector, stream)).collect(Collectors.joining(" | ")) + " |");
        }
    }

    private String cell(Watcher.Named detector, Concepts concepts) {
        Score score = new Score();
        for (int i = 0; i < seeds; i++) {
            learn(detector.fresh().get(), stream(concepts, seed + i), score);
        }
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f, %.2f, %.0f)",
                100.0 * score.correct / ((double) seeds * LENGTH),
                (double) score.found / seeds,
                (double) score.falseAlarms / seeds,
                score.found == 0 ? Double.NaN : (double) score.delay / score.found);
    }

    private static InstanceStream stream(Concepts concepts, long seed) {
        String last = "";
        for (int i = concepts.functions().size() - 1; i >= 0; i--) {
            String part = String.format(
                    Locale.ROOT,
                    "generators.%s -f %d -i %d",
                    concepts.generator(),
                    concepts.functions().get(i),
                    seed * 10 + i);
            last = last.isEmpty()
                    ? part
                    : String.format(
                            Locale.ROOT,
                            "ConceptDriftStream -s (%s) -d (%s) -p %d -w 50 -r %d",
                            part,
                            last,
                            PART,
                            seed * 10 + i);
        }
        try {
            InstanceStream stream = (InstanceStream) ClassOption.cliStringToObject(last, InstanceStream.class, null);
            ((moa.streams.ConceptDriftStream) stream).prepareForUse();
            return stream;
        } catch (Exception e) {
            throw new IllegalStateException("MOA cannot make the stream " + last, e);
        }
    }

    private static void learn(Watcher watcher, InstanceStream stream, Score score) {
        NaiveBayes learner = new NaiveBayes();
        learner.prepareForUse();
        boolean[] found = new boolean[LENGTH / PART + 1];
        for (int i = 0; i < LENGTH; i++) {
            Instance instance = stream.nextInstance().getData();
            boolean correct = learner.correctlyClassifies(instance);
            score.correct += correct ? 1 : 0;
            if (watcher.changed(correct ? 0 : 1)) {
                int change = (i + EARLY) / PART;
                if (change > 0 && !found[change] && i <= change * PART + LATE) {
                    found[change] = true;
                    score.found++;
                    score.delay += i - (long) change * PART;
                } else {
                    score.falseAlarms++;
                }
                learner.resetLearning();
            }
            learner.trainOnInstance(instance);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Csv;
import dev.holdfast.profile.Profiler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How much longer a fresh JVM takes to profile 1,000 rows than to do nothing: the medians of 21 runs each, in turns.
 */
public final class FirstProfile {
    private static final int RUNS = 21;

    private FirstProfile() {}

    /** Does nothing, in the same JVM. */
    static final class Empty {
        private Empty() {}

        /**
         * Does nothing.
         *
         * @param arguments not used
         */
        public static void main(String[] arguments) {}
    }

    /** Profiles one file. */
    static final class One {
        private One() {}

        /**
         * Profiles a file.
         *
         * @param arguments the file
         */
        public static void main(String[] arguments) {
            if (Profiler.withDefaults()
                            .profile(Csv.stream(Path.of(arguments[0])))
                            .rowCount()
                    != 1000) {
                throw new IllegalStateException("the file must have 1000 rows");
            }
        }
    }

    /**
     * Measures.
     *
     * @param arguments not used
     * @throws IOException when a JVM cannot be started
     * @throws InterruptedException when interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String file = Orders.file(1000).toString();
        double[] empty = new double[RUNS];
        double[] profile = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            empty[i] = millis(Empty.class, file);
            profile[i] = millis(One.class, file);
        }
        Arrays.sort(empty);
        Arrays.sort(profile);
        System.out.printf(
                Locale.ROOT,
                "empty main %.0f ms, first profile of 1000 rows %.0f ms, difference %.0f ms (medians of %d)%n",
                empty[RUNS / 2],
                profile[RUNS / 2],
                profile[RUNS / 2] - empty[RUNS / 2],
                RUNS);
    }

    private static double millis(Class<?> program, String file) throws IOException, InterruptedException {
        List<String> command = List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                file);
        long start = System.nanoTime();
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(program.getName() + " ended with status " + status);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}

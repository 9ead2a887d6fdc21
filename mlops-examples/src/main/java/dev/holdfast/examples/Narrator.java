// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells on a stream what the program does, step by step. */
final class Narrator {
    private static final long TELL_AFTER_NANOS = 1_000_000_000L;

    private final PrintStream out;
    private int steps;

    Narrator(PrintStream out) {
        this.out = out;
    }

    /** Begins a step. */
    void step(String title) {
        out.printf(Locale.ROOT, "%n%d. %s%n", ++steps, title);
    }

    /** Says one line within a step. */
    void say(String format, Object... arguments) {
        out.println("   " + String.format(Locale.ROOT, format, arguments));
    }

    /** Announces work that may take longer than a second, does it, and says how long it took when it did. */
    <T> T work(String what, Callable<T> work) throws Exception {
        out.print("   " + what + " ...");
        out.flush();
        long start = System.nanoTime();
        try {
            return work.call();
        } finally {
            long nanos = System.nanoTime() - start;
            out.println(nanos < TELL_AFTER_NANOS ? "" : String.format(Locale.ROOT, " %.1f s", nanos / 1e9));
        }
    }
}

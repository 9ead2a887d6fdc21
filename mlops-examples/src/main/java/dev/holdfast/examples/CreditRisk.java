// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.HoldfastException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The life of a model, end to end, on real loans: data checked, models trained, compared, examined for fairness, tracked,
 * registered, approved, deployed and watched; a new kind of customer noticed, a better model promoted, a rollback.
 *
 * <p>Started again on the same workspace it goes on with the next versions. Exit status 0 when the story was told to its
 * end, 2 when the input, the workspace or the command line is at fault; then one message on standard error says what, where
 * and what to do.
 */
public final class CreditRisk {
    private static final int BAD_INPUT = 2;

    // Tribuo's trainers log each epoch through java.util.logging; the reference keeps the setting from being collected.
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    private CreditRisk() {}

    /**
     * Runs the program.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        TRIBUO.setLevel(Level.WARNING);
        int status = run(out, err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        boolean debug = java.util.Arrays.asList(arguments).contains("--debug");
        try {
            Options options = Options.parse(arguments);
            if (options.help()) {
                out.println(Options.USAGE);
                return 0;
            }
            new CreditRiskLoop(options, new Narrator(out)).run();
            return 0;
        } catch (HoldfastException | IllegalArgumentException | UncheckedIOException e) {
            return fail(err, e, debug);
        } catch (Exception e) {
            return fail(err, e, true);
        }
    }

    private static int fail(PrintStream err, Exception failure, boolean debug) {
        err.println("CreditRisk: " + failure.getMessage());
        if (debug) {
            failure.printStackTrace(err);
        }
        return BAD_INPUT;
    }
}

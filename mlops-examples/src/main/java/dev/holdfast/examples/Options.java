// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line of {@link CreditRisk} asks for.
 *
 * @param data the loans to read; empty for those on the class path
 * @param workspace the folder of the workspace
 * @param seed the seed of every random choice
 * @param debug true to print the stack trace of a failure
 * @param help true to print the usage and do nothing
 */
record Options(Optional<Path> data, Path workspace, long seed, boolean debug, boolean help) {
    static final String USAGE = """
            usage: CreditRisk [--data FILE] [--workspace DIR] [--seed NUMBER] [--debug]
              --data FILE       loans as CSV; default: the 4,454 loans that come with the program
              --workspace DIR   where runs, models and the audit trail are kept; default: target/holdfast
              --seed NUMBER     seed of every random choice; default: 42
              --debug           print the stack trace of a failure""";

    /** Reads the command line; a wrong one is an {@link IllegalArgumentException} that names the argument. */
    static Options parse(String... arguments) {
        Optional<Path> data = Optional.empty();
        Path workspace = Path.of("target", "holdfast");
        long seed = 42;
        boolean debug = false;
        boolean help = false;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            switch (option) {
                case "--data" -> data = Optional.of(path(option, value(arguments, ++i, option)));
                case "--workspace" -> workspace = path(option, value(arguments, ++i, option));
                case "--seed" -> seed = number(option, value(arguments, ++i, option));
                case "--debug" -> debug = true;
                case "--help" -> help = true;
                default -> throw new IllegalArgumentException("unknown argument '" + option + "'\n" + USAGE);
            }
        }
        return new Options(data, workspace, seed, debug, help);
    }

    private static String value(String[] arguments, int index, String option) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return arguments[index];
    }

    private static Path path(String option, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option + " needs a path, got '" + text + "': " + e.getReason(), e);
        }
    }

    private static long number(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a whole number, got '" + text + "'", e);
        }
    }
}

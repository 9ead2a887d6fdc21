// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts an example as a process of its own, as a user would. */
final class Program {
    private static final long MOST_SECONDS = 240;

    private Program() {}

    record Ended(int status, String out, String err) {}

    static Ended run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-classpath",
                    System.getProperty("java.class.path"),
                    CreditRisk.class.getName()));
            if (Runtime.version().feature() >= 24) {
                // Else the JVM warns of SQLite's native library and of the protobuf that Tribuo brings.
                command.addAll(
                        1, List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
            }
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("still running after " + MOST_SECONDS + " s: " + command + "\n"
                        + Files.readString(out) + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}

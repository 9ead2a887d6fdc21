// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that works in the workspace that a test has open, and says line by line what it has done. */
public final class Child {
    private final Process process;
    private final Path output;
    private final Path errors;

    private Child(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** Starts the {@code main} of a class. */
    public static Child start(Class<?> program, Path folder, String... arguments) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        // A newer JVM warns on its error output of the native library of SQLite.
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        return new Child(process, output, errors);
    }

    /** Opens the workspace that the arguments of a child name: a folder, or the address of a database and a folder. */
    public static Workspace open(String... place) {
        return place[0].startsWith("jdbc:")
                ? Workspace.connect(ConnectionPool.of(place[0]), FolderBlobs.in(Path.of(place[1], "blobs")))
                : Workspace.open(Path.of(place[0]));
    }

    /** Waits for the first line, lets the process go on for a while and kills it; returns the whole lines. */
    public List<String> killAfter(long millis) throws IOException, InterruptedException {
        while (Files.size(output) == 0 && process.isAlive()) {
            Thread.sleep(5);
        }
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process ended by itself: " + Files.readString(errors));
        }
        process.destroyForcibly().waitFor();
        return lines();
    }

    /** Waits for the end, which must be a good one; returns the lines. */
    public List<String> await() throws IOException, InterruptedException {
        int code = process.waitFor();
        if (code != 0) {
            throw new AssertionError("the process ended with " + code + ": " + Files.readString(errors));
        }
        return lines();
    }

    /** Returns what the process has said by now; what comes after the last line feed is not said. */
    public List<String> lines() throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a run runs: a fixed list of facts, none of which is a secret. Environment variables, system properties at large
 * and command lines are never read.
 */
final class Environment {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private Environment() {}

    static Map<String, String> describe(Path workingFolder) {
        Map<String, String> facts = new TreeMap<>();
        for (String property : new String[] {"java.version", "java.vendor", "os.name", "os.arch", "os.version"}) {
            facts.put(property, System.getProperty(property, ""));
        }
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory.max.bytes", Long.toString(Runtime.getRuntime().maxMemory()));
        version("dev.holdfast.HoldfastException").ifPresent(version -> facts.put("holdfast.version", version));
        version("org.tribuo.Model").ifPresent(version -> facts.put("tribuo.version", version));
        commit(workingFolder).ifPresent(commit -> facts.put("git.commit", commit));
        return facts;
    }

    /** Returns what the jar of a class says its version is. */
    private static Optional<String> version(String className) {
        try {
            Class<?> type = Class.forName(className, false, Environment.class.getClassLoader());
            return Optional.ofNullable(type.getPackage().getImplementationVersion());
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Finds the commit that is checked out, by reading Git's files: no process is started. */
    static Optional<String> commit(Path folder) {
        try {
            for (Path up = folder.toAbsolutePath(); up != null; up = up.getParent()) {
                Path git = up.resolve(".git");
                if (Files.isDirectory(git)) {
                    return head(git);
                } else if (Files.isRegularFile(git)) {
                    String pointer = line(git);
                    return pointer.startsWith("gitdir: ") ? head(up.resolve(pointer.substring(8))) : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            // A repository that cannot be read is no reason to fail a training.
            return Optional.empty();
        }
    }

    private static Optional<String> head(Path git) throws IOException {
        String head = line(git.resolve("HEAD"));
        if (!head.startsWith("ref: ")) {
            return valid(head);
        }
        String reference = head.substring(5);
        Path shared = git.resolve("commondir");
        Path common = Files.exists(shared) ? git.resolve(line(shared)) : git;
        for (Path root : new Path[] {git, common}) {
            Path file = root.resolve(reference).normalize();
            if (file.startsWith(root.normalize()) && Files.isRegularFile(file)) {
                return valid(line(file));
            }
        }
        Path packed = common.resolve("packed-refs");
        if (!Files.exists(packed)) {
            return Optional.empty();
        }
        return Files.readAllLines(packed).stream()
                .filter(line -> line.endsWith(" " + reference))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .flatMap(Environment::valid);
    }

    private static Optional<String> valid(@Nullable String commit) {
        return Optional.ofNullable(commit).filter(text -> COMMIT.matcher(text).matches());
    }

    private static String line(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}

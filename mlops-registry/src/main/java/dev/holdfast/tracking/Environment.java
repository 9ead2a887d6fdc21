// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where a run runs: a fixed list of facts, none of which is a secret, and the environment variables that the host named.
 * Other variables, system properties at large and command lines are never read.
 */
final class Environment {
    private static final List<String> PROPERTIES =
            List.of("java.version", "java.vendor", "java.vm.name", "os.name", "os.arch", "os.version");
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(?:SECRET|PASSW|TOKEN|CREDENTIAL|PRIVATE|_KEY|APIKEY|ACCESS_?KEY).*");

    private Environment() {}

    static Map<String, String> describe(Path workingFolder, GitMemory git, List<String> variables) {
        Map<String, String> facts = new TreeMap<>();
        for (String property : PROPERTIES) {
            facts.put(property, System.getProperty(property, ""));
        }
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory.max.bytes", Long.toString(Runtime.getRuntime().maxMemory()));
        version("dev.holdfast.HoldfastException").ifPresent(version -> facts.put("holdfast.version", version));
        version("org.tribuo.Model").ifPresent(version -> facts.put("tribuo.version", version));
        facts.put(ClassPath.FACT, ClassPath.ofThisJvm().digest());
        facts.putAll(git.facts(workingFolder));
        for (String variable : variables) {
            String value = System.getenv(variable);
            if (value != null) {
                facts.put("variable." + variable, GitRepository.withoutCredentials(value));
            }
        }
        return facts;
    }

    /** Refuses names of variables that hold secrets more often than not. */
    static String checkVariable(String name) {
        if (name.isEmpty() || SECRET.matcher(name).matches()) {
            throw new IllegalArgumentException("the environment variable '" + name
                    + "' is named like a secret, and what a run records is read by many; leave it out");
        }
        return name;
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tests of one run and their report: {@code model-quality.html} and {@code model-quality.md} in one folder.
 *
 * <p>All test engines of a JVM that report to the same folder share one run, so that tests of JUnit and properties of jqwik
 * stand in one file: they have nothing but the JVM in common. A test that runs again replaces its result. Thread-safe.
 */
public final class QualityRun {
    private static final Map<Path, QualityRun> RUNS = new ConcurrentHashMap<>();
    private static final String NAME = "model-quality";

    private final Path folder;
    private final Map<String, TestResult> results = new LinkedHashMap<>();

    private QualityRun(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the run that reports to a folder.
     *
     * @param folder the folder; made when the report is written
     * @return the run
     */
    public static QualityRun in(Path folder) {
        return RUNS.computeIfAbsent(folder.toAbsolutePath().normalize(), QualityRun::new);
    }

    /**
     * Returns the run that the setting {@link Settings#REPORT} names; without it, that of {@code target/model-tests} where there
     * is a folder {@code target}, as in Maven, else of {@code build/model-tests}.
     *
     * @param settings the settings
     * @return the run, or empty when the setting is {@code none}
     */
    public static Optional<QualityRun> of(Settings settings) {
        Optional<String> chosen = settings.get(Settings.REPORT).filter(each -> !each.isBlank());
        if (chosen.filter("none"::equals).isPresent()) {
            return Optional.empty();
        }
        String build = Files.isDirectory(Path.of("target")) ? "target" : "build";
        return Optional.of(in(chosen.map(Path::of).orElseGet(() -> Path.of(build, "model-tests"))));
    }

    /**
     * Adds a result, or replaces that of the same test.
     *
     * @param result the result
     */
    public synchronized void add(TestResult result) {
        Objects.requireNonNull(result, "result");
        String key = result.testClass() + '\n' + result.test();
        results.remove(key);
        results.put(key, result);
    }

    /**
     * Returns the results so far.
     *
     * @return the results, in the order in which the tests ended
     */
    public synchronized List<TestResult> results() {
        return List.copyOf(results.values());
    }

    /**
     * Writes both files as they stand now; nothing when no test was added.
     *
     * @return the files that were written
     * @throws java.io.UncheckedIOException when a file cannot be written
     */
    public synchronized List<Path> write() {
        if (results.isEmpty()) {
            return List.of();
        }
        List<TestResult> all = results();
        return List.of(
                RunReport.full(all).write(folder.resolve(NAME + ".html")),
                RunReport.brief(all).write(folder.resolve(NAME + ".md")));
    }

    @Override
    public String toString() {
        return "QualityRun in " + folder;
    }
}

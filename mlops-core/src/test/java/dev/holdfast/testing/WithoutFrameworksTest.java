// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assertions work in any framework and in none: a JVM of its own has only what the library needs at run time. */
class WithoutFrameworksTest {
    private static final List<String> NEEDED =
            List.of("slf4j-api", "jackson-", "commons-statistics", "commons-numbers", "commons-rng", "jspecify");

    private static boolean isNeeded(String entry) {
        String name = Path.of(entry).getFileName().toString();
        return !name.endsWith(".jar") || NEEDED.stream().anyMatch(name::startsWith);
    }

    @Test
    void assertionsNeedNoTestFramework(@TempDir Path folder) throws IOException, InterruptedException {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String plain = Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .filter(WithoutFrameworksTest::isNeeded)
                .collect(Collectors.joining(File.pathSeparator));
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        plain,
                        PlainMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.startsWith("SLF4J"))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "no org.junit.jupiter.api.Test",
                        "no net.jqwik.api.Property",
                        "no org.opentest4j.AssertionFailedError",
                        "no org.assertj.core.api.Assertions",
                        "no org.tribuo.Model",
                        "passed",
                        "FAILED: model on 100 rows: expected brier at most 0.01, observed 0.08335 [0.06866, 0.09804] (95 %,"
                                + " n = 100)");
        assertThat(process.exitValue()).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks that its arguments name, all without any, and prints a table of medians, with what each operation allocates. */
public final class Run {
    private Run() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments those of JMH
     * @throws CommandLineOptionException when they are none
     * @throws RunnerException when a benchmark fails
     */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .addProfiler(ProcessCpu.class)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        System.out.printf(Locale.ROOT, "%nload average at the end %.1f%n", load);
        System.out.println("| benchmark | wall | CPU s | CPU ns a value | bytes allocated a value |");
        System.out.println("|---|---|---|---|---|");
        for (RunResult each : results) {
            Result<?> wall = each.getPrimaryResult();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f %s | %.5f | %.1f | %.1f |%n",
                    name(each.getParams()),
                    wall.getStatistics().getPercentile(50),
                    wall.getScoreUnit(),
                    median(each, "cpu.seconds"),
                    median(each, "cpu.value"),
                    bytesPerValue(each));
        }
    }

    /** The class and the method, with the parameters that say what was measured. */
    private static String name(BenchmarkParams benchmark) {
        String full = benchmark.getBenchmark();
        StringBuilder name =
                new StringBuilder(full.substring(Run.class.getPackageName().length() + 1));
        for (String key : benchmark.getParamsKeys()) {
            name.append(", ").append(key).append(' ').append(benchmark.getParam(key));
        }
        return name.toString();
    }

    private static double bytesPerValue(RunResult result) {
        String values = result.getParams().getParam("values");
        return median(result, "gc.alloc.rate.norm") / (values == null ? 1 : Double.parseDouble(values));
    }

    private static double median(RunResult result, String name) {
        return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
                .getStatistics()
                .getPercentile(50);
    }
}

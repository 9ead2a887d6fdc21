// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the CPU time that the whole process took for an operation: of all threads, those of the collector and the
 * compiler and those that native code starts.
 */
public final class ProcessCpu implements InternalProfiler {
    private long before;

    /** Creates the profiler; JMH does. */
    public ProcessCpu() {}

    static long nanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = nanos();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double operations = result.getMetadata().getMeasuredOps();
        double nanos = nanos() - before;
        String values = benchmark.getParam("values");
        double perOperation = values == null ? 1 : Double.parseDouble(values);
        return List.of(
                new ScalarResult("cpu.seconds", nanos / 1e9 / operations, "s/op", AggregationPolicy.AVG),
                new ScalarResult("cpu.value", nanos / operations / perOperation, "ns/value", AggregationPolicy.AVG));
    }

    @Override
    public String getDescription() {
        return "CPU time of the process";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What several gates found about one value. */
record AllEvidence(List<Evidence> parts) implements Evidence {
    AllEvidence {
        parts = List.copyOf(parts);
    }

    static <T> AllEvidence of(List<StepGate<? super T>> gates, T value) throws Exception {
        List<Evidence> parts = new ArrayList<>();
        for (StepGate<? super T> gate : gates) {
            parts.add(gate.check(value));
        }
        return new AllEvidence(parts);
    }

    @Override
    public String kind() {
        return "gates";
    }

    @Override
    public Outcome outcome() {
        return parts.stream().map(Evidence::outcome).reduce(Outcome.PASSED, Outcome::worst);
    }

    @Override
    public String summary() {
        return parts.stream().map(Evidence::summary).collect(Collectors.joining("; "));
    }

    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> all = new LinkedHashMap<>();
        parts.forEach(part -> part.measurements().forEach((name, value) -> all.put(part.kind() + "." + name, value)));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public Report report() {
        Report.Builder report = Report.titled("Gates");
        parts.forEach(part -> report.section(part.report()));
        return report.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Signature;
import dev.holdfast.report.Evidence;
import dev.holdfast.stats.Measurement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a version consists of, as its canonical JSON document says. */
record Manifest(
        String json,
        String digest,
        String model,
        long number,
        Actor author,
        Instant registeredAt,
        String runId,
        String format,
        String parameterDigest,
        Signature signature,
        Map<String, String> provenance,
        Map<String, String> attachments) {

    static Map<String, Measurement> metrics(List<Evidence> evidence) {
        Map<String, Measurement> metrics = new LinkedHashMap<>();
        evidence.stream().filter(each -> !isEvaluation(each)).forEach(each -> metrics.putAll(each.measurements()));
        evidence.stream().filter(Manifest::isEvaluation).forEach(each -> metrics.putAll(each.measurements()));
        return metrics;
    }

    private static boolean isEvaluation(Evidence evidence) {
        return evidence.kind().equals("evaluation");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evidence as a canonical JSON document, from which it comes back as it was: every measurement to the last bit and in
 * its order, every block of the report.
 */
public final class EvidenceJson {
    private static final int FORMAT = 1;

    private EvidenceJson() {}

    private record Stored(
            String kind, Outcome outcome, String summary, Map<String, Measurement> measurements, Report report)
            implements Evidence {
        @Override
        public String toString() {
            return kind + ": " + outcome + ", " + summary;
        }
    }

    /**
     * Writes evidence.
     *
     * @param evidence the evidence
     * @return the document
     */
    public static String write(Evidence evidence) {
        List<Object> measurements = new ArrayList<>();
        evidence.measurements().forEach((name, value) -> measurements.add(List.of(name, measurement(value))));
        return Json.canonical(Json.object(
                "format",
                FORMAT,
                "kind",
                evidence.kind(),
                "outcome",
                evidence.outcome().name(),
                "summary",
                evidence.summary(),
                "measurements",
                measurements,
                "report",
                Json.parseObject(evidence.report().toJson())));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param document the document
     * @return the evidence
     * @throws IllegalArgumentException when the document is none, or of a newer format
     */
    public static Evidence read(String document) {
        Map<String, Object> root = Json.parseObject(document);
        if (Json.toLong(root.get("format")) != FORMAT) {
            throw new IllegalArgumentException(
                    "expected evidence of format " + FORMAT + ", got format " + root.get("format"));
        }
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        for (Object each : Json.toList(root.get("measurements"))) {
            List<Object> pair = Json.toList(each);
            measurements.put(Json.toText(pair.get(0)), toMeasurement(Json.toMap(pair.get(1))));
        }
        return new Stored(
                Json.toText(root.get("kind")),
                Outcome.valueOf(Json.toText(root.get("outcome"))),
                Json.toText(root.get("summary")),
                Collections.unmodifiableMap(measurements),
                Report.parse(Json.canonical(Json.toMap(root.get("report")))));
    }

    private static Map<String, Object> measurement(Measurement value) {
        if (value instanceof Estimate e) {
            return Json.object(
                    "point",
                    Json.number(e.point()),
                    "lower",
                    Json.number(e.lower()),
                    "upper",
                    Json.number(e.upper()),
                    "confidence",
                    Json.number(e.confidence()),
                    "n",
                    Json.number(e.n()));
        }
        return Json.object("undefined", ((Undefined) value).reason());
    }

    private static Measurement toMeasurement(Map<String, Object> json) {
        if (json.containsKey("undefined")) {
            return new Undefined(Json.toText(json.get("undefined")));
        }
        return new Estimate(
                Json.toDouble(json.get("point")),
                Json.toDouble(json.get("lower")),
                Json.toDouble(json.get("upper")),
                Json.toDouble(json.get("confidence")),
                Json.toLong(json.get("n")));
    }
}

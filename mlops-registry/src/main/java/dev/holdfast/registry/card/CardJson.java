// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.Approval;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.report.Evidence;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A card as JSON: the fields of Model Card Toolkit's schema 0.0.2, and under {@code holdfast} what it has no field for.
 */
final class CardJson {
    private static final String SCHEMA = "0.0.2";

    private CardJson() {}

    static String write(ModelCard card) {
        ModelVersion version = card.version();
        CardNotes notes = card.notes();
        return Json.canonical(Json.object(
                "schema_version",
                SCHEMA,
                "model_details",
                details(version, notes),
                "model_parameters",
                Json.object(
                        "model_architecture",
                        version.provenance().getOrDefault("trainer", version.format()),
                        "data",
                        version.datasets().stream()
                                .map(each -> Json.object(
                                        "name", each.name(), "description", each.role() + ", " + each.rows() + " rows"))
                                .toList(),
                        "input_format",
                        ModelCard.inputs(version),
                        "output_format",
                        ModelCard.output(version)),
                "quantitative_analysis",
                Json.object(
                        "performance_metrics",
                        card.metrics().stream().map(CardJson::metric).toList()),
                "considerations",
                considerations(notes),
                "holdfast",
                own(card)));
    }

    private static Map<String, Object> details(ModelVersion version, CardNotes notes) {
        return Json.object(
                "name",
                version.model(),
                "overview",
                notes.overview().orElse(""),
                "owners",
                notes.owners().stream()
                        .map(owner -> Json.object("name", owner.getKey(), "contact", owner.getValue()))
                        .toList(),
                "version",
                Json.object(
                        "name",
                        Long.toString(version.number()),
                        "date",
                        LocalDate.ofInstant(version.registeredAt(), ZoneOffset.UTC)
                                .toString()),
                "licenses",
                described("identifier", notes.licenses()),
                "references",
                described("reference", notes.references()));
    }

    private static Map<String, Object> considerations(CardNotes notes) {
        return Json.object(
                "users",
                described("description", notes.users()),
                "use_cases",
                described("description", notes.useCases()),
                "limitations",
                described("description", notes.limitations()),
                "tradeoffs",
                described("description", notes.tradeoffs()),
                "ethical_considerations",
                notes.ethicalConsiderations().stream()
                        .map(each -> Json.object("name", each.getKey(), "mitigation_strategy", each.getValue()))
                        .toList());
    }

    private static List<Map<String, Object>> described(String field, List<String> texts) {
        return texts.stream().map(text -> Json.object(field, text)).toList();
    }

    private static Map<String, Object> metric(CardMetric metric) {
        Map<String, Object> json = Json.object("type", metric.name(), "value", Json.number(metric.value()));
        if (metric.lower().isPresent() && metric.upper().isPresent()) {
            json.put(
                    "confidence_interval",
                    Json.object(
                            "lower_bound",
                            Json.number(metric.lower().get()),
                            "upper_bound",
                            Json.number(metric.upper().get())));
        }
        if (!metric.slice().isEmpty()) {
            json.put("slice", metric.slice());
        }
        json.put("evidence", metric.evidence());
        return json;
    }

    private static Map<String, Object> own(ModelCard card) {
        ModelVersion version = card.version();
        List<Object> evidence = new ArrayList<>();
        List<Evidence> documents = version.evidence();
        for (int i = 0; i < documents.size(); i++) {
            evidence.add(Json.object(
                    "kind",
                    documents.get(i).kind(),
                    "outcome",
                    documents.get(i).outcome().name(),
                    "summary",
                    documents.get(i).summary(),
                    "sha256",
                    version.evidenceDigests().get(i)));
        }
        return Json.object(
                "manifest",
                version.digest(),
                "out_of_scope",
                described("description", card.notes().outOfScope()),
                "evidence",
                evidence,
                "datasets",
                version.datasets().stream()
                        .map(each -> Json.object(
                                "role", each.role().name(), "name", each.name(), "sha256", each.fingerprint()))
                        .toList(),
                "baseline",
                version.attachmentNames().contains("baseline"),
                "approvals",
                card.approvals().stream().map(CardJson::approval).toList());
    }

    private static Map<String, Object> approval(Approval approval) {
        return Json.object(
                "actor",
                approval.actor().name(),
                "roles",
                approval.actor().roles().stream().sorted().toList(),
                "at",
                approval.at().toString(),
                "reason",
                approval.reason());
    }

    /** Compares the numbers of a card that was written down with those of the registry. */
    static List<CardFinding> differences(ModelCard card, String json) {
        List<CardFinding> findings = new ArrayList<>();
        Map<String, Object> root = Json.parseObject(json);
        Object manifest = map(root, "holdfast").get("manifest");
        if (!card.version().digest().equals(manifest)) {
            findings.add(new CardFinding(
                    CardFinding.Rule.NUMBERS,
                    "the card is of the manifest " + manifest + ", " + card.version() + " has "
                            + card.version().digest() + "; write the card of this version"));
        }
        Object listed = map(root, "quantitative_analysis").get("performance_metrics");
        List<Object> told = listed == null ? List.of() : Json.toList(listed);
        for (Object each : told) {
            differs(card, Json.toMap(each)).ifPresent(findings::add);
        }
        return findings;
    }

    private static Map<String, Object> map(Map<String, Object> root, String name) {
        Object value = root.get(name);
        return value == null ? Map.of() : Json.toMap(value);
    }

    private static Optional<CardFinding> differs(ModelCard card, Map<String, Object> told) {
        String name = Json.toText(told.get("type"));
        String slice = told.containsKey("slice") ? Json.toText(told.get("slice")) : "";
        boolean known = card.metrics().stream()
                .anyMatch(metric -> metric.name().equals(name)
                        && metric.slice().equals(slice)
                        && Json.canonical(without(metric(metric))).equals(Json.canonical(without(told)))
                        && Objects.equals(told.getOrDefault("evidence", metric.evidence()), metric.evidence()));
        return known
                ? Optional.empty()
                : Optional.of(new CardFinding(
                        CardFinding.Rule.NUMBERS,
                        "the card says " + name + (slice.isEmpty() ? "" : " of " + slice) + " is "
                                + Json.canonical(without(told)) + ", which no evidence of " + card.version()
                                + " says; take the numbers from the registry"));
    }

    /** The number and its interval, and nothing else that a hand may add to a card. */
    private static Map<String, Object> without(Map<String, Object> metric) {
        Map<String, Object> numbers = Json.object("value", metric.getOrDefault("value", ""));
        if (metric.containsKey("confidence_interval")) {
            numbers.put("confidence_interval", metric.get("confidence_interval"));
        }
        return numbers;
    }
}

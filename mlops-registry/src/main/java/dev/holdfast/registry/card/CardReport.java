// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.registry.Approval;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A card as a report, from what it is for to where its numbers come from. */
final class CardReport {
    private static final int SHORT = 12;

    private final ModelCard card;
    private final ModelVersion version;
    private final CardNotes notes;

    private CardReport(ModelCard card) {
        this.card = card;
        this.version = card.version();
        this.notes = card.notes();
    }

    static Report of(ModelCard card) {
        return new CardReport(card).build();
    }

    private Report build() {
        Report.Builder report = Report.titled("Model card: " + version.model() + ", version " + version.number());
        report.text(notes.overview().orElse("Nobody has said yet what this model is."));
        report.table("", List.of("", ""), facts());
        report.section(uses());
        report.section(quality());
        report.section(examinations());
        report.section(data());
        considerations(report);
        report.section(approvals());
        report.text("Manifest " + version.digest() + ". Evidence is named by the first digits of its SHA-256.");
        return report.build();
    }

    private List<List<String>> facts() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "Owners",
                notes.owners().isEmpty()
                        ? "none named"
                        : notes.owners().stream()
                                .map(owner -> owner.getValue().isEmpty()
                                        ? owner.getKey()
                                        : owner.getKey() + " (" + owner.getValue() + ")")
                                .collect(Collectors.joining(", "))));
        rows.add(List.of(
                "Registered",
                LocalDate.ofInstant(version.registeredAt(), ZoneOffset.UTC) + " by "
                        + version.author().name()));
        rows.add(List.of("Licence", notes.licenses().isEmpty() ? "none named" : String.join(", ", notes.licenses())));
        rows.add(List.of("Predicts", ModelCard.output(version)));
        rows.add(List.of("From", ModelCard.inputs(version)));
        rows.add(List.of("Format", version.format() + ", " + version.sizeBytes() + " bytes"));
        if (version.provenance().containsKey("trainer")) {
            rows.add(List.of("Trainer", version.provenance().getOrDefault("trainer", "")));
        }
        if (!notes.references().isEmpty()) {
            rows.add(List.of("References", String.join(", ", notes.references())));
        }
        return rows;
    }

    private Report uses() {
        Report.Builder report = Report.titled("Uses");
        List<List<String>> rows = new ArrayList<>();
        notes.users().forEach(each -> rows.add(List.of("Users", each)));
        notes.useCases().forEach(each -> rows.add(List.of("Meant for", each)));
        notes.outOfScope().forEach(each -> rows.add(List.of("Not for", each)));
        if (rows.isEmpty()) {
            return report.text("Nobody has said yet what this model is meant for, and what not.")
                    .build();
        }
        return report.table("", List.of("", ""), rows).build();
    }

    private Report quality() {
        Report.Builder report = Report.titled("Quality");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<CardMetric>> slices = new LinkedHashMap<>();
        for (CardMetric metric : card.metrics()) {
            if (!metric.slice().isEmpty()) {
                slices.computeIfAbsent(metric.name(), name -> new ArrayList<>()).add(metric);
            } else if (!metric.kind().equals("fairness")) {
                rows.add(List.of(metric.name(), Estimate.number(metric.value()), interval(metric), digits(metric)));
            }
        }
        if (rows.isEmpty()) {
            report.text("No evidence measures how good this model is.");
        } else {
            report.table("On all rows that were evaluated", List.of("Metric", "Value", "Interval", "Evidence"), rows);
        }
        slices.entrySet().stream().findFirst().ifPresent(lead -> chart(report, lead.getKey(), lead.getValue()));
        if (!slices.isEmpty()) {
            report.table(
                    "By slice",
                    List.of("Metric", "Slice", "Value", "Interval", "Evidence"),
                    slices.values().stream()
                            .flatMap(List::stream)
                            .map(each -> List.of(
                                    each.name(),
                                    each.slice(),
                                    Estimate.number(each.value()),
                                    interval(each),
                                    digits(each)))
                            .toList());
        }
        return report.build();
    }

    private void chart(Report.Builder report, String metric, List<CardMetric> slices) {
        List<Chart.Interval> intervals = new ArrayList<>();
        card.metrics().stream()
                .filter(each -> each.name().equals(metric) && each.slice().isEmpty())
                .findFirst()
                .ifPresent(each -> add(intervals, "all rows", each));
        slices.forEach(each -> add(intervals, each.slice(), each));
        if (!intervals.isEmpty()) {
            report.chart(new Chart.Intervals(metric + " by slice", metric, "slice", intervals));
        }
    }

    private static void add(List<Chart.Interval> intervals, String name, CardMetric metric) {
        if (metric.lower().isPresent() && metric.upper().isPresent()) {
            intervals.add(new Chart.Interval(
                    name, metric.lower().get(), metric.value(), metric.upper().get()));
        }
    }

    private static String interval(CardMetric metric) {
        return metric.lower().isPresent() && metric.upper().isPresent()
                ? Estimate.number(metric.lower().get()) + " to "
                        + Estimate.number(metric.upper().get())
                : "none";
    }

    private static String digits(CardMetric metric) {
        return metric.evidence().substring(0, SHORT);
    }

    private Report examinations() {
        Report.Builder report = Report.titled("Examinations");
        List<Evidence> evidence = version.evidence();
        for (int i = 0; i < evidence.size(); i++) {
            Evidence each = evidence.get(i);
            report.finding(
                    each.outcome(),
                    each.kind() + " " + version.evidenceDigests().get(i).substring(0, SHORT),
                    each.summary());
        }
        if (evidence.isEmpty()) {
            report.text("Nothing was examined.");
        }
        List<List<String>> fairness = card.metrics().stream()
                .filter(each -> each.kind().equals("fairness") && each.slice().isEmpty())
                .map(each -> List.of(each.name(), Estimate.number(each.value()), interval(each), digits(each)))
                .toList();
        if (!fairness.isEmpty()) {
            report.table("Fairness", List.of("Measure", "Value", "Interval", "Evidence"), fairness);
        }
        return report.build();
    }

    private Report data() {
        Report.Builder report = Report.titled("Data");
        if (version.datasets().isEmpty()) {
            report.text("No data set is named.");
        } else {
            report.table(
                    "",
                    List.of("Role", "Name", "Rows", "Fingerprint"),
                    version.datasets().stream()
                            .map(each -> List.of(
                                    each.role().name().toLowerCase(Locale.ROOT),
                                    each.name(),
                                    Long.toString(each.rows()),
                                    each.fingerprint().substring(0, SHORT)))
                            .toList());
        }
        return report.text(
                        version.attachmentNames().contains("baseline")
                                ? "A baseline for drift is stored with the version."
                                : "No baseline for drift is stored with the version.")
                .build();
    }

    private void considerations(Report.Builder report) {
        List<List<String>> rows = new ArrayList<>();
        notes.limitations().forEach(each -> rows.add(List.of("Limitation", each, "")));
        notes.tradeoffs().forEach(each -> rows.add(List.of("Trade-off", each, "")));
        notes.ethicalConsiderations().forEach(each -> rows.add(List.of("Risk", each.getKey(), each.getValue())));
        Report.Builder section = Report.titled("Considerations");
        report.section(
                rows.isEmpty()
                        ? section.text("Nobody has said yet where this model is weak.")
                                .build()
                        : section.table("", List.of("", "", "What is done about it"), rows)
                                .build());
    }

    private Report approvals() {
        Report.Builder report = Report.titled("Approvals");
        if (card.approvals().isEmpty()) {
            return report.text("Nobody has approved this version.").build();
        }
        return report.table(
                        "",
                        List.of("Who", "Roles", "When", "Why"),
                        card.approvals().stream().map(CardReport::approval).toList())
                .build();
    }

    private static List<String> approval(Approval each) {
        return List.of(
                each.actor().name(),
                each.actor().roles().stream().sorted().collect(Collectors.joining(", ")),
                LocalDate.ofInstant(each.at(), ZoneOffset.UTC).toString(),
                each.reason());
    }
}

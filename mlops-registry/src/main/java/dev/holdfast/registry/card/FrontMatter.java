// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.DatasetUse;
import dev.holdfast.registry.ModelVersion;
import java.util.List;
import java.util.Locale;

/**
 * The YAML before a model card in Markdown, with the members that Hugging Face reads: {@code license}, {@code tags},
 * {@code datasets}, {@code metrics}, {@code model-index}. Every text is written as a JSON string, which YAML reads as it
 * is whatever characters it has.
 */
final class FrontMatter {
    private FrontMatter() {}

    static String of(ModelCard card) {
        ModelVersion version = card.version();
        boolean classifier = !version.signature().labels().isEmpty();
        String task = classifier ? "tabular-classification" : "tabular-regression";
        StringBuilder yaml = new StringBuilder("---\n");
        card.notes().licenses().stream()
                .findFirst()
                .ifPresent(license -> yaml.append("license: ")
                        .append(text(license.toLowerCase(Locale.ROOT)))
                        .append('\n'));
        yaml.append("library_name: holdfast\npipeline_tag: ")
                .append(task)
                .append("\ntags:\n- ")
                .append(task)
                .append('\n');
        list(
                yaml,
                "datasets",
                version.datasets().stream().map(DatasetUse::name).distinct().toList());
        list(
                yaml,
                "metrics",
                card.metrics().stream()
                        .filter(FrontMatter::isQuality)
                        .map(CardMetric::name)
                        .distinct()
                        .toList());
        results(yaml, card, task);
        return yaml.append("---\n\n").toString();
    }

    /** Fairness has no place in these lists, which compare models by how good they are. */
    private static boolean isQuality(CardMetric metric) {
        return metric.slice().isEmpty() && !metric.kind().equals("fairness");
    }

    private static void list(StringBuilder yaml, String name, List<String> items) {
        if (!items.isEmpty()) {
            yaml.append(name).append(":\n");
            items.forEach(item -> yaml.append("- ").append(text(item)).append('\n'));
        }
    }

    private static void results(StringBuilder yaml, ModelCard card, String task) {
        List<CardMetric> metrics =
                card.metrics().stream().filter(FrontMatter::isQuality).toList();
        if (metrics.isEmpty()) {
            return;
        }
        ModelVersion version = card.version();
        yaml.append("model-index:\n- name: ")
                .append(text(version.model() + " version " + version.number()))
                .append("\n  results:\n  - task:\n      type: ")
                .append(task)
                .append("\n    dataset:\n      type: tabular\n      name: ")
                .append(text(version.datasets().stream()
                        .map(DatasetUse::name)
                        .reduce((first, last) -> last)
                        .orElse("not named")))
                .append("\n    metrics:\n");
        for (CardMetric metric : metrics) {
            yaml.append("    - type: ")
                    .append(text(metric.name()))
                    .append("\n      value: ")
                    .append(metric.value())
                    .append('\n');
        }
    }

    private static String text(String text) {
        return Json.canonical(text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.registry.card.CardFinding.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks for what a reader of a card would miss. */
final class CardLint {
    private final List<CardFinding> findings = new ArrayList<>();

    private CardLint() {}

    static List<CardFinding> of(ModelCard card, Duration longest, Instant now) {
        CardLint lint = new CardLint();
        CardNotes notes = card.notes();
        lint.require(!notes.owners().isEmpty(), Rule.OWNER, "nobody answers for the model; call CardNotes.owner");
        lint.require(
                notes.overview().isPresent(), Rule.OVERVIEW, "nobody says what the model is; call CardNotes.overview");
        lint.require(
                !notes.useCases().isEmpty(),
                Rule.INTENDED_USE,
                "nobody says what the model is meant for; call CardNotes.useCase");
        lint.require(
                !notes.outOfScope().isEmpty(),
                Rule.OUT_OF_SCOPE_USE,
                "nobody says what the model must not be used for; call CardNotes.outOfScope");
        lint.require(
                !notes.limitations().isEmpty(),
                Rule.LIMITATIONS,
                "nobody says where the model is weak; call CardNotes.limitation");
        lint.require(!notes.licenses().isEmpty(), Rule.LICENSE, "no licence is named; call CardNotes.license");
        lint.numbers(card);
        Duration age = Duration.between(card.version().registeredAt(), now);
        lint.require(
                age.compareTo(longest) <= 0,
                Rule.STALE,
                card.version() + " is " + age.toDays() + " days old, at most " + longest.toDays()
                        + " are allowed; train and register a new one");
        return List.copyOf(lint.findings);
    }

    private void numbers(ModelCard card) {
        require(
                card.metrics().stream().anyMatch(each -> each.slice().isEmpty()),
                Rule.METRIC,
                "no evidence measures how good the model is; record an evaluation with the run");
        require(
                card.metrics().stream().anyMatch(each -> !each.slice().isEmpty()),
                Rule.SLICE_METRIC,
                "no metric is told for a part of the rows; call Evaluation.slices");
        require(
                card.version().evidence().stream()
                        .anyMatch(each ->
                                each.kind().equals("fairness") || each.kind().equals("group-metrics")),
                Rule.FAIRNESS,
                "no evidence tells how fair the model is; record a fairness report with the run");
        require(
                !card.version().datasets().isEmpty(),
                Rule.DATA,
                "no data set is named; call Run.dataset for those that the model learned from");
    }

    private void require(boolean met, Rule rule, String detail) {
        if (!met) {
            findings.add(new CardFinding(rule, detail));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.data.Field;
import dev.holdfast.registry.Approval;
import dev.holdfast.registry.Candidate;
import dev.holdfast.registry.Gate;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Report;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a version is for, how good it is and for whom, on one page: the numbers from its evidence, each with the digest
 * that vouches for it, and what only people can say from its {@link CardNotes}.
 *
 * <p>As JSON it has the fields of Model Card Toolkit's schema 0.0.2, as Markdown the front matter that Hugging Face
 * reads, as HTML it is one file that loads nothing. Text of people is data everywhere and never markup. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * ModelCard card = ModelCard.of(credit, version);
 * card.lint(Duration.ofDays(365), clock);           // what is missing, stale, or not as the registry has it
 * Files.writeString(page, card.toHtml());
 * }</pre>
 */
public final class ModelCard {
    private final ModelVersion version;
    private final CardNotes notes;
    private final List<CardMetric> metrics;
    private final List<Approval> approvals;

    private ModelCard(ModelVersion version, CardNotes notes, List<CardMetric> metrics, List<Approval> approvals) {
        this.version = version;
        this.notes = notes;
        this.metrics = metrics;
        this.approvals = approvals;
    }

    /**
     * Fills the card of a version with the notes that were registered with it.
     *
     * @param model its model, which knows the approvals
     * @param version the version
     * @return the card
     * @throws IllegalArgumentException when the version is not one of the model
     * @throws dev.holdfast.artifact.StorageException when evidence or notes are missing or damaged
     */
    public static ModelCard of(RegisteredModel model, ModelVersion version) {
        return of(model, version, CardNotes.of(version));
    }

    /**
     * Fills the card of a version with other notes.
     *
     * @param model its model, which knows the approvals
     * @param version the version
     * @param notes what people say
     * @return the card
     * @throws IllegalArgumentException when the version is not one of the model
     * @throws dev.holdfast.artifact.StorageException when evidence is missing or damaged
     */
    public static ModelCard of(RegisteredModel model, ModelVersion version, CardNotes notes) {
        return new ModelCard(version, notes, CardMetrics.of(version), model.approvals(version));
    }

    static ModelCard of(Candidate candidate) {
        ModelVersion version = candidate.version();
        return new ModelCard(version, CardNotes.of(version), CardMetrics.of(version), candidate.approvals());
    }

    /**
     * Returns a gate that asks for a complete card: {@link #lint} finds nothing in the notes that were registered with
     * the version.
     *
     * @param longest how old a version may be
     * @param clock tells how old it is
     * @return the gate, which prints as {@code modelCard()}
     */
    public static Gate gate(Duration longest, InstantSource clock) {
        return new CardGate(longest, clock);
    }

    ModelVersion version() {
        return version;
    }

    CardNotes notes() {
        return notes;
    }

    List<CardMetric> metrics() {
        return metrics;
    }

    List<Approval> approvals() {
        return approvals;
    }

    static String inputs(ModelVersion version) {
        return version.signature().inputs().fields().stream()
                .map(ModelCard::input)
                .collect(Collectors.joining(", "));
    }

    private static String input(Field field) {
        return field.name() + " (" + field.type().name().toLowerCase(Locale.ROOT) + ")";
    }

    static String output(ModelVersion version) {
        List<String> labels = version.signature().labels();
        return version.signature().target()
                + (labels.isEmpty() ? ", a number" : ", one of " + String.join(", ", labels));
    }

    /**
     * Looks for what is missing or stale.
     *
     * @param longest how old the version may be
     * @param clock tells how old it is
     * @return what was found, nothing when the card is complete
     */
    public List<CardFinding> lint(Duration longest, InstantSource clock) {
        return CardLint.of(this, longest, clock.instant());
    }

    /**
     * Compares the numbers of a card that was written down, and perhaps edited, with those of the registry.
     *
     * @param json the card, as {@link #toJson()} writes it
     * @return one finding for another version and for each number that no evidence says
     * @throws IllegalArgumentException when the text is no card
     */
    public List<CardFinding> differences(String json) {
        return CardJson.differences(this, json);
    }

    /**
     * Returns the card as canonical JSON.
     *
     * @return the document
     */
    public String toJson() {
        return CardJson.write(this);
    }

    /**
     * Returns the card as Markdown with YAML front matter.
     *
     * @return the document
     */
    public String toMarkdown() {
        return FrontMatter.of(this) + toReport().toMarkdown();
    }

    /**
     * Returns the card as a page.
     *
     * @return the document
     */
    public String toHtml() {
        return toReport().toHtml();
    }

    /**
     * Returns the card as a report.
     *
     * @return the report
     */
    public Report toReport() {
        return CardReport.of(this);
    }

    @Override
    public String toString() {
        return "ModelCard[" + version + "]";
    }
}

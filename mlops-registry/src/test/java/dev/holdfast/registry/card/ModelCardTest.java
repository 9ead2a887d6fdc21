// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.Fairness;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.GateResult;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.Promotion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.card.CardFinding.Rule;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
    private static final Actor ANNA = Actor.of("Anna", "data-scientist");
    private static final Actor BEN = Actor.of("Ben", "risk-officer");
    private static final Duration YEAR = Duration.ofDays(365);

    private final ManualClock clock = new ManualClock();
    private Workspace workspace;
    private RegisteredModel credit;

    @BeforeEach
    void open(@TempDir Path folder) {
        workspace = Workspace.open(folder.resolve("w"), o -> o.clock(clock).actor(ANNA));
        credit = workspace.registry().model("credit");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private static Table loans() {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("Income,Home,Status\n");
        for (int i = 0; i < 400; i++) {
            int income = random.nextInt(100);
            csv.append(income)
                    .append(i % 3 == 0 ? ",rent," : ",own <b>,")
                    .append(income + random.nextGaussian() * 20 < 50 ? "bad\n" : "good\n");
        }
        return Csv.read(new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)), "loans");
    }

    private static CardNotes notes() {
        return CardNotes.overview("Scores applications for small consumer loans.")
                .owner("Risk team", "risk@example.org")
                .license("Apache-2.0")
                .reference("https://example.org/credit")
                .user("Loan officers")
                .useCase("A second opinion beside a loan officer's")
                .outOfScope("Mortgages, and loans to companies")
                .limitation("Trained on applications of 2015 to 2017 <script>alert(1)</script>")
                .tradeoff("Two points of accuracy for equal acceptance")
                .ethicalConsideration("Refusals fall on tenants", "A person looks at each refusal");
    }

    private ModelVersion complete() {
        Table loans = loans();
        ThresholdModel model = new ThresholdModel(50);
        EvaluationReport quality = Evaluation.classification(model, loans)
                .positive("bad")
                .metrics(BinaryMetric.ACCURACY, BinaryMetric.AUC)
                .slices("Home")
                .run();
        FairnessReport fairness = Fairness.of(model, loans)
                .favorable("good")
                .sensitive("Home")
                .criterion(Criterion.demographicParity().atMost(0.3))
                .seed(1)
                .run();
        RunRecord run = workspace
                .tracker()
                .run(
                        "credit",
                        "threshold",
                        r -> r.dataset(DatasetRole.TEST, "loans", loans)
                                .evidence(quality)
                                .evidence(fairness)
                                .model(model)
                                .record());
        return credit.register(run, notes().toAttachment());
    }

    private ModelVersion bare() {
        return credit.register(workspace
                .tracker()
                .run("credit", "bare", r -> r.model(new ThresholdModel(1)).record()));
    }

    @Test
    void aCompleteCardIsFilledFromTheEvidence() {
        ModelVersion version = complete();
        credit.approve(version, BEN, "good enough");
        ModelCard card = ModelCard.of(credit, version);

        assertThat(card.lint(YEAR, clock)).isEmpty();
        Map<String, Object> json = Json.parseObject(card.toJson());
        assertThat(json).containsEntry("schema_version", "0.0.2");
        Map<String, Object> details = Json.toMap(json.get("model_details"));
        assertThat(details).containsEntry("name", "credit");
        assertThat(details.get("owners"))
                .isEqualTo(List.of(Map.of("name", "Risk team", "contact", "risk@example.org")));
        List<Object> metrics =
                Json.toList(Json.toMap(json.get("quantitative_analysis")).get("performance_metrics"));
        Map<String, Object> accuracy = Json.toMap(metrics.get(0));
        assertThat(accuracy).containsEntry("type", "accuracy").containsKey("confidence_interval");
        assertThat(Json.toDouble(accuracy.get("value")))
                .isEqualTo(Objects.requireNonNull(version.metrics().get("accuracy"))
                        .estimate()
                        .orElseThrow()
                        .point());
        assertThat(metrics)
                .extracting(each -> Json.toMap(each).getOrDefault("slice", ""))
                .contains("Home = rent");
        Map<String, Object> considerations = Json.toMap(json.get("considerations"));
        assertThat(considerations.get("ethical_considerations"))
                .isEqualTo(List.of(Map.of(
                        "name", "Refusals fall on tenants", "mitigation_strategy", "A person looks at each refusal")));
        Map<String, Object> own = Json.toMap(json.get("holdfast"));
        assertThat(own).containsEntry("manifest", version.digest()).containsEntry("baseline", false);
        assertThat(Json.toMap(Json.toList(own.get("approvals")).get(0))).containsEntry("actor", "Ben");
        assertThat(card).hasToString("ModelCard[credit version 1]");
    }

    @Test
    void thePageEscapesWhatPeopleWroteAndLoadsNothing() throws IOException {
        ModelVersion version = complete();
        credit.approve(version, BEN, "good <i>enough</i>");
        String html = ModelCard.of(credit, version).toHtml();

        assertThat(html)
                .contains("&lt;script&gt;")
                .doesNotContain("<script>alert")
                .doesNotContain("<i>enough")
                .doesNotContain("own <b>")
                .contains("Mortgages, and loans to companies", "accuracy by slice", "Ben", "risk-officer");
        String out = System.getProperty("holdfast.pages", "");
        if (!out.isEmpty()) {
            Files.writeString(Path.of(out, "model-card.html"), html);
            Files.writeString(
                    Path.of(out, "model-card.md"), ModelCard.of(credit, version).toMarkdown());
        }
    }

    @Test
    void theMarkdownBeginsWithFrontMatterWhoseTextsAreQuoted() {
        ModelVersion version = complete();
        String markdown = ModelCard.of(credit, version, notes().license("MIT: \"x\"\n- y"))
                .toMarkdown();

        assertThat(markdown)
                .startsWith("""
                        ---
                        license: "apache-2.0"
                        library_name: holdfast
                        pipeline_tag: tabular-classification
                        tags:
                        - tabular-classification
                        datasets:
                        - "loans"
                        metrics:
                        - "accuracy"
                        - "auc"
                        """)
                .contains("model-index:\n- name: \"credit version 1\"\n  results:\n  - task:\n")
                .contains("\n---\n\n# Model card: credit, version 1\n");
    }

    @Test
    void theLintNamesEverythingThatIsMissing() {
        ModelVersion version = bare();
        clock.advance(Duration.ofDays(400));

        List<CardFinding> findings = ModelCard.of(credit, version).lint(YEAR, clock);

        assertThat(findings)
                .extracting(CardFinding::rule)
                .containsExactly(
                        Rule.OWNER,
                        Rule.OVERVIEW,
                        Rule.INTENDED_USE,
                        Rule.OUT_OF_SCOPE_USE,
                        Rule.LIMITATIONS,
                        Rule.LICENSE,
                        Rule.METRIC,
                        Rule.SLICE_METRIC,
                        Rule.FAIRNESS,
                        Rule.DATA,
                        Rule.STALE);
        assertThat(findings.get(10))
                .hasToString(
                        "STALE: credit version 1 is 400 days old, at most 365 are allowed; train and register a new"
                                + " one");
        assertThat(ModelCard.of(credit, version).toHtml()).contains("Nobody has said yet what this model is.");
        assertThat(ModelCard.of(credit, version).toMarkdown()).doesNotContain("model-index");
    }

    @Test
    void aGateAsksForACompleteCard() {
        ModelVersion bare = bare();
        PromotionPolicy policy = PromotionPolicy.of(ModelCard.gate(YEAR, clock));
        Promotion refused =
                credit.promote(bare).to("champion").as(BEN).under(policy).because("test");

        assertThat(refused).isInstanceOfSatisfying(Promotion.Refused.class, each -> {
            GateResult result = each.results().get(0);
            assertThat(result.gate()).isEqualTo("modelCard()");
            assertThat(result.expected()).isEqualTo("a complete model card, no older than 365 days");
            assertThat(result.observed()).startsWith("OWNER: nobody answers for the model; call CardNotes.owner; ");
        });
        assertThat(credit.promote(complete())
                        .to("champion")
                        .as(BEN)
                        .under(policy)
                        .because("test"))
                .isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void aNumberThatWasEditedIsNotThatOfTheEvidence() {
        ModelVersion version = complete();
        ModelCard card = ModelCard.of(credit, version);
        assertThat(card.differences(card.toJson())).isEmpty();

        String value = Json.canonical(
                Json.number(Objects.requireNonNull(version.metrics().get("accuracy"))
                        .estimate()
                        .orElseThrow()
                        .point()));
        String better = card.toJson()
                .replace("\"type\":\"accuracy\",\"value\":" + value, "\"type\":\"accuracy\",\"value\":0.99");
        assertThat(better).isNotEqualTo(card.toJson());
        assertThat(card.differences(better)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.NUMBERS);
            assertThat(finding.detail())
                    .startsWith("the card says accuracy is ")
                    .contains("0.99");
        });

        ModelVersion other = bare();
        assertThat(ModelCard.of(credit, other).differences(card.toJson()))
                .hasSize(card.metrics().size() + 1)
                .first()
                .satisfies(finding -> assertThat(finding.detail())
                        .isEqualTo("the card is of the manifest " + version.digest() + ", credit version 2 has "
                                + other.digest() + "; write the card of this version"));
    }

    @Test
    void notesComeBackAsTheyWereWritten() {
        assertThat(CardNotes.parse(notes().toJson())).isEqualTo(notes()).hasSameHashCodeAs(notes());
        assertThat(CardNotes.of(complete())).isEqualTo(notes());
        assertThat(CardNotes.of(bare())).isEqualTo(CardNotes.none());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardNotes.none().owner(" ", ""))
                .withMessage("a note of a model card must say something, got an empty one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CardNotes.parse("{\"format\":2}"))
                .withMessage("expected notes of a model card of format 1, got format 2");
    }
}

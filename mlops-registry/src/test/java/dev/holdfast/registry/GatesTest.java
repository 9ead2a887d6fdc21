// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Undefined;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatesTest {
    private static final Actor ANNA = Actor.of("anna");
    private static final Actor BEN = Actor.of("ben");

    private final ManualClock clock = new ManualClock();
    private Workspace workspace;
    private RegisteredModel credit;

    @BeforeEach
    void open(@TempDir Path temporary) {
        workspace = Workspace.open(temporary, o -> o.clock(clock).actor(ANNA));
        credit = workspace.registry().model("credit");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private ModelVersion version(Evidence... evidence) {
        RunRecord run = workspace.tracker().run("credit", "threshold", r -> {
            r.model(new ThresholdModel(1));
            for (Evidence each : evidence) {
                r.evidence(each);
            }
            return r.record();
        });
        return credit.register(run);
    }

    private GateResult check(Gate gate, ModelVersion version) {
        return gate.check(new Candidate(credit, version, "champion", BEN, clock.instant()));
    }

    private void champion(ModelVersion version) {
        credit.promote(version)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("test")
                .orThrow();
    }

    @Test
    void aBoundFromBelowIsHeldAgainstTheLowerEnd() {
        ModelVersion version = version(Examination.evaluation("auc", 0.78, 0.05));

        assertThat(check(Gates.metric("auc").atLeast(0.73), version).passed()).isTrue();
        assertThat(check(Gates.metric("auc").atLeast(0.75), version))
                .hasToString("Gates.metric(\"auc\").atLeast(0.75): FAILED, expected lower end of auc at least 0.75,"
                        + " observed auc = 0.78 [0.73, 0.83]");
    }

    @Test
    void aBoundFromAboveIsHeldAgainstTheUpperEnd() {
        ModelVersion version = version(Examination.evaluation("log-loss", 0.5, 0.1));

        assertThat(check(Gates.metric("log-loss").atMost(0.6), version).outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(check(Gates.metric("log-loss").atMost(0.55), version).expected())
                .isEqualTo("upper end of log-loss at most 0.55");
        assertThat(check(Gates.metric("log-loss").atMost(0.55), version).outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void whatIsUndefinedOrWasNotMeasuredDoesNotPassAndSaysWhy() {
        ModelVersion undefined = version(Examination.evaluation("auc", new Undefined("no positives among 12 rows")));

        assertThat(check(Gates.metric("auc").atLeast(0.5), undefined))
                .isEqualTo(new GateResult(
                        "Gates.metric(\"auc\").atLeast(0.5)",
                        Outcome.INCONCLUSIVE,
                        "lower end of auc at least 0.5",
                        "auc is undefined: no positives among 12 rows"));
        assertThat(check(Gates.metric("brier").atMost(0.5), undefined).observed())
                .isEqualTo("brier is undefined: no evidence of credit version 1 measured it");
        assertThat(check(Gates.metric("auc").atLeast(0.5), undefined).passed()).isFalse();
    }

    @Test
    void withoutAChampionNothingIsWorse() {
        GateResult result = check(
                Gates.metric("auc").notWorseThan("champion", 0.01), version(Examination.evaluation("auc", 0.6, 0.1)));

        assertThat(result)
                .isEqualTo(new GateResult(
                        "Gates.metric(\"auc\").notWorseThan(\"champion\", 0.01)",
                        Outcome.PASSED,
                        "auc not worse than champion by more than 0.01",
                        "no version is champion yet"));
    }

    @Test
    void likeIsComparedWithLike() {
        champion(version(Examination.evaluation("auc", 0.8, 0.03)));
        Gate gate = Gates.metric("auc").notWorseThan("champion", 0.01);

        assertThat(check(gate, credit.version(1)).observed()).isEqualTo("this version is champion already");
        assertThat(check(gate, version(Examination.evaluation("auc", 0.8, 0.03)))
                        .passed())
                .isTrue();
        assertThat(check(gate, version(Examination.evaluation("auc", 0.795, 0.03)))
                        .passed())
                .isTrue();
        assertThat(check(gate, version(Examination.evaluation("auc", 0.78, 0.03))))
                .hasToString("Gates.metric(\"auc\").notWorseThan(\"champion\", 0.01): FAILED, expected lower end of"
                        + " auc at least 0.76 (champion, credit version 1, has 0.8 [0.77, 0.83]), observed"
                        + " auc = 0.78 [0.75, 0.81]");
    }

    @Test
    void whereLessIsBetterTheUpperEndsAreCompared() {
        champion(version(Examination.evaluation("brier", 0.2, 0.02)));
        Gate gate = Gates.metric("brier").notWorseThan("champion", 0.01);

        assertThat(check(gate, version(Examination.evaluation("brier", 0.205, 0.02)))
                        .passed())
                .isTrue();
        assertThat(check(gate, version(Examination.evaluation("brier", 0.22, 0.02)))
                        .expected())
                .isEqualTo("upper end of brier at most 0.23 (champion, credit version 1, has 0.2 [0.18, 0.22])");
    }

    @Test
    void aChampionWithoutTheMeasurementLeavesItUndecided() {
        champion(version());

        GateResult result = check(
                Gates.metric("auc").notWorseThan("champion", 0), version(Examination.evaluation("auc", 0.8, 0.1)));

        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.observed())
                .isEqualTo("auc of credit version 1 is undefined: no evidence of credit version 1 measured it");
    }

    @Test
    void theWorstConclusionOfAKindCounts() {
        Gate passed = Gates.evidence("contract").passed();

        assertThat(check(passed, version(Examination.of("contract", Outcome.PASSED)))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(check(passed, version(Examination.of("contract", Outcome.WARNED)))
                        .outcome())
                .isEqualTo(Outcome.WARNED);
        assertThat(check(
                        passed,
                        version(
                                Examination.of("contract", Outcome.PASSED),
                                Examination.of("contract", Outcome.FAILED),
                                Examination.of("contract", Outcome.WARNED))))
                .hasToString("Gates.evidence(\"contract\").passed(): FAILED, expected contract passed, observed"
                        + " FAILED: contract in brief");
        assertThat(check(passed, version(Examination.of("contract", Outcome.INCONCLUSIVE)))
                        .passed())
                .isFalse();
        assertThat(check(passed, version()).observed()).endsWith("has no evidence of this kind");
    }

    @Test
    void notFailedLetsTheUndecidedThroughWithAWarning() {
        Gate gate = Gates.evidence("fairness").notFailed();

        assertThat(check(gate, version(Examination.of("fairness", Outcome.INCONCLUSIVE)))
                        .outcome())
                .isEqualTo(Outcome.WARNED);
        assertThat(check(gate, version(Examination.of("fairness", Outcome.FAILED)))
                        .passed())
                .isFalse();
        assertThat(check(gate, version()).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void approvalsCountPeopleAndOnlyThoseOfTheseContents() {
        ModelVersion version = version();
        ModelVersion other = version();
        credit.approve(version, BEN, "fine");
        credit.approve(version, BEN, "still fine");
        credit.approve(other, Actor.of("carla"), "fine");

        assertThat(check(Gates.approvals(1), version).passed()).isTrue();
        assertThat(check(Gates.approvals(2), version))
                .hasToString(
                        "Gates.approvals(2): FAILED, expected 2 approvals of credit version 1, observed 1, by ben");
        assertThat(check(Gates.approvals(1), version()).observed()).isEqualTo("none");
        assertThat(credit.approvals(version)).extracting(Approval::reason).containsExactly("fine", "still fine");
    }

    @Test
    void nobodyApprovesTheirOwnWork() {
        ModelVersion version = version();
        Gate gate = Gates.approverIsNotAuthor();

        assertThat(check(gate, version).observed()).isEqualTo("no approval");
        credit.approve(version, BEN, "fine");
        assertThat(check(gate, version).passed()).isTrue();
        credit.approve(version, Actor.of("anna", "risk"), "trust me");
        assertThat(check(gate, version))
                .hasToString("Gates.approverIsNotAuthor(): FAILED, expected approval only by others than anna,"
                        + " observed approval by anna, ben");
    }

    @Test
    void aRefusalListsEveryFailedGate() {
        ModelVersion version = version(Examination.evaluation("auc", 0.6, 0.1));
        PromotionPolicy policy = PromotionPolicy.of(
                Gates.metric("auc").atLeast(0.7),
                Gates.metric("auc").atMost(1),
                Gates.evidence("fairness").notFailed(),
                Gates.approvals(1));

        Promotion promotion =
                credit.promote(version).to("champion").as(BEN).under(policy).because("please");

        assertThat(promotion).isInstanceOf(Promotion.Refused.class);
        assertThat(promotion.results()).hasSize(4);
        assertThat(promotion.failed())
                .extracting(GateResult::gate)
                .containsExactly(
                        "Gates.metric(\"auc\").atLeast(0.7)",
                        "Gates.evidence(\"fairness\").notFailed()",
                        "Gates.approvals(1)");
        assertThat(promotion.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(promotion.kind()).isEqualTo("promotion");
        assertThat(promotion.measurements()).isEmpty();
        assertThat(promotion.report().blocks()).hasSize(5);
        assertThat(promotion.summary()).isEqualTo("credit version 1 was refused as champion: 3 of 4 gates failed");
        assertThatIllegalStateException()
                .isThrownBy(promotion::orThrow)
                .withMessageStartingWith("credit version 1 was refused as champion: 3 of 4 gates failed:"
                        + " Gates.metric(\"auc\").atLeast(0.7): FAILED, expected lower end of auc at least 0.7");
        assertThat(credit.alias("champion")).isEmpty();
        assertThat(policy)
                .hasToString("PromotionPolicy.of(Gates.metric(\"auc\").atLeast(0.7), Gates.metric(\"auc\").atMost(1.0),"
                        + " Gates.evidence(\"fairness\").notFailed(), Gates.approvals(1))");
    }

    @Test
    void impossibleGatesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.approvals(0))
                .withMessage("approvals must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.metric("auc").atLeast(Double.NaN))
                .withMessage("bound must be a number, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.metric("auc").notWorseThan("champion", -0.1))
                .withMessage("margin must be at least 0, got -0.1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.AccessException;
import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.Erasure;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may promote what, and what becomes of those who try otherwise. */
class GovernanceTest {
    private static final Actor ANNA = Actor.of("anna", "trainer", "risk");
    private static final Actor BEN = Actor.of("ben", "risk");
    private static final Actor CARLA = Actor.of("carla", "owner");
    private static final Actor DAVE = Actor.of("dave", "owner", "risk");
    private static final PromotionPolicy POLICY = PromotionPolicy.of(
            Gates.approvals(2).inRoles("risk", "owner").within(Duration.ofDays(30)), Gates.approverIsNotAuthor());

    private final ManualClock clock = new ManualClock();
    private Path folder = Path.of("");
    private Workspace workspace;
    private RegisteredModel credit;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        workspace = backing().open(folder, o -> o.clock(clock).actor(ANNA));
        credit = workspace.registry().model("credit");
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private ModelVersion version(Evidence... evidence) {
        return version(workspace, evidence);
    }

    private static ModelVersion version(Workspace workspace, Evidence... evidence) {
        RunRecord run = workspace.tracker().run("credit", "threshold", r -> {
            r.model(new ThresholdModel(1));
            for (Evidence each : evidence) {
                r.evidence(each);
            }
            return r.record();
        });
        return workspace.registry().model("credit").register(run);
    }

    private Promotion promote(ModelVersion version) {
        return credit.promote(version).to("champion").as(BEN).under(POLICY).because("better");
    }

    /** The promotion is refused by the gate for this reason, the alias stays, and the trail tells of it. */
    private void assertRefused(ModelVersion version, String gate, String observed) {
        long revision = credit.aliasRevision("champion");
        Promotion promotion = promote(version);

        assertThat(promotion).isInstanceOf(Promotion.Refused.class);
        assertThat(promotion.failed()).extracting(GateResult::gate).contains(gate);
        assertThat(promotion.failed()).extracting(GateResult::observed).contains(observed);
        assertThat(credit.aliasRevision("champion")).isEqualTo(revision);
        AuditEntry last = last();
        assertThat(last.action()).isEqualTo("promotion.refused");
        assertThat(last.actor().name()).isEqualTo("ben");
        assertThat(last.payload()).contains("\"failed\":[\"" + gate.replace("\"", "\\\""));
        assertThat(last.remarks().orElseThrow()).contains(observed);
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    private AuditEntry last() {
        List<AuditEntry> entries = workspace.audit().entries();
        return entries.get(entries.size() - 1);
    }

    private static final String APPROVALS = POLICY.gates().get(0).toString();

    @Test
    void twoPeopleInTheirRolesPromote() {
        ModelVersion version = version();
        credit.approve(version, BEN, "fine");
        credit.approve(version, CARLA, "fine");

        assertThat(promote(version)).isInstanceOf(Promotion.Promoted.class);
        assertThat(credit.aliased("champion")).isEqualTo(version);
        assertThat(POLICY)
                .hasToString("PromotionPolicy.of(Gates.approvals(2).inRoles(\"risk\", \"owner\").within(PT720H),"
                        + " Gates.approverIsNotAuthor())");
    }

    @Test
    void anAuthorWhoApprovesTheirOwnVersionIsRefused() {
        ModelVersion version = version();
        credit.approve(version, ANNA, "trust me");
        credit.approve(version, CARLA, "fine");

        assertRefused(version, "Gates.approverIsNotAuthor()", "approval by anna, carla");
    }

    @Test
    void aMissingRoleIsRefused() {
        ModelVersion version = version();
        credit.approve(version, BEN, "fine");
        credit.approve(version, Actor.of("emil", "risk"), "fine");

        assertRefused(version, APPROVALS, "2, by ben [risk], emil [risk]");
    }

    @Test
    void onePersonCannotStandForTwoRolesButRolesAreGivenOutAsTheyFit() {
        ModelVersion version = version();
        credit.approve(version, DAVE, "fine");
        assertRefused(version, APPROVALS, "1, by dave [owner, risk]");

        credit.approve(version, CARLA, "fine");
        assertThat(promote(version)).isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void anExpiredApprovalIsRefused() {
        ModelVersion version = version();
        credit.approve(version, BEN, "fine");
        Instant expiry = clock.instant().plus(Duration.ofDays(30));
        clock.advance(Duration.ofDays(30));
        credit.approve(version, CARLA, "fine");
        clock.advance(Duration.ofNanos(1_000));

        assertRefused(version, APPROVALS, "1, by carla [owner]; not counted: ben (expired at " + expiry + ")");
        credit.approve(version, BEN, "looked again");
        assertThat(promote(version)).isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void anApprovalOfOtherContentsIsRefused() {
        ModelVersion version = version();
        credit.approve(version, BEN, "fine");
        credit.approve(version, CARLA, "fine");
        assertThat(credit.dossier(version)).isEqualTo(version.digest());
        credit.amend(version, "card", "{\"owner\":\"nobody\"}", ANNA, "card finished");

        assertThat(credit.approvals(version)).isEmpty();
        assertThat(credit.dossier(version)).isNotEqualTo(version.digest());
        assertThat(credit.amendment(version, "card")).contains("{\"owner\":\"nobody\"}");
        assertThat(credit.amendment(version, "other")).isEmpty();
        assertRefused(
                version,
                APPROVALS,
                "none; not counted: ben (given before the contents changed), carla (given before the contents"
                        + " changed)");
        credit.approve(version, BEN, "card read");
        credit.approve(version, CARLA, "card read");
        assertThat(promote(version)).isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void anApprovalServesOnePromotionToAnAlias() {
        ModelVersion one = version();
        credit.approve(one, BEN, "fine");
        credit.approve(one, CARLA, "fine");
        promote(one).orThrow();
        assertThat(promote(one)).as("again, while it is named").isInstanceOf(Promotion.Promoted.class);
        ModelVersion two = version();
        credit.approve(two, BEN, "better");
        credit.approve(two, DAVE, "better");
        promote(two).orThrow();
        credit.rollback("champion").as(BEN).because("complaints");

        assertRefused(
                two,
                APPROVALS,
                "none; not counted: ben (used before, for revision 3), dave (used before, for revision 3)");
        assertThat(credit.promote(two).to("shadow").as(BEN).under(POLICY).because("another alias"))
                .isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void aRevokedApprovalIsRefused() {
        ModelVersion version = version();
        Approval approval = credit.approve(version, BEN, "fine");
        credit.approve(version, CARLA, "fine");
        credit.revoke(approval, CARLA, "was misled");

        assertThat(credit.approvals(version))
                .extracting(each -> each.actor().name())
                .containsExactly("carla");
        assertRefused(version, APPROVALS, "1, by carla [owner]; not counted: ben (revoked)");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.revoke(approval, CARLA, "again"))
                .withMessage("approval " + approval.id() + " of credit version 1 was revoked before, or never given;"
                        + " there is nothing to revoke");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.registry().model("other").revoke(approval, CARLA, "x"))
                .withMessage("expected an approval of 'other', got one of credit");
        assertThat(workspace.audit().entries())
                .extracting(AuditEntry::action)
                .contains("version.approved", "approval.revoked", "promotion.refused");
    }

    @Test
    void anApprovalThatIsRevokedWhileTheGatesAreAskedDoesNotCount() {
        ModelVersion version = version();
        Approval approval = credit.approve(version, BEN, "fine");
        List<Integer> asked = new ArrayList<>();
        Gate slow = candidate -> {
            asked.add(candidate.approvals().size());
            if (asked.size() == 1) {
                credit.revoke(approval, BEN, "on second thoughts");
            }
            return new GateResult("slow", Outcome.PASSED, "nothing", "nothing");
        };

        Promotion promotion = credit.promote(version)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of(Gates.approvals(1), slow))
                .because("fast");

        assertThat(promotion).isInstanceOf(Promotion.Refused.class);
        assertThat(asked).containsExactly(1, 0);
        assertThat(promotion.failed())
                .extracting(GateResult::observed)
                .containsExactly("none; not counted: ben (revoked)");
    }

    @Test
    void onlyTheNamedPeopleCount() {
        ModelVersion version = version();
        credit.approve(version, BEN, "fine");
        Gate gate = Gates.approvals(1).from("carla", "dave");

        assertThat(gate.check(new Candidate(credit, version, "champion", BEN, clock.instant())))
                .hasToString("Gates.approvals(1).from(\"carla\", \"dave\"): FAILED, expected 1 approval of credit"
                        + " version 1 from carla, dave, observed none; not counted: ben (not among [carla, dave])");
    }

    @Test
    void aPolicyThatNobodyCanSatisfyIsRefusedWhenItIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.approvals(1).inRoles("risk", "owner"))
                .withMessage("no one can satisfy it: 1 approval cannot cover the 2 roles [risk, owner], each by"
                        + " somebody else; ask for at least 2 approvals");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.approvals(2).from("ben", "ben"))
                .withMessage("no one can satisfy it: 2 approvals by different people cannot come from [ben]; name at"
                        + " least 2 people");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.approvals(1).within(Duration.ZERO))
                .withMessage("no one can satisfy it: approvals expire after PT0S; let them count for a time above"
                        + " zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PromotionPolicy.of(
                        Gates.metric("auc").atLeast(0.9), Gates.metric("auc").atMost(0.8)))
                .withMessage("no one can satisfy the policy: auc must be at least 0.9 and at most 0.8; drop one of the"
                        + " two gates");
        assertThat(PromotionPolicy.of(
                                Gates.metric("auc").atLeast(0.9),
                                Gates.metric("auc").atMost(0.9))
                        .gates())
                .hasSize(2);
    }

    @Test
    void aPolicyIsHeldAgainstThePeopleThereAre() {
        assertThat(POLICY.among(List.of(ANNA, BEN, CARLA), ANNA)).isSameAs(POLICY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.among(List.of(DAVE, BEN), DAVE))
                .withMessage("no one can satisfy " + APPROVALS + " of a version that dave registered: the people are"
                        + " [ben [risk], dave [owner, risk]], of whom the author does not count; give the roles to more"
                        + " people or ask for fewer approvals");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.among(List.of(DAVE, Actor.of("dave", "owner"))))
                .withMessageStartingWith("no one can satisfy " + APPROVALS + ": the people are");
        assertThat(POLICY.among(List.of(DAVE, BEN))).isSameAs(POLICY);
    }

    @Test
    void nothingHappensWithoutAnActor() {
        ModelVersion version = version();
        AtomicReference<Actor> login = new AtomicReference<>();
        int before = workspace.audit().entries().size();
        try (Workspace guarded = backing()
                .open(
                        folder.resolve("guarded"),
                        o -> o.clock(clock)
                                .safeguards(Safeguards.none()
                                        .actors(() ->
                                                Optional.ofNullable(login.get()).orElseThrow())))) {
            RunRecord run = guarded.tracker()
                    .run("e", "r", r -> r.model(new ThresholdModel(1)).record());
            RegisteredModel model = guarded.registry().model("credit");
            assertNoActor("version.registered", () -> model.register(run));
            login.set(ANNA);
            ModelVersion own = model.register(run);
            assertThat(own.author()).isEqualTo(ANNA);
            login.set(null);
            assertNoActor("version.approved", () -> model.approve(own, BEN, "fine"));
            assertNoActor(
                    "alias.promoted",
                    () -> model.promote(own)
                            .to("champion")
                            .as(BEN)
                            .under(POLICY)
                            .because("x"));
            assertNoActor(
                    "alias.rolled-back",
                    () -> model.rollback("champion").as(BEN).because("x"));
            assertNoActor("version.retired", () -> model.retire(own, BEN, "x"));
            assertNoActor("version.amended", () -> model.amend(own, "card", "x", BEN, "x"));
            assertNoActor(
                    "override.requested", () -> model.requestOverride(own, "champion", BEN, Duration.ofHours(1), "x"));
            login.set(BEN);
            assertThatThrownBy(() -> model.approve(own, CARLA, "in her name"))
                    .isInstanceOfSatisfying(
                            AccessException.class,
                            e -> assertThat(e.problem()).isEqualTo(AccessException.Problem.ANOTHER_ACTOR))
                    .hasMessage("ben with the roles [risk] may not do 'version.approved' of model credit: it was asked"
                            + " for in the name of carla; act in your own name");
            assertThat(model.approve(own, Actor.of("ben", "owner", "king"), "fine")
                            .actor())
                    .as("the roles are the host's")
                    .isEqualTo(BEN);
            assertThat(guarded.audit().entries()).extracting(AuditEntry::action).contains("access.refused");
        }
        assertThat(version.number()).isEqualTo(1);
        assertThat(workspace.audit().entries().size()).isGreaterThanOrEqualTo(before);
    }

    private static void assertNoActor(String action, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(AccessException.class, e -> {
                    assertThat(e.problem()).isEqualTo(AccessException.Problem.NO_ACTOR);
                    assertThat(e.action()).isEqualTo(action);
                    assertThat(e.target()).isEqualTo("model credit");
                })
                .hasMessage("nobody is known to act, so '" + action + "' of model credit was not done; log in, so that"
                        + " the host's provider of actors can say who acts");
    }

    @Test
    void theHostMayRefuseAnActionWhichIsRecorded() {
        try (Workspace guarded = backing()
                .open(
                        folder.resolve("guarded"),
                        o -> o.clock(clock)
                                .actor(ANNA)
                                .safeguards(Safeguards.none()
                                        .access((actor, action, target) -> action.equals("alias.promoted")
                                                ? Optional.of("the shop is closed")
                                                : Optional.empty())))) {
            ModelVersion version = version(guarded);
            RegisteredModel model = guarded.registry().model("credit");

            assertThatThrownBy(() -> model.promote(version)
                            .to("champion")
                            .as(BEN)
                            .under(PromotionPolicy.of())
                            .because("x"))
                    .isInstanceOfSatisfying(
                            AccessException.class,
                            e -> assertThat(e.problem()).isEqualTo(AccessException.Problem.REFUSED))
                    .hasMessage("ben with the roles [risk] may not do 'alias.promoted' of model credit: the shop is"
                            + " closed; ask somebody who may");
            List<AuditEntry> entries = guarded.audit().entries();
            assertThat(entries.get(entries.size() - 1)).satisfies(entry -> {
                assertThat(entry.action()).isEqualTo("access.refused");
                assertThat(entry.actor()).isEqualTo(BEN);
                assertThat(entry.payload()).isEqualTo("{\"action\":\"alias.promoted\",\"problem\":\"REFUSED\"}");
                assertThat(entry.remarks()).contains("{\"reason\":\"the shop is closed\"}");
            });
            assertThat(model.alias("champion")).isEmpty();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Safeguards.none().actors(() -> BEN).actors(() -> CARLA))
                .withMessageStartingWith("the provider of actors is given twice");
    }

    @Test
    void anEmergencyOverrideTakesTwoPeopleAndIsRecorded() {
        ModelVersion one = version();
        ModelVersion two = version();
        credit.promote(one)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("first")
                .orThrow();
        EmergencyOverride override =
                credit.requestOverride(two, "champion", BEN, Duration.ofHours(4), "version 1 answers NaN");
        assertThat(credit.alias("champion")).contains(one);
        assertThat(credit.pendingOverrides()).containsExactly(override);

        assertOverrideRefused(override, BEN, "override.bySomebodyElse", "confirmation by ben");
        Promotion promotion = credit.confirmOverride(override.id(), CARLA, "seen it too");

        assertThat(promotion).isInstanceOfSatisfying(Promotion.Promoted.class, promoted -> {
            assertThat(promoted.change().kind()).isEqualTo(AliasChange.Kind.OVERRIDE);
            assertThat(promoted.change().until()).contains(clock.instant().plus(Duration.ofHours(4)));
        });
        assertThat(credit.alias("champion")).contains(two);
        assertThat(credit.aliasHistory("champion").get(1).until()).isPresent();
        assertThat(credit.pendingOverrides()).isEmpty();
        assertThat(last().action()).isEqualTo("alias.overridden");
        assertThat(last().payload()).contains(override.id());
        assertOverrideRefused(override, CARLA, "override.once", "confirmed before, for revision 2");

        assertThat(credit.lapsedOverrides()).isEmpty();
        clock.advance(Duration.ofHours(5));
        assertThat(credit.lapsedOverrides()).extracting(AliasChange::version).containsExactly(2L);
        assertThat(credit.alias("champion")).contains(two);
        credit.promote(two)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("made good")
                .orThrow();
        assertThat(credit.lapsedOverrides()).isEmpty();
        assertThat(credit.rollback("champion").as(BEN).because("fixed").number())
                .isEqualTo(1);
    }

    private void assertOverrideRefused(EmergencyOverride override, Actor actor, String gate, String observed) {
        Promotion refused = credit.confirmOverride(override.id(), actor, "please");
        assertThat(refused).isInstanceOf(Promotion.Refused.class);
        assertThat(refused.failed()).anySatisfy(result -> {
            assertThat(result.gate()).isEqualTo(gate);
            assertThat(result.observed()).isEqualTo(observed);
        });
        assertThat(last().action()).isEqualTo("override.refused");
        assertThat(last().actor()).isEqualTo(actor);
    }

    @Test
    void anOverrideLapsesAndIsVoidOnceAnythingChanged() {
        ModelVersion version = version();
        EmergencyOverride late = credit.requestOverride(version, "champion", BEN, Duration.ofHours(1), "fire");
        clock.advance(Duration.ofHours(2));
        assertThat(credit.pendingOverrides()).isEmpty();
        assertOverrideRefused(late, CARLA, "override.inTime", "confirmation at " + clock.instant());

        EmergencyOverride changed = credit.requestOverride(version, "champion", BEN, Duration.ofHours(1), "fire");
        credit.amend(version, "card", "x", BEN, "x");
        assertOverrideRefused(
                changed, CARLA, "override.sameContents", "contents of the digest " + credit.dossier(version));

        EmergencyOverride moved = credit.requestOverride(version, "champion", BEN, Duration.ofHours(1), "fire");
        credit.promote(version)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("x")
                .orThrow();
        assertOverrideRefused(moved, CARLA, "override.sameRevision", "revision 1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.confirmOverride("none", CARLA, "x"))
                .withMessage("model 'credit' has no emergency override of the name 'none'; ask for one first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.requestOverride(version, "champion", BEN, Duration.ofDays(8), "x"))
                .withMessage("an emergency override must be boxed in a time above zero and of at most PT168H, got"
                        + " PT192H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.requestOverride(version, "champion", BEN, Duration.ofDays(1), " "))
                .withMessage("an emergency override needs its reason, got a blank one");
    }

    @Test
    void metricsAreComparedWithConfidenceAndMargin() {
        Estimate narrow = new Estimate(0.8, 0.79, 0.81, 0.95, 1_000);
        ModelVersion champion = version(Examination.evaluation("auc", narrow));
        credit.promote(champion)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("x")
                .orThrow();
        Gates.MetricGates auc = Gates.metric("auc").atConfidence(0.95);

        assertThat(check(
                                auc.betterThan("champion", 0.01),
                                Examination.evaluation("auc", new Estimate(0.86, 0.83, 0.89, 0.95, 9)))
                        .passed())
                .isTrue();
        assertThat(check(
                        auc.betterThan("champion", 0.01),
                        Examination.evaluation("auc", new Estimate(0.84, 0.81, 0.87, 0.95, 9))))
                .hasToString("Gates.metric(\"auc\").atConfidence(0.95).betterThan(\"champion\", 0.01): FAILED, expected"
                        + " lower end of auc at least 0.82 (champion, credit version 1, has 0.8 [0.79, 0.81]), observed"
                        + " auc = 0.84 [0.81, 0.87]");
        GateResult unsure = check(
                auc.notWorseThan("champion", 0), Examination.evaluation("auc", new Estimate(0.9, 0.89, 0.91, 0.5, 9)));
        assertThat(unsure.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(unsure.observed()).endsWith("is 0.9 [0.89, 0.91] with confidence 0.5, less than 0.95");
        assertThat(check(Gates.evidence("model-tests").recorded(), Examination.of("model-tests", Outcome.FAILED))
                        .outcome())
                .isEqualTo(Outcome.WARNED);
        assertThat(check(Gates.evidence("drift").recorded()).outcome()).isEqualTo(Outcome.FAILED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gates.metric("auc").atConfidence(1))
                .withMessage("confidence must be above 0 and below 1, got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> auc.betterThan("champion", -1))
                .withMessage("margin must be at least 0, got -1.0");
    }

    private GateResult check(Gate gate, Evidence... evidence) {
        return gate.check(new Candidate(credit, version(evidence), "champion", BEN, clock.instant()));
    }

    @Test
    void anAliasRemembersWhatItNamedAtAnyTime() {
        ModelVersion one = version();
        ModelVersion two = version();
        Instant start = clock.instant();
        PromotionPolicy none = PromotionPolicy.of();
        clock.advance(Duration.ofHours(1));
        credit.promote(one).to("champion").as(BEN).under(none).because("x").orThrow();
        clock.advance(Duration.ofHours(1));
        credit.promote(two).to("champion").as(BEN).under(none).because("x").orThrow();
        clock.advance(Duration.ofMinutes(-90));
        credit.rollback("champion").as(BEN).because("the clock was set back");

        assertThat(credit.aliasAt("champion", start)).isEmpty();
        assertThat(credit.aliasAt("champion", start.plus(Duration.ofHours(1))))
                .map(AliasChange::version)
                .contains(1L);
        assertThat(credit.aliasAt("champion", start.plus(Duration.ofMinutes(119))))
                .map(AliasChange::revision)
                .contains(1L);
        assertThat(credit.aliasAt("champion", start.plus(Duration.ofHours(2))))
                .map(AliasChange::revision)
                .contains(3L);
        assertThat(credit.aliasHistory("champion")).extracting(AliasChange::at).isSorted();
        assertThat(credit.aliasAt("shadow", start)).isEmpty();
    }

    @Test
    void anUnknownAliasIsNamedWithThoseThereAre() {
        ModelVersion one = version();
        credit.promote(one)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("x")
                .orThrow();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.aliased("champoin"))
                .withMessage("model 'credit' has no alias 'champoin'; its aliases are [champion]; promote a version to"
                        + " it first");
    }

    @Test
    void aFollowedAliasSeesMovesOfItsOwnWorkspaceAtOnceAndOthersWhenItsAgeIsUp() throws InterruptedException {
        ModelVersion one = version();
        ModelVersion two = version();
        PromotionPolicy none = PromotionPolicy.of();
        FollowedAlias quick = credit.follow("champion", Duration.ofMillis(1));
        FollowedAlias patient = credit.follow("champion", Duration.ofHours(1));
        assertThat(patient.version()).isEmpty();
        credit.promote(one).to("champion").as(BEN).under(none).because("x").orThrow();
        assertThat(patient.version()).contains(one);
        try (Workspace other = reopened()) {
            RegisteredModel same = other.registry().model("credit");
            same.promote(same.version(2))
                    .to("champion")
                    .as(BEN)
                    .under(none)
                    .because("x")
                    .orThrow();
        }
        assertThat(patient.version()).contains(one);
        Thread.sleep(5);
        assertThat(quick.version()).contains(two);
        credit.rollback("champion").as(BEN).because("x");
        assertThat(patient.version()).contains(one);
        assertThat(patient).hasToString("FollowedAlias[credit, champion]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.follow("champion", Duration.ZERO))
                .withMessage("the age must be above zero, got PT0S; RegisteredModel.alias reads what is named this"
                        + " moment");
    }

    /** Another door to the same workspace. */
    Workspace reopened() {
        return Workspace.open(folder, o -> o.clock(clock));
    }

    @Test
    void aPersonIsErasedAndTheTrailStaysWhole() {
        ModelVersion version = version();
        credit.approve(version, BEN, "I, ben, looked at it");
        credit.approve(version, CARLA, "as benny and ben say");
        credit.approve(version, DAVE, "as benny says");
        promote(version).orThrow();
        Erasure erasure = workspace.audit().erase("ben", CARLA, "asked for by letter 12");

        assertThat(workspace.audit().verify().orThrow().erased())
                .isEqualTo(erasure.entries().size());
        assertThat(erasure.pseudonym()).matches("person-[0-9a-f]{32}");
        assertThat(erasure.manifests()).isEmpty();
        assertThat(workspace.audit().entries()).allSatisfy(entry -> {
            assertThat(entry.actor().name()).isNotEqualTo("ben");
            assertThat(entry.remarks().orElse("")).doesNotContainPattern("\\bben\\b");
        });
        assertThat(workspace.audit().entries().stream()
                        .filter(each -> each.remarks().isPresent()))
                .anySatisfy(entry -> assertThat(entry.remarks().orElseThrow()).contains("as benny says"));
        assertThat(credit.approvals(version))
                .extracting(each -> each.actor().name(), Approval::reason)
                .contains(org.assertj.core.groups.Tuple.tuple(erasure.pseudonym(), ""));
        assertThat(credit.aliasHistory("champion").get(0).actor().name()).isEqualTo(erasure.pseudonym());
        assertThat(last().action()).isEqualTo("person.erased");
        credit.approve(version, BEN, "a new ben");
        assertThat(workspace.audit().verify().intact()).isTrue();
        ModelVersion other = version();
        assertThat(workspace.audit().erase("anna", CARLA, "left").manifests())
                .containsExactly("credit version 1", "credit version 2");
        assertThat(other.manifest()).contains("\"anna\"");
        credit.delete(other, CARLA, "with its manifest");
        assertThat(workspace.audit().verify().intact()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.audit().erase("nobody", CARLA, "x"))
                .withMessage("nobody of the name 'nobody' has acted in this workspace");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.audit().erase("carla", CARLA, "x"))
                .withMessage("the record of an erasure must not name the person; let somebody else erase them, for a"
                        + " reason without their name");
    }
}

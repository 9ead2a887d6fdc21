// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.registry.Hold;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One workspace serves, another of the same place deletes. */
class DeploymentLeaseTest {
    private static final Actor SERVICE = Actor.of("credit-service");
    private static final Actor ADA = Actor.of("ada", "risk");

    private final ManualClock clock = new ManualClock();
    private Workspace serving;
    private Workspace tidying;
    private RegisteredModel served;
    private RegisteredModel tidied;

    @BeforeEach
    void open(@TempDir Path temporary) {
        Backing backing = backing();
        Path folder = temporary.resolve("w");
        serving = backing.open(folder, o -> o.clock(clock).actor(SERVICE));
        tidying = backing.open(folder, o -> o.clock(clock).actor(ADA));
        served = serving.registry().model("credit");
        tidied = tidying.registry().model("credit");
    }

    @AfterEach
    void close() {
        serving.close();
        tidying.close();
    }

    Backing backing() {
        return Backing.sqlite();
    }

    private ModelVersion registered(double threshold) {
        RunRecord run = tidying.tracker().run("credit", "threshold", r -> {
            r.model(new ThresholdModel(threshold));
            return r.record();
        });
        return tidied.register(run);
    }

    private void promote(String alias, ModelVersion version) {
        tidied.promote(version)
                .to(alias)
                .as(ADA)
                .under(PromotionPolicy.of())
                .because("better")
                .orThrow();
    }

    private DeploymentBuilder<Row, ClassScores> deploy() {
        return Deployment.of(served, ThresholdModel.codec()).named("eu-1").clock(clock);
    }

    private List<Long> heldVersions() {
        return tidied.versions().stream()
                .filter(version -> !tidied.holds(version).isEmpty())
                .map(ModelVersion::number)
                .toList();
    }

    private List<String> trail() {
        return tidying.audit().entries().stream()
                .filter(entry -> Set.of("version.held", "version.released").contains(entry.action()))
                .map(entry -> entry.action() + " "
                        + entry.payload().replaceAll(".*\"version\":", "").replace("}", ""))
                .toList();
    }

    @Test
    void whatIsServedCannotBeDeletedByAnotherWorkspaceUntilTheDeploymentIsClosed() {
        ModelVersion first = registered(100);
        promote("champion", first);
        ModelVersion second = registered(200);
        ModelVersion third = registered(300);
        try (Deployment<Row, ClassScores> deployment = deploy().open()) {
            promote("champion", second);
            promote("champion", third);

            String holder = tidied.holds(first).get(0).holder();
            assertThat(holder).matches("deployment eu-1 [0-9a-f]{8}");
            assertThatIllegalStateException()
                    .isThrownBy(() -> tidied.delete(first, ADA, "tidy"))
                    .withMessage("credit version 1 cannot be deleted, it is referenced by the hold of '" + holder
                            + "' until 2026-03-02T12:00:00Z; take these references away first, or retire the version");
            assertThat(tidied.holds(first))
                    .containsExactly(new Hold(
                            holder,
                            SERVICE,
                            "what is served, and what a rollback would serve",
                            clock.instant(),
                            Optional.of(clock.instant().plus(Duration.ofHours(24)))));

            deployment.refresh();

            // Nobody serves the first any more, nor would a rollback; the second would be gone back to.
            assertThat(heldVersions()).containsExactly(2L, 3L);
            tidied.delete(first, ADA, "tidy");
            assertThatIllegalStateException()
                    .isThrownBy(() -> tidied.delete(second, ADA, "tidy"))
                    .withMessageContaining("the hold of '" + holder + "' until");
        }
        assertThat(heldVersions()).isEmpty();
        assertThat(tidied.delete(second, ADA, "tidy").version()).isEqualTo(2);
        assertThat(trail())
                .containsExactly(
                        "version.held 1",
                        "version.held 2",
                        "version.held 3",
                        "version.released 1",
                        "version.released 2",
                        "version.released 3");
        assertThat(tidying.audit().verify().intact()).isTrue();
    }

    @Test
    void canariesShadowsAndTheTargetOfARollbackAreHeldFromTheBeginning() {
        ModelVersion before = registered(50);
        promote("champion", before);
        promote("champion", registered(100));
        ModelVersion canary = registered(200);
        promote("candidate", canary);
        ModelVersion shadow = registered(300);
        promote("shade", shadow);
        ModelVersion idle = registered(400);
        try (Deployment<Row, ClassScores> running = deploy().canary(
                        "candidate", c -> c.steps(10).stickyBy(row -> "one"))
                .shadow("shade", s -> s.executor(Runnable::run))
                .open()) {
            assertThat(running.version().number()).isEqualTo(2);
            assertThat(heldVersions()).containsExactly(1L, 2L, 3L, 4L);
            tidied.delete(idle, ADA, "tidy");

            promote("candidate", tidied.version(2));
            promote("shade", tidied.version(2));
            for (ModelVersion each : List.of(before, canary, shadow)) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> tidied.delete(each, ADA, "tidy"))
                        .withMessageContaining("the hold of 'deployment eu-1");
            }
        }
        for (ModelVersion each : List.of(before, canary, shadow)) {
            tidied.delete(each, ADA, "tidy");
        }
    }

    @Test
    void aDeploymentThatDiedHoldsNothingOnceItsLeaseIsOver() {
        ModelVersion first = registered(100);
        promote("champion", first);
        // Never closed, as when its process was killed.
        deploy().lease(Duration.ofHours(2)).open();
        promote("champion", registered(200));

        clock.advance(Duration.ofHours(2).minusSeconds(1));
        assertThatIllegalStateException().isThrownBy(() -> tidied.delete(first, ADA, "tidy"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(tidied.holds(first)).isEmpty();
        assertThat(tidied.delete(first, ADA, "tidy").version()).isEqualTo(1);
    }

    @Test
    void whoKnowsThatADeploymentDiedCanReleaseWhatItHolds() {
        ModelVersion first = registered(100);
        promote("champion", first);
        deploy().open();
        promote("champion", registered(200));

        String holder = tidied.holds(first).get(0).holder();
        assertThat(tidied.release(first, holder, ADA, "its host is gone")).isTrue();

        assertThat(tidied.delete(first, ADA, "tidy").version()).isEqualTo(1);
    }

    @Test
    void refreshesRenewTheLeaseWithoutAnEntryInTheTrailEachTime() {
        ModelVersion first = registered(100);
        promote("champion", first);
        try (Deployment<Row, ClassScores> deployment =
                deploy().lease(Duration.ofHours(2)).open()) {
            int entries = tidying.audit().entries().size();
            for (int i = 0; i < 20; i++) {
                clock.advance(Duration.ofMinutes(20));
                deployment.refresh();
            }
            assertThat(tidied.holds(first)).hasSize(1);
            assertThat(tidying.audit().entries()).hasSize(entries);

            // It was away for longer than its lease, and takes it again.
            clock.advance(Duration.ofHours(3));
            assertThat(tidied.holds(first)).isEmpty();
            deployment.refresh();
            assertThat(tidied.holds(first)).hasSize(1);
            assertThat(tidying.audit().entries())
                    .last()
                    .extracting(AuditEntry::action)
                    .isEqualTo("version.held");
        }
    }

    @Test
    void twoDeploymentsOfOneNameHoldEachForItself() {
        ModelVersion first = registered(100);
        promote("champion", first);
        try (Deployment<Row, ClassScores> running = deploy().open()) {
            assertThat(running.version().number()).isEqualTo(1);
            deploy().open().close();
            assertThat(tidied.holds(first)).hasSize(1);
        }
        assertThat(tidied.holds(first)).isEmpty();
    }

    @Test
    void aLeaseOfTheHostsOwnHoldsWhatIsThereAndLeavesAStandingHoldAlone() {
        ModelVersion first = registered(100);
        ModelVersion second = registered(200);
        tidied.hold(first, "batch eu-1", ADA, "audit of 2026");

        assertThat(served.lease("batch eu-1", Set.of(2L, 7L), Duration.ofHours(1), "scores at night"))
                .containsExactly(2L);
        assertThat(served.lease("batch eu-1", Set.of(), Duration.ofHours(1), "done"))
                .isEmpty();

        assertThat(tidied.holds(first)).extracting(Hold::reason).containsExactly("audit of 2026");
        assertThat(tidied.holds(second)).isEmpty();
        assertThat(served.lease("batch eu-1", Set.of(1L), Duration.ofHours(1), "scores"))
                .containsExactly(1L);
        assertThat(tidied.holds(first)).extracting(Hold::until).containsExactly(Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> served.lease("batch eu-1", Set.of(1L), Duration.ZERO, "scores"))
                .withMessage("the duration of a lease must be more than zero, got PT0S");
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deploy().lease(Duration.ofSeconds(-1)))
                .withMessage("the lease must be more than zero, got PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.of(served, ThresholdModel.codec()).named("x".repeat(101)))
                .withMessage("the name of a deployment must be at most 100 characters long, got 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.of(served, ThresholdModel.codec()).named(""))
                .withMessage("the name of a deployment must have 1 to 500 characters, got 0");
    }

    @Test
    void aRegistryThatIsAwayStopsNoDeployment() {
        FakeSource source = new FakeSource().point("champion", 1);
        source.refusesLeases = true;
        try (Deployment<String, String> deployment =
                source.deploy().clock(clock).open()) {
            assertThat(deployment.predict("a")).isEqualTo("1:a");
            deployment.refresh();
            source.refusesLeases = false;
            deployment.refresh();
            deployment.refresh();
            assertThat(source.leases).containsExactly(Set.of(1L), Set.of(1L), Set.of(1L));
            source.refusesLeases = true;
        }
        assertThat(source.leases).last().isEqualTo(Set.of());
    }
}

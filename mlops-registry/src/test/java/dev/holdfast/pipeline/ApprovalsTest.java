// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.report.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {
    private static final Actor ADA = Actor.of("Ada", "risk", "owner");
    private static final Actor BEN = Actor.of("Ben", "trainer");

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger trained = new AtomicInteger();
    private Path folder;
    private Approvals approvals;

    @BeforeEach
    void place(@TempDir Path temporary) {
        folder = temporary;
        approvals = Approvals.in(folder.resolve("approvals"), clock);
    }

    private PipelineResult<String> run(String input, UnaryOperator<ApprovalTerms<String>> terms) {
        return Pipeline.named("credit")
                .step("read", (String text) -> text)
                .fingerprint(text -> text)
                .step("train", text -> {
                    trained.incrementAndGet();
                    return "model of " + text;
                })
                .cached("1", StepCodec.text())
                .gate("any", StepGate.require("any", text -> true))
                .approval("risk", approvals, terms)
                .step("register", model -> model + " is registered")
                .cacheIn(StepCache.in(folder.resolve("cache")))
                .run(input);
    }

    private PipelineResult<String> run(String input) {
        return run(input, terms -> terms.role("risk").summary(model -> "Release " + model + "?"));
    }

    @Test
    void aRunWaitsForAPersonWithoutAThreadAndGoesOnAfterTheAnswer() {
        PipelineResult<String> waiting = run("loans");

        assertThat(waiting.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(waiting.result()).isEmpty();
        assertThat(waiting.step("register")).isEqualTo(new StepOutcome.Skipped("register", "risk"));
        ApprovalRequest request = approvals.pending().get(0);
        assertThat(waiting.step("risk"))
                .isEqualTo(new StepOutcome.AwaitingApproval(
                        "risk", waiting.step("risk").took(), request));
        assertThat(waiting.summary()).isEqualTo("pipeline 'credit' stopped at 'risk': awaits approval " + request.id());
        assertThat(request.summary()).isEqualTo("Release model of loans?");
        assertThat(request.role()).contains("risk");
        assertThat(run("loans").step("risk")).as("asked once").isInstanceOf(StepOutcome.AwaitingApproval.class);
        assertThat(approvals.pending()).hasSize(1);

        // Another process, later.
        Approvals desk = Approvals.in(folder.resolve("approvals"), clock);
        ApprovalDecision decision = desk.approve(request.id(), ADA, "looks \"good\"\n");

        assertThat(desk.decision(request.id())).contains(decision);
        assertThat(decision).hasToString("approved by Ada: looks \"good\"\n");
        assertThat(approvals.pending()).isEmpty();
        PipelineResult<String> done = run("loans");
        assertThat(done.result()).contains("model of loans is registered");
        assertThat(done.step("risk"))
                .isInstanceOfSatisfying(
                        StepOutcome.Succeeded.class,
                        passed -> assertThat(passed.evidence().orElseThrow().summary())
                                .startsWith("holds: approved by Ada"));
        assertThat(trained).as("from the cache").hasValue(1);
    }

    @Test
    void anApprovalHoldsForItsContentOnly() {
        run("loans");
        approvals.approve(approvals.pending().get(0).id(), ADA, "fine");

        assertThat(run("other loans").step("risk")).isInstanceOf(StepOutcome.AwaitingApproval.class);
        assertThat(run("loans").succeeded()).isTrue();
    }

    @Test
    void aRejectionBlocks() {
        run("loans");
        approvals.reject(approvals.pending().get(0).id(), ADA, "unfair");

        PipelineResult<String> result = run("loans");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.summary())
                .isEqualTo("pipeline 'credit' stopped at 'risk': blocked, does not hold: rejected by Ada: unfair");
    }

    @Test
    void onlyTheRoleMayDecide() {
        run("loans");
        String id = approvals.pending().get(0).id();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> approvals.approve(id, BEN, "mine"))
                .withMessage("the approval of 'risk' needs the role 'risk', got Ben with [trainer]");
        run("free", terms -> terms);
        String free = approvals.pending().stream()
                .map(ApprovalRequest::id)
                .filter(other -> !other.equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(approvals.approve(free, BEN, "anybody may").actor().roles()).isEqualTo(Set.of("trainer"));
    }

    @Test
    void theFirstAnswerStands() {
        run("loans");
        String id = approvals.pending().get(0).id();
        approvals.approve(id, ADA, "fine");

        assertThatIllegalStateException()
                .isThrownBy(() -> approvals.reject(id, ADA, "on second thoughts"))
                .withMessage("the approval request for 'risk' was decided before: approved by Ada: fine");
        assertThat(approvals.decision(id).map(ApprovalDecision::approved)).isEqualTo(Optional.of(true));
    }

    @Test
    void aRequestExpiresAndIsAskedAnew() {
        UnaryOperator<ApprovalTerms<String>> aWeek = terms -> terms.expiresAfter(Duration.ofDays(7));
        run("loans", aWeek);
        ApprovalRequest request = approvals.pending().get(0);
        clock.advance(Duration.ofDays(7));

        assertThat(approvals.pending()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> approvals.approve(request.id(), ADA, "late"))
                .withMessage("the approval request for 'risk' expired at "
                        + request.expiresAt().orElseThrow() + "; run the pipeline again to ask anew");
        run("loans", aWeek);
        ApprovalRequest again = approvals.pending().get(0);
        assertThat(again.requestedAt()).isEqualTo(clock.instant());
        approvals.approve(again.id(), ADA, "in time");
        clock.advance(Duration.ofDays(30));
        assertThat(run("loans", aWeek).succeeded())
                .as("an answer in time stands")
                .isTrue();
    }

    @Test
    void misuseSaysWhatWasWanted() {
        assertThat(approvals.pending()).isEmpty();
        assertThat(approvals.toString()).startsWith("Approvals.in(").endsWith("approvals)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> approvals.approve("0", ADA, "?"))
                .withMessage("there is no approval request '0'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run("x", terms -> terms.expiresAfter(Duration.ZERO)))
                .withMessage("an approval must not expire at once, got PT0S");
        Pipeline<String, String> unknown = Pipeline.named("p").step("read", (String text) -> text);
        assertThatIllegalStateException()
                .isThrownBy(() -> unknown.approval("risk", approvals, terms -> terms))
                .withMessage("approval 'risk' needs to know the content that it is about;"
                        + " call fingerprint(...) or cached(...) on the step before it");
        PipelineResult<String> noCache = unknown.fingerprint(text -> text)
                .step("train", text -> text)
                .cached("1", StepCodec.text())
                .approval("risk", approvals, terms -> terms)
                .run("x");
        assertThat(noCache.summary())
                .endsWith("what 'risk' asks about is cached in no cache;"
                        + " call cacheIn(...), or fingerprint(...) on the step before it");
    }
}

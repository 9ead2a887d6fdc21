// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Row;
import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.deployment.Deployment;
import dev.holdfast.deployment.Refresh;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.DriftFinding;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.evaluation.MetricDifference.Verdict;
import dev.holdfast.evaluation.ModelComparison;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.monitor.Alert;
import dev.holdfast.monitor.AlertPolicy;
import dev.holdfast.monitor.ModelMonitor;
import dev.holdfast.monitor.WindowReport;
import dev.holdfast.monitor.Windows;
import dev.holdfast.pipeline.ContinuousTraining;
import dev.holdfast.pipeline.Pipeline;
import dev.holdfast.pipeline.StepGate;
import dev.holdfast.pipeline.TrainingOutcome;
import dev.holdfast.pipeline.TrainingResponse;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.Promotion;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The part of the story in which the model serves customers, the customers change, and the model follows. */
final class Service {
    private static final int WINDOW = 250;
    private static final int MOST_FINDINGS = 4;

    private final Options options;
    private final Narrator tell;
    private final Workspace workspace;
    private final RegisteredModel credit;
    private final Report.Builder conclusions;
    private final Report.Builder story = Report.titled("What the monitor saw");
    private final AtomicReference<ModelMonitor> watching = new AtomicReference<>();
    private final List<Alert> alerts = new ArrayList<>();
    private boolean driftShown;

    Service(Options options, Narrator tell, Workspace workspace, RegisteredModel credit, Report.Builder conclusions) {
        this.options = options;
        this.tell = tell;
        this.workspace = workspace;
        this.credit = credit;
        this.conclusions = conclusions;
    }

    /** Serves, notices, retrains and rolls back; returns what there is to report about it. */
    Report run(ContractReport contract, Split split, Table later) throws Exception {
        Split arriving = later.split(Splits.stratified(Loans.TARGET, 0.5, 0.5).seed(options.seed()));
        ContinuousTraining<ModelVersion> retraining = ContinuousTraining.of(
                        retrain(contract, arriving.test()), () -> split.train().concat(arriving.train()))
                .cooldown(Duration.ofHours(6))
                .budget(4, Duration.ofDays(1))
                .open();
        try (retraining;
                Deployment<Row, ClassScores> deployment = Deployment.of(credit, TribuoCodec.classification())
                        .champion(Lender.CHAMPION)
                        .listener(served -> monitor().onPrediction(served))
                        .open()) {
            watch(deployment, retraining);
            tell.step("Serve " + deployment.version() + " and watch it");
            // The file is not in random order (later loans have other expenses); customers come in one.
            Table remaining = split.validation().concat(split.test());
            serve(deployment, "the remaining first customers", Loans.shuffled(remaining, options.seed()));
            serve(deployment, "freelance and part-time customers", Loans.shuffled(arriving.train(), options.seed()));
            follow(deployment, retraining, split, arriving);
            monitor().close();
        }
        return story.build();
    }

    /** A monitor compares with the baseline that was stored beside the very version that serves. */
    private void watch(Deployment<Row, ClassScores> deployment, ContinuousTraining<ModelVersion> retraining) {
        ModelVersion version = credit.version(deployment.version().number());
        ModelMonitor monitor = ModelMonitor.of(Baseline.from(version.attachment(Baseline.ATTACHMENT)))
                .window(Windows.count(WINDOW))
                .alerts(AlertPolicy.raise(2).of(3).cooldown(Duration.ofHours(6)))
                .onReport(this::tellWindow)
                .onAlert(alert -> {
                    alerts.add(alert);
                    conclusions.finding(Outcome.FAILED, "Drift", alert.reason());
                    tell.say("ALERT: %s", alert.reason());
                    TrainingResponse response = retraining.request(alert.reason());
                    tell.say("asked for retraining: %s", answer(response));
                })
                .open();
        ModelMonitor before = watching.getAndSet(monitor);
        if (before != null) {
            before.close();
        }
    }

    private ModelMonitor monitor() {
        return Objects.requireNonNull(watching.get(), "nothing is watched yet");
    }

    private static String answer(TrainingResponse response) {
        return response instanceof TrainingResponse.Suppressed suppressed ? "not now, " + suppressed.why() : "accepted";
    }

    private void serve(Deployment<Row, ClassScores> deployment, String who, Table customers) {
        tell.say("%s: %,d predictions", who, customers.rowCount());
        int alertsBefore = alerts.size();
        for (Row row : customers) {
            deployment.predict(row);
        }
        monitor().flush();
        if (alerts.size() == alertsBefore) {
            tell.say("no alert");
            conclusions.finding(
                    Outcome.PASSED, "Drift", customers.rowCount() + " predictions for " + who + ": no alert");
        }
    }

    private void tellWindow(WindowReport window) {
        DriftReport drift = window.drift();
        tell.say("  window %d, %d rows: %s", window.number(), drift.currentRows(), drift.verdict());
        List<DriftFinding> findings = drift.findings();
        findings.stream().limit(MOST_FINDINGS).forEach(finding -> tell.say("    %s", finding.explain()));
        if (findings.size() > MOST_FINDINGS) {
            tell.say("    and %d more", findings.size() - MOST_FINDINGS);
        }
        if (drift.outcome() == Outcome.FAILED && !driftShown) {
            driftShown = true;
            story.section(CreditRiskLoop.titled(
                    String.format(Locale.ROOT, "Window %d: drift", window.number()), drift.report()));
        } else {
            story.finding(drift.outcome(), "Window " + window.number(), drift.summary());
        }
    }

    /** Trains on old and new customers, and compares with the champion on new customers that neither has seen. */
    private Pipeline<Table, ModelVersion> retrain(ContractReport contract, Table unseen) {
        return Pipeline.named("retrain credit")
                .step(
                        "train and examine",
                        (Table train) -> Trainers.train(tell, Trainers.LOGISTIC, train, unseen, options.seed()))
                .step(
                        "compare with the champion",
                        examined -> new Challenger(examined, againstChampion(examined, unseen)))
                .gate(
                        "better than the champion",
                        StepGate.require(
                                "log-loss significantly better than the champion's, and nothing significantly worse",
                                Challenger::isBetter))
                .step(
                        "register",
                        challenger -> Lender.register(
                                credit,
                                Lender.track(
                                        workspace,
                                        challenger.examined(),
                                        options.seed(),
                                        contract,
                                        challenger.comparison()),
                                challenger.examined()));
    }

    private record Challenger(Examined examined, ModelComparison comparison) {
        boolean isBetter() {
            return comparison.verdict("log-loss") == Verdict.BETTER && comparison.outcome() != Outcome.FAILED;
        }
    }

    private ModelComparison againstChampion(Examined examined, Table unseen) {
        StorableModel<Row, ClassScores> champion =
                credit.alias(Lender.CHAMPION).orElseThrow().load(TribuoCodec.classification());
        ModelComparison comparison = examined.quality().compareWith(Examined.quality(champion, unseen, options.seed()));
        tell.say("against the champion on %,d new customers that neither has seen:", unseen.rowCount());
        comparison
                .differences()
                .forEach((metric, difference) ->
                        tell.say("  %-26s %-28s %s", metric, difference.difference(), difference.verdict()));
        story.section(CreditRiskLoop.titled("The retrained model against the champion", comparison.report()));
        story.section(CreditRiskLoop.titled(
                "Fairness of the retrained model", examined.fairness().report()));
        return comparison;
    }

    private void follow(
            Deployment<Row, ClassScores> deployment,
            ContinuousTraining<ModelVersion> retraining,
            Split split,
            Split arriving)
            throws Exception {
        tell.step("Retrain, approve and swap without a restart");
        TrainingOutcome<ModelVersion> outcome = retraining.runPending().orElse(null);
        if (outcome == null) {
            tell.say("nobody asked for retraining; %s goes on serving", deployment.version());
            return;
        }
        if (!outcome.result().succeeded()) {
            tell.say("the pipeline stopped: %s", outcome.result().summary());
            return;
        }
        ModelVersion version = outcome.result().orThrow();
        tell.say("registered %s, parameters %s", version, CreditRiskLoop.shorten(version.parameterDigest()));
        credit.approve(version, Lender.GRACE, "knows the new customers");
        Promotion promotion = Lender.promote(credit, version, "the customers have changed");
        conclusions.finding(promotion.outcome(), "Gates, retrained model", promotion.summary());
        if (CreditRiskLoop.tellPromotion(tell, promotion)) {
            swap(deployment, retraining, version, split, arriving);
        }
    }

    private void swap(
            Deployment<Row, ClassScores> deployment,
            ContinuousTraining<ModelVersion> retraining,
            ModelVersion version,
            Split split,
            Split arriving) {
        Row customer = arriving.test().row(0);
        String before = risk(deployment, customer);
        Refresh refresh = deployment.refresh();
        tell.say("refreshed the running handle: %s", refresh.champion());
        tell.say("one %s customer's risk: %s before, %s now", customer.text("Job"), before, risk(deployment, customer));
        watch(deployment, retraining);
        // As many new customers among the old ones as the new baseline has seen.
        Table first = split.validation().concat(split.test());
        int share = (int) ((long) first.rowCount()
                * arriving.train().rowCount()
                / split.train().rowCount());
        Table mix = first.concat(
                arriving.test().sample(Math.min(share, arriving.test().rowCount()), options.seed()));
        serve(deployment, "old and new customers as they come", Loans.shuffled(mix, options.seed()));

        tell.step("Roll back, and forward again");
        tell.say("rolled back to %s", deployment.rollback(Lender.GRACE, "complaints, to be looked at"));
        // An approval serves one promotion to an alias, so that what was rolled back is looked at again.
        credit.approve(version, Lender.GRACE, "the complaints were about something else");
        CreditRiskLoop.tellPromotion(tell, Lender.promote(credit, version, "the complaints were about something else"));
        deployment.refresh();
        tell.say("serving %s", deployment.version());
    }

    private static String risk(Deployment<Row, ClassScores> deployment, Row customer) {
        return String.format(Locale.ROOT, "%.3f", deployment.predict(customer).score(Loans.BAD));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditVerification;
import dev.holdfast.data.Field;
import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.evaluation.ModelComparison;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import dev.holdfast.registry.GateResult;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.Promotion;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The story of {@link CreditRisk}, step by step; each step is the calls that a host would make. */
final class CreditRiskLoop {
    private final Options options;
    private final Narrator tell;
    private final Report.Builder report = Report.titled("Credit risk: the life of a model")
            .text(
                    "What happened to the model from its data to its second version: the conclusions first, then the evidence"
                            + " behind each. An interval covers the true value in 95 of 100 such samples.");
    private final List<Report> evidence = new ArrayList<>();

    CreditRiskLoop(Options options, Narrator tell) {
        this.options = options;
        this.tell = tell;
    }

    void run() throws Exception {
        Table loans = Loans.read(options.data());
        Profile profile = Profiler.withDefaults().profile(loans);
        ContractReport contract = check(loans, profile);
        // Opened before anything takes long, so that a workspace at fault is told at once.
        try (Workspace workspace = Workspace.open(options.workspace(), o -> o.actor(Lender.ADA))) {
            tell.step("Hold back the customers who come later");
            Table first = Loans.servedFromTheStart(loans);
            Table later = Loans.servedLater(loans);
            tell.say("freelance and part-time customers: %,d loans, %s bad", later.rowCount(), shareBad(later));
            tell.say("everybody else, from the start:    %,d loans, %s bad", first.rowCount(), shareBad(first));
            Split split =
                    first.split(Splits.stratified(Loans.TARGET, 0.6, 0.2, 0.2).seed(options.seed()));
            List<Examined> candidates = train(split);
            ModelComparison comparison = compare(candidates);
            RegisteredModel credit = workspace.registry().model("credit");
            approve(workspace, credit, candidates, comparison, contract, split.test());
            evidence.add(new Service(options, tell, workspace, credit, report).run(contract, split, later));
            audit(workspace);
            write(workspace, credit, profile);
        }
    }

    private ContractReport check(Table loans, Profile profile) {
        String source = options.data().map(Path::toString).orElse(Loans.BUILT_IN);
        tell.step("Read, profile and check the data");
        tell.say(
                "%s: %,d rows, %d columns",
                source, loans.rowCount(), loans.columns().size());
        tell.say(
                "schema: %s",
                loans.schema().fields().stream().map(CreditRiskLoop::describe).collect(Collectors.joining(", ")));
        profile.columns().stream()
                .filter(column -> column.missing() > 0)
                .forEach(column -> tell.say(
                        "missing: %-8s %4d of %,d (%.1f %%)",
                        column.name(),
                        column.missing(),
                        profile.rowCount(),
                        100.0 * column.missing() / profile.rowCount()));
        ContractReport contract = Loans.check(loans, source);
        Loans.requireBoth(loans, source);
        tell.say("contract: %s", contract.summary());
        report.finding(contract.outcome(), "Data", contract.summary());
        evidence.add(contract.report());
        return contract;
    }

    private static String describe(Field field) {
        return field.name() + " " + field.type().name().toLowerCase(Locale.ROOT) + (field.optional() ? "?" : "");
    }

    private static String shareBad(Table loans) {
        double bad =
                loans.where(row -> row.text(Loans.TARGET).equals(Loans.BAD)).rowCount();
        return String.format(Locale.ROOT, "%.1f %%", 100 * bad / loans.rowCount());
    }

    private List<Examined> train(Split split) throws Exception {
        tell.step("Train two models through one featurizer");
        tell.say(
                "%,d rows to train, %,d to validate, %,d to test",
                split.train().rowCount(),
                split.validation().rowCount(),
                split.test().rowCount());
        return List.of(
                Trainers.train(tell, Trainers.LOGISTIC, split.train(), split.test(), options.seed()),
                Trainers.train(tell, Trainers.FOREST, split.train(), split.test(), options.seed()));
    }

    private ModelComparison compare(List<Examined> candidates) {
        tell.step("Evaluate on the test rows, with 95 % intervals");
        EvaluationReport one = candidates.get(0).quality();
        EvaluationReport two = candidates.get(1).quality();
        tell.say(
                "%-28s %-28s %-28s",
                "", candidates.get(0).name(), candidates.get(1).name());
        one.measurements().forEach((metric, value) -> tell.say("%-28s %-28s %-28s", metric, value, two.metric(metric)));
        ModelComparison comparison = one.compareWith(two);
        tell.say("%s against %s:", candidates.get(0).name(), candidates.get(1).name());
        comparison
                .differences()
                .forEach((metric, difference) ->
                        tell.say("  %-26s %-28s %s", metric, difference.difference(), difference.verdict()));
        for (Examined each : candidates) {
            tell.say("fairness of %s: %s", each.name(), each.fairness().summary());
            evidence.add(titled("Quality of the " + each.name(), each.quality().report()));
        }
        evidence.add(titled(
                "The " + candidates.get(0).name() + " against the "
                        + candidates.get(1).name(),
                comparison.report()));
        return comparison;
    }

    static Report titled(String title, Report content) {
        return new Report(title, content.blocks());
    }

    private void approve(
            Workspace workspace,
            RegisteredModel credit,
            List<Examined> candidates,
            ModelComparison firstAgainstSecond,
            ContractReport contract,
            Table test) {
        tell.step("Track both runs, register the better one, and let a person decide");
        boolean firstIsBetter =
                candidates.get(0).point("log-loss") <= candidates.get(1).point("log-loss");
        Examined better = candidates.get(firstIsBetter ? 0 : 1);
        Examined other = candidates.get(firstIsBetter ? 1 : 0);
        ModelComparison otherAgainstBetter = other.quality().compareWith(better.quality());
        ModelComparison betterAgainst = againstChampion(credit, better, test)
                .orElse(firstIsBetter ? firstAgainstSecond : better.quality().compareWith(other.quality()));
        RunRecord otherRun = Lender.track(workspace, other, options.seed(), contract, otherAgainstBetter);
        RunRecord betterRun = Lender.track(workspace, better, options.seed(), contract, betterAgainst);
        tell.say(
                "run %s: %s, %d parameters, %d metrics",
                shorten(otherRun.id()),
                other.name(),
                otherRun.parameters().size(),
                other.quality().measurements().size());
        tell.say(
                "run %s: %s, %d parameters, %d metrics",
                shorten(betterRun.id()),
                better.name(),
                betterRun.parameters().size(),
                better.quality().measurements().size());

        RegisteredModel runnersUp = workspace.registry().model("credit-runner-up");
        ModelVersion runnerUp = Lender.register(runnersUp, otherRun, other);
        runnersUp.approve(runnerUp, Lender.GRACE, "could it serve instead?");
        Promotion second = Lender.promote(runnersUp, runnerUp, "could it serve instead?");
        tellPromotion(tell, second);
        report.finding(second.outcome(), "Gates, " + other.name(), second.summary());

        ModelVersion version = Lender.register(credit, betterRun, better);
        tell.say("registered %s: %s, parameters %s", version, better.name(), shorten(version.parameterDigest()));
        tellPromotion(tell, Lender.promote(credit, version, "nobody has approved it yet"));
        credit.approve(version, Lender.GRACE, "intervals clear every floor");
        Promotion first = Lender.promote(credit, version, "first choice of the comparison");
        tellPromotion(tell, first);
        report.finding(
                better.fairness().outcome(), "Fairness", better.fairness().summary());
        report.finding(first.outcome(), "Gates, " + better.name(), first.summary());
        evidence.add(
                titled("Fairness of the " + better.name(), better.fairness().report()));
    }

    /** The version that serves now is the one to beat, on the same rows. */
    private Optional<ModelComparison> againstChampion(RegisteredModel credit, Examined challenger, Table test) {
        return credit.alias(Lender.CHAMPION)
                .map(champion -> challenger
                        .quality()
                        .compareWith(
                                Examined.quality(champion.load(TribuoCodec.classification()), test, options.seed())));
    }

    /** Says how a promotion ended; true when the alias moved. */
    static boolean tellPromotion(Narrator tell, Promotion promotion) {
        if (promotion instanceof Promotion.Promoted) {
            tell.say(
                    "PROMOTED %s to '%s' by %s",
                    promotion.version(), promotion.alias(), promotion.actor().name());
            return true;
        }
        tell.say("REFUSED  %s as '%s':", promotion.version(), promotion.alias());
        for (GateResult gate : promotion.failed()) {
            tell.say("  gate %s: expected %s; observed %s", gate.gate(), gate.expected(), gate.observed());
        }
        return false;
    }

    static String shorten(String digest) {
        return digest.substring(0, 12);
    }

    private void audit(Workspace workspace) {
        tell.step("Verify the audit trail");
        AuditVerification verified = workspace.audit().verify().orThrow();
        List<AuditEntry> entries = workspace.audit().entries();
        tell.say("%d entries, each bound to the one before; the chain is intact", verified.entries());
        for (AuditEntry entry : entries) {
            tell.say(
                    "%4d  %-12s  %-20s  %-20s  %s",
                    entry.sequence(),
                    shorten(entry.digest()),
                    entry.actor().name(),
                    entry.action(),
                    entry.target().startsWith("run ") ? shorten(entry.target().substring(4)) : entry.target());
        }
        report.finding(
                Outcome.PASSED, "Audit trail", verified.entries() + " entries, each bound to the one before; intact");
        Report.Builder trail = Report.titled("Audit trail");
        trail.table(
                "",
                List.of("entry", "at", "actor", "action", "target"),
                entries.stream()
                        .map(entry -> List.of(
                                Long.toString(entry.sequence()),
                                entry.at().toString(),
                                entry.actor().name(),
                                entry.action(),
                                entry.target()))
                        .toList());
        evidence.add(trail.build());
    }

    private void write(Workspace workspace, RegisteredModel credit, Profile profile) {
        Path reports = workspace.folder().orElseThrow().resolve("reports");
        Path file = reports.resolve("credit-" + credit.versions().size() + ".html");
        evidence.forEach(report::section);
        report.build().write(file);
        Path columns = titled("Profile of the loans", profile.report()).write(reports.resolve("profile.html"));
        tell.step("What was written");
        tell.say(
                "workspace  %s",
                workspace.folder().orElseThrow().toAbsolutePath().normalize());
        tell.say("report     %s", file.toAbsolutePath().normalize());
        tell.say("profile    %s", columns.toAbsolutePath().normalize());
    }
}

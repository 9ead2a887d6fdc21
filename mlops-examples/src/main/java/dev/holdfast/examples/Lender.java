// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.tracking.DatasetRole.TRAINING;

import dev.holdfast.audit.Actor;
import dev.holdfast.drift.Baseline;
import dev.holdfast.registry.Gates;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.Promotion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Evidence;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;

/** Who works at the lender, what they ask of a model, and how one gets from a training to being the champion. */
final class Lender {
    static final String CHAMPION = "champion";

    /** Trains models; the author of all of them. */
    static final Actor ADA = Actor.of("Ada (data science)", "data-scientist");

    /** Answers for them. */
    static final Actor GRACE = Actor.of("Grace (risk)", "risk-officer");

    /**
     * What every model must show before it may serve customers. Who only knows the share of bad loans has a log loss of
     * 0.53 among the first customers and of 0.68 among those who come later.
     */
    static final PromotionPolicy POLICY = PromotionPolicy.of(
            Gates.evidence("contract").passed(),
            Gates.metric("auc").atLeast(0.70),
            Gates.metric("log-loss").atMost(0.60),
            Gates.evidence("comparison").notFailed(),
            Gates.evidence("fairness").notFailed(),
            Gates.approvals(1),
            Gates.approverIsNotAuthor());

    private Lender() {}

    /** Keeps everything about a training: options, data, metrics, the model itself, and what was found. */
    static RunRecord track(Workspace workspace, Examined examined, long seed, Evidence... more) {
        return workspace.tracker().run("credit-risk", examined.name(), run -> {
            run.parameter("seed", seed);
            examined.model().provenance().forEach((name, value) -> {
                if (name.startsWith("trainer")) {
                    run.parameter(name, value);
                }
            });
            run.dataset(TRAINING, "loans", examined.train());
            run.evidence(examined.quality()).evidence(examined.fairness());
            for (Evidence each : more) {
                run.evidence(each);
            }
            run.model(examined.model());
            return run.record();
        });
    }

    /** Registers the model of a run together with the baseline that its monitor will compare with. */
    static ModelVersion register(RegisteredModel model, RunRecord run, Examined examined) {
        return model.register(
                run, Baseline.of(examined.model(), examined.train()).toAttachment());
    }

    static Promotion promote(RegisteredModel model, ModelVersion version, String why) {
        return model.promote(version).to(CHAMPION).as(GRACE).under(POLICY).because(why);
    }
}

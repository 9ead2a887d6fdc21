// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.credit;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Split;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains a model on loans and leaves it in a workspace as the candidate, beside the champion.
 *
 * <p>The arguments are the file with the loans and the folder of the workspace.
 */
public final class TrainingJob {
    private static final Actor JOB = Actor.of("training-job");

    private TrainingJob() {}

    /**
     * Runs the job.
     *
     * @param arguments file and folder
     */
    public static void main(String... arguments) {
        Split split = Loans.split(Csv.read(Path.of(arguments[0])));
        StorableModel<Row, ClassScores> model = Loans.trainer(split.train()).train(split.train());
        store(Path.of(arguments[1]), split, model, model);
    }

    static void store(
            Path folder,
            Split split,
            StorableModel<Row, ClassScores> champion,
            StorableModel<Row, ClassScores> candidate) {
        try (Workspace workspace = Workspace.open(folder, options -> options.actor(JOB))) {
            RegisteredModel credit = workspace.registry().model("credit");
            for (String alias : List.of("champion", "candidate")) {
                RunRecord run = workspace.tracker().run("credit", alias, r -> {
                    r.dataset(DatasetRole.TRAINING, "loans", split.train());
                    r.model(alias.equals("champion") ? champion : candidate);
                    return r.record();
                });
                ModelVersion version = credit.register(run);
                credit.promote(version)
                        .to(alias)
                        .as(JOB)
                        .under(PromotionPolicy.of())
                        .because("trained")
                        .orThrow();
            }
        }
    }
}

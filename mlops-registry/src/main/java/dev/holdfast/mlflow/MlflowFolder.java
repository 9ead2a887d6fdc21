// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.registry.Registry;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.Tracker;
import java.nio.file.Path;

/**
 * MLflow's file layout, the folder that is called {@code mlruns}: read to begin with what a team has, written to hand
 * runs on without a network. Later releases of MLflow take such a folder with {@code mlflow migrate-filestore}.
 *
 * <pre>{@code
 * MlflowReport report = MlflowFolder.read(Path.of("mlruns"), workspace.tracker());
 * report.notes().forEach(log::warn);
 * }</pre>
 */
public final class MlflowFolder {
    private MlflowFolder() {}

    /**
     * Reads all runs of a folder into a workspace. A run that is there already, by its id, is passed over, so the same
     * folder may be read again when it has more runs.
     *
     * <p>What is damaged or unknown costs only itself, and is told in a note: a run whose description cannot be read is
     * taken with what else it has, as LOST; a line of a metric that was cut off is left out. Runs that were deleted are
     * left out. Links are not followed, and files that a run keeps elsewhere are not fetched. Registered versions name
     * Python models, which are no versions here: each becomes a tag {@code mlflow.model.<name>} of its run.
     *
     * @param folder the folder
     * @param tracker where to
     * @return what was read
     * @throws MlflowException when the folder cannot be read at all
     * @throws dev.holdfast.artifact.StorageException when a run cannot be stored; those before it are stored
     */
    public static MlflowReport read(Path folder, Tracker tracker) {
        return new FolderReader(folder, tracker).read();
    }

    /**
     * Writes runs to a new folder, with the registered models whose versions come from them. It appears under its name
     * when it is complete.
     *
     * @param tracker the runs
     * @param registry the models
     * @param which which of the runs
     * @param folder the folder, which must not be there
     * @return what was written, and what had to be changed for it
     * @throws MlflowException when the folder is there or cannot be written
     */
    public static MlflowReport write(Tracker tracker, Registry registry, RunCondition which, Path folder) {
        return new FolderWriter(tracker, registry, folder).write(which);
    }
}

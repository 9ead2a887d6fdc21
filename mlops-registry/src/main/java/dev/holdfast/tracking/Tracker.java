// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.report.Evidence;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Records runs of experiments and finds them again. Thread-safe.
 *
 * <pre>{@code
 * RunRecord run = tracker.run("credit", "logistic", r -> {
 *     r.parameter("penalty", 0.01).dataset(DatasetRole.TRAINING, "loans", train);
 *     r.evidence(evaluation).model(model);
 *     return r.record();
 * });
 * }</pre>
 */
public final class Tracker {
    private final Store store;
    private final BlobStore blobs;
    private final InstantSource clock;
    private final Actor actor;

    private Tracker(Store store, BlobStore blobs, InstantSource clock, Actor actor) {
        this.store = store;
        this.blobs = blobs;
        this.clock = clock;
        this.actor = actor;
    }

    /**
     * Returns the tracker of a workspace. A host asks {@code Workspace.tracker()} instead.
     *
     * @param store the store
     * @param blobs where bytes go
     * @param clock the clock
     * @param actor who runs
     * @return the tracker
     */
    public static Tracker on(Store store, BlobStore blobs, InstantSource clock, Actor actor) {
        return new Tracker(store, blobs, clock, actor);
    }

    /**
     * Does work and records it as a run: {@link RunStatus#COMPLETED} when it returns, {@link RunStatus#FAILED} with the
     * cause when it throws. What it throws is thrown on, as it is.
     *
     * @param experiment the experiment, created by its first run
     * @param name what to call the run; need not be unique
     * @param work the work
     * @param <T> its result
     * @param <X> what it may throw
     * @return its result; when that is the {@link Run#record() record} of this run, the record as it is at the end
     * @throws X what the work threw
     * @throws IllegalArgumentException when a name is empty, longer than 500 characters or cannot be stored
     * @throws StorageException when the run cannot be recorded
     */
    public <T, X extends Exception> T run(String experiment, String name, RunWork<T, X> work) throws X {
        Names.check("experiment", experiment);
        Names.check("run", name);
        return Run.execute(Run.start(writer(), blobs, experiment, name, actor, null), work);
    }

    /**
     * Does more work in a run that failed or was lost: its record goes on where it ended, and then ends anew.
     *
     * @param id the run's id
     * @param work the work
     * @param <T> its result
     * @param <X> what it may throw
     * @return its result, as {@link #run} returns it
     * @throws X what the work threw
     * @throws IllegalArgumentException when there is no such run
     * @throws IllegalStateException when the run is running or completed
     */
    public <T, X extends Exception> T resume(String id, RunWork<T, X> work) throws X {
        return Run.execute(Run.resume(writer(), blobs, id, actor), work);
    }

    /**
     * Declares running runs {@link RunStatus#LOST} that have recorded nothing for longer than their lease of one hour:
     * their process is taken for dead. A run that speaks again after all goes on, and ends as it ends.
     *
     * @return the runs that were declared lost now, the one that began first first
     */
    public List<RunRecord> markLost() {
        return writer().markLost(actor);
    }

    /**
     * Searches runs of all experiments.
     *
     * @param condition what to ask of them
     * @return the search, which reads nothing yet
     */
    public RunSearch search(RunCondition condition) {
        return new RunSearch(store, condition, null, 100);
    }

    private RunWriter writer() {
        return new RunWriter(store, clock);
    }

    /**
     * Finds a run.
     *
     * @param id its id
     * @return the run, or empty when there is none
     */
    public Optional<RunRecord> find(String id) {
        return store.read(tx -> RunReader.find(tx, id));
    }

    /**
     * Returns the runs of an experiment.
     *
     * @param experiment the experiment
     * @return the runs, the one that began last first; none when there is no such experiment
     */
    public List<RunRecord> runs(String experiment) {
        return store.read(tx -> RunReader.ofExperiment(tx, experiment));
    }

    /**
     * Returns the experiments.
     *
     * @return their names, in the order in which they began
     */
    public List<String> experiments() {
        return store.read(tx -> tx.list(row -> row.getString(1), "SELECT name FROM hf_experiment ORDER BY id"));
    }

    /**
     * Returns every value of a metric.
     *
     * @param runId the run's id
     * @param metric the metric
     * @return the values in the order in which they were recorded, none when there are none
     */
    public List<MetricPoint> history(String runId, String metric) {
        return store.read(tx -> RunReader.history(tx, runId, metric));
    }

    /**
     * Returns the whole evidence of a run.
     *
     * @param run the run
     * @return the evidence, in the order of {@link RunRecord#evidence()}
     * @throws StorageException when what is stored is not what was recorded
     */
    public List<Evidence> evidence(RunRecord run) {
        return store.read(tx -> RunReader.evidence(tx, run.id()));
    }

    static Path workingFolder() {
        return Path.of("");
    }
}

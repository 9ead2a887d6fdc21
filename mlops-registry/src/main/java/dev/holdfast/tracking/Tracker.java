// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.Table;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.model.Retrainer;
import dev.holdfast.report.Evidence;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

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
    private final RunSettings settings;
    private final Store store;

    private Tracker(RunSettings settings) {
        this.settings = settings;
        this.store = settings.store();
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
        return new Tracker(new RunSettings(store, blobs, clock, actor));
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
        return Run.execute(start(experiment, name), work);
    }

    /**
     * Begins a run whose work is not one call. {@linkplain Run#complete() Complete} it and close it: closed without
     * that, it has failed; left open by a process that died, it is {@link RunStatus#LOST} when its lease is over.
     *
     * <p>The run records where it runs: Java, the machine, the jars (read once in a process) and the Git commit. Whether
     * tracked files differ from the commit is looked at for the first of the runs that begin within a second.
     *
     * @param experiment the experiment, created by its first run
     * @param name what to call the run; need not be unique
     * @return the run
     * @throws IllegalArgumentException when a name is empty, longer than 500 characters or cannot be stored
     * @throws StorageException when the run cannot be recorded
     */
    public Run start(String experiment, String name) {
        return Run.start(settings, experiment, name, null);
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
        return Run.execute(resume(id), work);
    }

    /**
     * Goes on with a run that failed or was lost, without a call around its work; see {@link #start}. Should its first
     * process be alive after all, it can record nothing more in it.
     *
     * @param id the run's id
     * @return the run
     * @throws IllegalArgumentException when there is no such run
     * @throws IllegalStateException when the run is running or completed
     */
    public Run resume(String id) {
        return Run.resume(settings, id);
    }

    /**
     * Adds a run that was recorded elsewhere, with its own times and id, all of it or nothing.
     *
     * @param run the run; its status is not {@link RunStatus#RUNNING}, it holds neither evidence nor a model nor
     *     attachments, and its last values of metrics are taken from the history
     * @param history every value of its metrics
     * @param files its files by their paths as {@link Run#artifact(String, Path)} takes them; read once each
     * @return whether it was added; false when a run with this id is there, which stays as it is
     * @throws IllegalArgumentException when the run is not as said, or a name or path cannot be stored
     * @throws StorageException when something cannot be read or recorded
     */
    public boolean add(RunRecord run, MetricHistory history, Map<String, Path> files) {
        return new RunAddition(settings, run, history).add(files);
    }

    /**
     * Sets what becomes of the work of runs when what they record cannot be stored; {@link FailurePolicy#FAIL} without
     * this.
     *
     * @param policy the policy
     * @return the tracker with it
     */
    public Tracker withFailurePolicy(FailurePolicy policy) {
        return new Tracker(settings.withPolicy(Objects.requireNonNull(policy, "policy")));
    }

    /**
     * Sets for how long a run that says nothing is taken for alive; an hour without this. A run that is silent for
     * longer is {@link RunStatus#LOST} from then on, until it speaks or is resumed.
     *
     * @param duration how long, from a second to 30 days
     * @return a tracker whose runs have this lease
     * @throws IllegalArgumentException when the duration is out of range
     */
    public Tracker withLease(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("a lease must be from a second to 30 days, got " + duration);
        }
        return new Tracker(settings.withLease(duration));
    }

    /**
     * Has a scheduler of the host say four times a lease that runs are alive, for work that records nothing for long.
     * It stops with each run, and with the process that holds it.
     *
     * @param scheduler the host's scheduler; never shut down here
     * @return a tracker whose runs are kept alive by it
     */
    public Tracker withHeartbeat(ScheduledExecutorService scheduler) {
        return new Tracker(settings.withHeartbeat(Objects.requireNonNull(scheduler, "scheduler")));
    }

    /**
     * Records environment variables with every run, as facts of its environment called {@code variable.NAME}. No others
     * are ever read. User names, passwords and queries are taken out of addresses.
     *
     * @param names the variables; one that is not set is left out
     * @return a tracker whose runs record them
     * @throws IllegalArgumentException when a variable is named like a secret
     */
    public Tracker withVariables(String... names) {
        return new Tracker(settings.withVariables(
                Arrays.stream(names).map(Environment::checkVariable).toList()));
    }

    /**
     * Notes in the audit trail which runs were lost since it was asked last: their lease is over, so their process is
     * taken for dead. A run that speaks again after all goes on, and ends as it ends.
     *
     * @return the runs that were noted now, the one that began first first
     */
    public List<RunRecord> markLost() {
        return settings.writer().markLost(settings.actor());
    }

    /**
     * Searches runs of all experiments.
     *
     * @param condition what to ask of them
     * @return the search, which reads nothing yet
     */
    public RunSearch search(RunCondition condition) {
        return new RunSearch(settings, condition);
    }

    private long now() {
        return Times.now(settings.clock());
    }

    /**
     * Finds a run.
     *
     * @param id its id
     * @return the run, or empty when there is none
     */
    public Optional<RunRecord> find(String id) {
        return store.read(tx -> RunReader.find(tx, id, now()));
    }

    /**
     * Returns the runs of an experiment.
     *
     * @param experiment the experiment
     * @return the runs, the one that began last first; none when there is no such experiment
     */
    public List<RunRecord> runs(String experiment) {
        return store.read(tx -> RunReader.ofExperiment(tx, experiment, now()));
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

    /** The metrics of which a run has more than one value. */
    List<String> curves(String runId) {
        return store.read(tx -> tx.list(
                row -> row.getString(1),
                "SELECT m.name FROM hf_metric m JOIN hf_run r ON r.seq = m.run WHERE r.id = ? AND m.points > 1"
                        + " ORDER BY m.name",
                runId));
    }

    /**
     * Puts runs side by side.
     *
     * @param runs from 2 to 20 different runs
     * @return the comparison, which reads their histories when its report is made
     * @throws IllegalArgumentException when there are fewer, more, or one twice
     */
    public RunComparison compare(Collection<RunRecord> runs) {
        return RunComparison.of(this, runs);
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

    /**
     * Returns the files that a run stored.
     *
     * @param runId the run's id
     * @return the files in the order in which they were stored; none when there are none
     */
    public List<RunArtifact> artifacts(String runId) {
        return store.read(tx -> RunReader.artifacts(tx, runId));
    }

    /**
     * Opens a file that a run stored, to read it to its end. It is verified as it is read, as {@link BlobStore#open} has
     * it: whoever reaches the end has read what was stored.
     *
     * @param artifact the file
     * @return its bytes; close it
     * @throws StorageException when they are not there, or are found not to be what was stored
     */
    public InputStream open(RunArtifact artifact) {
        return settings.blobs().open(artifact.blob());
    }

    /**
     * Returns the jars that the process of a run was started with.
     *
     * @param run the run
     * @return the jars in the order of the class path; none when it was not recorded
     */
    public List<Dependency> dependencies(RunRecord run) {
        return store.read(tx -> RunReader.dependencies(tx, run));
    }

    /**
     * Trains the model of a run again, from what the stored model tells of its training, and says whether the same bytes
     * come out, or what was otherwise: the data, Java, the trainer and its options, the libraries. Nothing is recorded.
     *
     * @param run the run
     * @param retrainer what trains models of its format: {@code TribuoCodec.retrainer()}
     * @param training the data that it was trained on; they are not kept in a workspace
     * @return whether it is the same model
     * @throws StorageException when the stored model cannot be read
     */
    public Reproduction reproduce(RunRecord run, Retrainer retrainer, Table training) {
        return new Reproducing(run, dependencies(run)).with(settings.blobs(), retrainer, training);
    }

    /**
     * Writes everything that was tracked to a file of JSON lines: experiments, runs with all they recorded, every value
     * of every metric to the last bit, and the bytes of models, attachments and artifacts. It shows one moment, whatever
     * is recorded meanwhile, and equal workspaces give equal files. {@code docs/format.md} describes the lines.
     *
     * @param file where to; the file appears whole or not at all, and one that is there is replaced
     * @throws StorageException when something cannot be read, or the file cannot be written
     */
    public void exportTo(Path file) {
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try {
                store.read(tx -> {
                    try (FileChannel channel = FileChannel.open(draft, CREATE, TRUNCATE_EXISTING, WRITE);
                            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                        new RunExport(tx).all(settings.blobs(), new ExportLines.Writer(out)::line);
                        out.flush();
                        channel.force(true);
                        return true;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    file.toString(),
                    "the export " + file + " cannot be written: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Adds the runs of an export, with the ids, times and people that they had. Every line and every digest is verified
     * before anything is stored, and all runs are added or none. A run that is there already stays as it is, so that
     * importing twice does no more than importing once.
     *
     * @param file what {@link #exportTo} wrote
     * @return what was added and what was there
     * @throws StorageException when the file cannot be read or a line is damaged; the message names the line
     * @throws IllegalStateException when a run is there already and differs from that of the export
     */
    public RunImportReport importFrom(Path file) {
        return new RunImport(settings, file).run();
    }

    static Path workingFolder() {
        return Path.of("");
    }
}

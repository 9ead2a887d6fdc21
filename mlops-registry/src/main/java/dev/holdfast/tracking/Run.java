// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.data.Table;
import dev.holdfast.internal.store.EvidenceJson;
import dev.holdfast.internal.store.Names;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Evidence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run under way: where its work records what it does. Every call is stored when it returns.
 *
 * <p>Thread-safe. After the run has ended, or was resumed by another process that took this one for dead, every
 * recording call is an {@link IllegalStateException}. Names are data, compared exactly, of 1 to 500 characters.
 *
 * <pre>{@code
 * try (Run run = tracker.start("credit", "logistic")) {
 *     run.parameter("penalty", 0.01).metric("loss", 0.5);
 *     run.complete();                       // closed without it, the run has failed
 * }
 * }</pre>
 */
public final class Run implements AutoCloseable {
    private static final int MAX_TEXT = 65_536;

    private final RunSettings settings;
    private final Outbox outbox;
    private final RunRecord first;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final @Nullable Future<?> heartbeat;

    private Run(RunSettings settings, Outbox outbox, RunRecord first) {
        this.settings = settings;
        this.outbox = outbox;
        this.first = first;
        ScheduledExecutorService scheduler = settings.heartbeat();
        if (scheduler == null) {
            heartbeat = null;
        } else {
            long every = settings.lease().toMillis() / 4;
            heartbeat = scheduler.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
        }
    }

    static Run start(RunSettings settings, String experiment, String name, @Nullable String parent) {
        Names.check("experiment", experiment);
        Names.check("run", name);
        String id = UUID.randomUUID().toString().replace("-", "");
        Map<String, String> environment =
                Environment.describe(Tracker.workingFolder(), settings.git(), settings.variables());
        RunRecord first = new RunRecord(
                id,
                experiment,
                name,
                RunStatus.RUNNING,
                settings.actor(),
                Optional.ofNullable(parent),
                settings.clock().instant().truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                environment);
        Outbox outbox = new Outbox(settings, new RunKey(0, id, experiment, name, 1));
        outbox.record(Outbox.Kind.START, 1, (writer, key) -> outbox.begun(writer.start(first)));
        return new Run(settings, outbox, first);
    }

    static Run resume(RunSettings settings, String id) {
        RunWriter writer = settings.writer();
        RunKey key = writer.resume(id, settings.actor());
        return new Run(settings, new Outbox(settings, key), writer.record(id));
    }

    static <T, X extends Exception> T execute(Run run, RunWork<T, X> work) throws X {
        T result;
        try {
            result = work.in(run);
        } catch (Throwable e) {
            try {
                run.end(RunStatus.FAILED, Optional.of(e));
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        run.end(RunStatus.COMPLETED, Optional.empty());
        if (result instanceof RunRecord own && own.id().equals(run.id())) {
            @SuppressWarnings("unchecked") // RunRecord is final, so T is RunRecord or a type above it
            T last = (T) run.record();
            return last;
        }
        return result;
    }

    /** Ends the run unless it has ended, by the work or by the host. */
    private void end(RunStatus status, Optional<Throwable> cause) {
        if (ended.compareAndSet(false, true)) {
            if (heartbeat != null) {
                heartbeat.cancel(false);
            }
            outbox.end(status, cause);
        }
    }

    /** A beat that fails is not repeated sooner: a run that cannot be renewed is what a lease is for. */
    private void beat() {
        try {
            if (!ended.get()) {
                outbox.record(Outbox.Kind.SIGN_OF_LIFE, 0, RunWriter::renew);
            }
        } catch (StorageException | IllegalStateException e) {
            // The next recording says what is wrong to those who wait for it; a scheduler would drop the task.
            return;
        }
    }

    /**
     * Ends the run as {@link RunStatus#COMPLETED}; one that has ended stays as it is. Runs that {@link Tracker#run} does
     * the work of end by themselves.
     *
     * @throws StorageException when the end cannot be recorded
     */
    public void complete() {
        end(RunStatus.COMPLETED, Optional.empty());
    }

    /**
     * Ends the run as {@link RunStatus#FAILED}; one that has ended stays as it is.
     *
     * @param cause what ended it
     * @throws StorageException when the end cannot be recorded
     */
    public void fail(Throwable cause) {
        end(RunStatus.FAILED, Optional.of(Objects.requireNonNull(cause, "cause")));
    }

    /**
     * Ends a run that was not completed as {@link RunStatus#FAILED}: whoever leaves the block before
     * {@link #complete} left it by an exception. One that has ended stays as it is.
     *
     * @throws StorageException when the end cannot be recorded
     */
    @Override
    public void close() {
        end(RunStatus.FAILED, Optional.empty());
    }

    /**
     * Does a part of the work as a run of its own, in the same experiment, with this run as its
     * {@linkplain RunRecord#parent() parent}: one fold, one candidate.
     *
     * @param part what to call the part
     * @param work the work
     * @param <T> its result
     * @param <X> what it may throw
     * @return its result, as {@link Tracker#run} returns it
     * @throws X what the work threw
     */
    public <T, X extends Exception> T run(String part, RunWork<T, X> work) throws X {
        return execute(start(part), work);
    }

    /**
     * Begins a run of its own, in the same experiment, with this run as its {@linkplain RunRecord#parent() parent}.
     * {@linkplain #complete() Complete} it and close it.
     *
     * @param part what to call the part
     * @return the run
     */
    public Run start(String part) {
        return start(settings, open().experiment(), part, id());
    }

    /**
     * Says that the run is alive, and recording anything says so too. Call this in work that records nothing for longer
     * than the lease, or have a scheduler do it ({@link Tracker#withHeartbeat}).
     *
     * @return this run
     */
    public Run heartbeat() {
        record(Outbox.Kind.SIGN_OF_LIFE, 0, RunWriter::renew);
        return this;
    }

    /**
     * Returns the run's id.
     *
     * @return 32 hexadecimal digits
     */
    public String id() {
        return outbox.key().id();
    }

    /**
     * Records a parameter. Recording the same value again changes nothing.
     *
     * @param parameter its name
     * @param value a text of at most 65,536 characters, a whole or floating-point number, a boolean, or an enum
     *     constant, which is recorded by its name
     * @return this run
     * @throws IllegalArgumentException when the value is of another type, or another value was recorded before
     */
    public Run parameter(String parameter, Object value) {
        open();
        Names.check("parameter", parameter);
        ParameterValue known = ParameterValue.of(parameter, value);
        record(Outbox.Kind.PARAMETER, 1, (writer, key) -> writer.parameter(key, parameter, known));
        return this;
    }

    /**
     * Records a value of a metric at the step after the last one, the first at step 0.
     *
     * @param metric its name
     * @param value the value; NaN and infinities are values
     * @return this run
     */
    public Run metric(String metric, double value) {
        open();
        Names.check("metric", metric);
        record(Outbox.Kind.METRIC_VALUE, 1, (writer, key) -> writer.metric(key, metric, value));
        return this;
    }

    /**
     * Records a value of a metric. Steps may repeat and come in any order; every value is kept.
     *
     * @param metric its name
     * @param step where in the run
     * @param value the value; NaN and infinities are values
     * @return this run
     */
    public Run metric(String metric, long step, double value) {
        return metrics(List.of(new MetricValue(metric, step, value)));
    }

    /**
     * Records values of several metrics at one step, all or none of them.
     *
     * @param step where in the run
     * @param values name to value
     * @return this run
     */
    public Run metrics(long step, Map<String, Double> values) {
        return metrics(values.entrySet().stream()
                .map(entry -> new MetricValue(entry.getKey(), step, entry.getValue()))
                .toList());
    }

    /**
     * Records values, all or none of them, in the order in which they are given: many at once cost much less than one
     * by one.
     *
     * @param values the values, of one or several metrics; steps may repeat and come in any order
     * @return this run
     */
    public Run metrics(Collection<MetricValue> values) {
        List<MetricValue> all = List.copyOf(values);
        all.forEach(each -> Names.check("metric", each.metric()));
        record(Outbox.Kind.METRIC_VALUE, all.size(), (writer, key) -> writer.metrics(key, all));
        return this;
    }

    /**
     * Sets a tag; a tag that is there already gets the new value.
     *
     * @param tag its name
     * @param value its value
     * @return this run
     */
    public Run tag(String tag, String value) {
        open();
        Names.check("tag", tag);
        text("tag '" + tag + "'", value);
        record(Outbox.Kind.TAG, 1, (writer, key) -> writer.tag(key, tag, value));
        return this;
    }

    /**
     * Records that the run uses a data set: its fingerprint, rows and columns, not the data.
     *
     * @param role what for
     * @param dataset what to call it
     * @param table the data
     * @return this run
     * @throws IllegalArgumentException when other data were recorded under this role and name
     */
    public Run dataset(DatasetRole role, String dataset, Table table) {
        return dataset(DatasetReference.of(role, dataset, table));
    }

    /**
     * Records that the run uses a data set whose fingerprint the host knows.
     *
     * @param dataset the data set
     * @return this run
     * @throws IllegalArgumentException when other data were recorded under this role and name
     */
    public Run dataset(DatasetReference dataset) {
        Names.check("data set", dataset.name());
        Names.check("fingerprint", dataset.fingerprint());
        record(Outbox.Kind.DATA_SET, 1, (writer, key) -> writer.dataset(key, dataset));
        return this;
    }

    /**
     * Records the result of an examination, with its measurements and its report.
     *
     * @param evidence the result
     * @return this run
     */
    public Run evidence(Evidence evidence) {
        Names.check("kind of evidence", evidence.kind());
        String document = EvidenceJson.write(evidence);
        record(Outbox.Kind.EVIDENCE, 1, (writer, key) -> writer.evidence(key, evidence, document));
        return this;
    }

    /**
     * Stores the model that the run produced.
     *
     * @param model the model
     * @return this run
     * @throws IllegalStateException when the run has stored another model
     * @throws StorageException when its bytes cannot be written
     */
    public Run model(StorableModel<?, ?> model) {
        record(Outbox.Kind.MODEL, 1, (writer, key) -> {
            Blob blob = settings.blobs().put(model::writeTo);
            writer.model(
                    key,
                    new StoredModel(
                            blob, model.format(), model.parameterDigest(), model.signature(), model.provenance()));
        });
        return this;
    }

    /**
     * Stores named bytes.
     *
     * @param attachment the bytes
     * @return this run
     * @throws IllegalArgumentException when other bytes were stored under this name
     * @throws StorageException when the bytes cannot be written
     */
    public Run attachment(Attachment attachment) {
        Names.check("attachment", attachment.name());
        Names.check("media type", attachment.mediaType());
        record(Outbox.Kind.ATTACHMENT, 1, (writer, key) -> {
            Blob blob = settings.blobs().put(out -> out.write(attachment.content()));
            writer.attachment(key, new StoredAttachment(attachment.name(), attachment.mediaType(), blob));
        });
        return this;
    }

    /**
     * Stores a file.
     *
     * @param path where it stands among the files of the run: relative, its names separated by {@code /}
     * @param file the file; its bytes are read once and never held in memory
     * @return this run
     * @throws IllegalArgumentException when the path is not as said, or another content was stored under it
     * @throws StorageException when the file cannot be read or its bytes cannot be written
     */
    public Run artifact(String path, Path file) {
        return artifact(path, ArtifactPaths.mediaType(path), out -> Files.copy(file, out));
    }

    /**
     * Stores what is written as a file.
     *
     * @param path where it stands among the files of the run: relative, its names separated by {@code /}
     * @param mediaType what the bytes are
     * @param content writes the bytes, which are never held in memory; called once
     * @return this run
     * @throws IllegalArgumentException when the path is not as said, or another content was stored under it
     * @throws StorageException when the bytes cannot be written
     */
    public Run artifact(String path, String mediaType, BlobStore.Content content) {
        ArtifactPaths.check(path);
        Names.check("media type", mediaType);
        open();
        Blob blob;
        try {
            blob = settings.blobs().put(content);
        } catch (StorageException e) {
            // What is written once cannot be written again later.
            outbox.lose(Outbox.Kind.ARTIFACT, e);
            return this;
        }
        RunArtifact stored = new RunArtifact(path, mediaType, blob);
        record(Outbox.Kind.ARTIFACT, 1, (writer, key) -> writer.artifact(key, stored));
        return this;
    }

    /**
     * Stores all files of a folder and of the folders in it. Symbolic links are not followed and not stored.
     *
     * @param path where the folder stands among the files of the run; empty for their root
     * @param folder the folder
     * @return this run
     * @throws IllegalArgumentException when the path of a file is not as said at {@link #artifact(String, Path)}, or
     *     another content was stored under it; files that came before it are stored then
     * @throws StorageException when the folder cannot be read or the bytes cannot be written
     */
    public Run artifacts(String path, Path folder) {
        open();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    folder.toString(),
                    "the folder " + folder + " cannot be read: " + e.getMessage(),
                    e);
        }
        for (Path file : files) {
            List<String> names = new ArrayList<>();
            folder.relativize(file).forEach(name -> names.add(name.toString()));
            artifact((path.isEmpty() ? "" : path + "/") + String.join("/", names), file);
        }
        return this;
    }

    /**
     * Returns what is stored of the run by now.
     *
     * @return the record; its status is {@link RunStatus#RUNNING} until the work has ended. When it cannot be read and
     *     the policy is {@link FailurePolicy#WARN}, the record with which the run began
     * @throws StorageException when it cannot be read and the policy is {@link FailurePolicy#FAIL}
     */
    public RunRecord record() {
        return outbox.read(id(), first);
    }

    private void record(Outbox.Kind kind, int values, Outbox.Recording recording) {
        open();
        outbox.record(kind, values, recording);
    }

    private RunKey open() {
        if (ended.get()) {
            throw new IllegalStateException(
                    "the run '" + outbox.key().name() + "' has ended; nothing more can be recorded in it");
        }
        return outbox.key();
    }

    private static String text(String what, String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(what + " must have at most " + MAX_TEXT + " characters, got "
                    + text.length() + "; store it as an artifact");
        }
        return Names.checkText(what, text);
    }
}

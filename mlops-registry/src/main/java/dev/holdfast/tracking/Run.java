// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.Table;
import dev.holdfast.internal.store.EvidenceJson;
import dev.holdfast.internal.store.Names;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Evidence;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run under way: where its work records what it does. Every call is stored when it returns.
 *
 * <p>Thread-safe. After the work has ended, every recording call is an {@link IllegalStateException}. Names are data,
 * compared exactly.
 */
public final class Run {
    private final RunWriter writer;
    private final BlobStore blobs;
    private final Actor actor;
    private final String experiment;
    private final String id;
    private final long seq;
    private final String name;
    private volatile boolean ended;

    private Run(RunWriter writer, BlobStore blobs, Actor actor, String experiment, String id, long seq, String name) {
        this.writer = writer;
        this.blobs = blobs;
        this.actor = actor;
        this.experiment = experiment;
        this.id = id;
        this.seq = seq;
        this.name = name;
    }

    static Run start(
            RunWriter writer, BlobStore blobs, String experiment, String name, Actor actor, @Nullable String parent) {
        String id = UUID.randomUUID().toString().replace("-", "");
        long seq = writer.start(id, experiment, name, actor, parent, Environment.describe(Tracker.workingFolder()));
        return new Run(writer, blobs, actor, experiment, id, seq, name);
    }

    static Run resume(RunWriter writer, BlobStore blobs, String id, Actor actor) {
        long seq = writer.resume(id, actor);
        RunRecord record = writer.record(id);
        return new Run(writer, blobs, actor, record.experiment(), id, seq, record.name());
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

    private void end(RunStatus status, Optional<Throwable> cause) {
        ended = true;
        writer.end(seq, id, status, cause);
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
        open();
        return execute(start(writer, blobs, experiment, Names.check("run", part), actor, id), work);
    }

    /**
     * Says that the run is alive. Recording anything says so too; call this in work that records nothing for an hour.
     *
     * @return this run
     */
    public Run heartbeat() {
        writer.renew(open());
        return this;
    }

    /**
     * Returns the run's id.
     *
     * @return 32 hexadecimal digits
     */
    public String id() {
        return id;
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
        writer.parameter(open(), Names.check("parameter", parameter), ParameterValue.of(parameter, value));
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
        writer.metric(open(), Names.check("metric", metric), Optional.empty(), value);
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
        writer.metric(open(), Names.check("metric", metric), Optional.of(step), value);
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
        writer.tag(open(), Names.check("tag", tag), Names.checkText("tag '" + tag + "'", value));
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
        writer.dataset(
                open(),
                new DatasetReference(
                        role, Names.check("data set", dataset), table.fingerprint(), table.rowCount(), table.schema()));
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
        writer.evidence(open(), evidence, EvidenceJson.write(evidence));
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
        long run = open();
        Blob blob = blobs.put(model::writeTo);
        writer.model(
                run,
                new StoredModel(blob, model.format(), model.parameterDigest(), model.signature(), model.provenance()));
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
        long run = open();
        Names.check("attachment", attachment.name());
        Names.check("media type", attachment.mediaType());
        Blob blob = blobs.put(out -> out.write(attachment.content()));
        writer.attachment(run, new StoredAttachment(attachment.name(), attachment.mediaType(), blob));
        return this;
    }

    /**
     * Returns what is stored of the run by now.
     *
     * @return the record; its status is {@link RunStatus#RUNNING} until the work has ended
     */
    public RunRecord record() {
        return writer.record(id);
    }

    private long open() {
        if (ended) {
            throw new IllegalStateException("the run '" + name + "' has ended; nothing more can be recorded in it");
        }
        return seq;
    }
}

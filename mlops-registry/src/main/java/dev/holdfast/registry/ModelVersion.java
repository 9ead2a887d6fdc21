// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Evidence;
import dev.holdfast.stats.Measurement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One immutable version of a model: its bytes, its attachments and everything that is known about how it came to be.
 *
 * <p>All of it is named by a manifest, a canonical JSON document whose SHA-256 is the version's {@link #digest()}; so
 * the digest vouches for every byte. A version is a snapshot: {@link #state()} is as it was when this value was read.
 * Immutable and thread-safe; two versions are equal when model, number and digest are.
 */
public final class ModelVersion {
    private final Manifest manifest;
    private final VersionState state;
    private final Shelf shelf;

    ModelVersion(Manifest manifest, VersionState state, Shelf shelf) {
        this.manifest = manifest;
        this.state = state;
        this.shelf = shelf;
    }

    /**
     * Returns the name of the model that this is a version of.
     *
     * @return the name
     */
    public String model() {
        return manifest.model();
    }

    /**
     * Returns the version's number: from 1, ascending in the order of registration, never used again.
     *
     * @return the number
     */
    public long number() {
        return manifest.number();
    }

    /**
     * Returns where the version was in its life when this value was read.
     *
     * @return the state
     */
    public VersionState state() {
        return state;
    }

    /**
     * Returns the SHA-256 of the manifest, which names every byte that belongs to the version.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String digest() {
        return manifest.digest();
    }

    /**
     * Returns the manifest: canonical JSON (RFC 8785) that names every file with its digest, the signature, the run,
     * the data sets and the evidence.
     *
     * @return the document whose SHA-256 is {@link #digest()}
     */
    public String manifest() {
        return manifest.json();
    }

    /**
     * Returns the SHA-256 of what was learned; see {@link StorableModel#parameterDigest()}.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String parameterDigest() {
        return manifest.content().parameterDigest();
    }

    /**
     * Returns the format of the model's bytes; see {@link StorableModel#format()}.
     *
     * @return the format
     */
    public String format() {
        return manifest.content().format();
    }

    /**
     * Returns the size of the model's bytes.
     *
     * @return bytes
     */
    public long sizeBytes() {
        return manifest.content().blob().sizeBytes();
    }

    /**
     * Returns the data sets that the run had recorded when the version was registered.
     *
     * @return the data sets, in the order in which they were recorded
     */
    public List<DatasetUse> datasets() {
        return manifest.datasets();
    }

    /**
     * Returns what the model takes and gives.
     *
     * @return the signature
     */
    public Signature signature() {
        return manifest.content().signature();
    }

    /**
     * Returns how the model came to be; see {@link StorableModel#provenance()}.
     *
     * @return name to value
     */
    public Map<String, String> provenance() {
        return manifest.content().provenance();
    }

    /**
     * Returns the run that produced the model.
     *
     * @return the run's id
     */
    public String runId() {
        return manifest.runId();
    }

    /**
     * Returns who registered the version.
     *
     * @return the author
     */
    public Actor author() {
        return manifest.author();
    }

    Manifest contents() {
        return manifest;
    }

    Set<String> authors() {
        return manifest.authors();
    }

    /**
     * Returns when the version was registered.
     *
     * @return the instant, in whole microseconds
     */
    public Instant registeredAt() {
        return manifest.registeredAt();
    }

    /**
     * Returns the evidence that the run had collected when the version was registered, in the order in which it was.
     *
     * @return the evidence, as it was measured
     * @throws dev.holdfast.artifact.StorageException when what is stored is not what was registered
     */
    public List<Evidence> evidence() {
        return shelf.evidence(manifest);
    }

    /**
     * Returns the digests of the evidence, in the order of {@link #evidence()}.
     *
     * @return the SHA-256 of each document
     */
    public List<String> evidenceDigests() {
        return manifest.evidence();
    }

    /**
     * Returns what the evidence measured, by name. Where several measured the same, an evaluation goes before other
     * kinds, and of one kind the later before the earlier.
     *
     * @return the measurements, perhaps none
     * @throws dev.holdfast.artifact.StorageException when what is stored is not what was registered
     */
    public Map<String, Measurement> metrics() {
        return Manifest.metrics(evidence());
    }

    /**
     * Returns the names of the attachments.
     *
     * @return the names, in the order in which they were attached
     */
    public List<String> attachmentNames() {
        return List.copyOf(manifest.attachments().keySet());
    }

    /**
     * Returns an attachment, after its bytes were verified.
     *
     * @param name its name, such as {@code "baseline"}
     * @return the attachment
     * @throws IllegalArgumentException when there is none of that name; the message lists those that are there
     * @throws dev.holdfast.artifact.StorageException when its bytes are missing or not those that were registered
     * @throws dev.holdfast.signing.UntrustedException when the version is not signed as the workspace demands
     */
    public Attachment attachment(String name) {
        return shelf.attachment(manifest, name);
    }

    /**
     * Reads the model. The signatures that the workspace demands, and all of the bytes against their digest, are verified
     * before the codec sees the first one. A model that a {@linkplain ModelCodec#isShareable() codec allows to share} is
     * kept at hand after it was read, within the bytes that the workspace sets aside for that; several threads that load
     * it at once read it once.
     *
     * <p>What is at hand is what was verified, by the digest of its bytes: they are not looked at again, so that a file
     * that is damaged or exchanged afterwards changes no model at hand, and shows when it is read anew or by {@link
     * Registry#verify()}. Signatures are verified by every load. A version that was deprecated, retired or deleted since
     * this value was read is still read by who holds it, as long as it is at hand or its bytes are there: what ends its
     * life keeps aliases from it, not its owners.
     *
     * @param codec the codec of the model's format
     * @param <I> the input of the model
     * @param <O> its answer
     * @return the model
     * @throws IllegalArgumentException when the codec reads another format
     * @throws IllegalStateException when the version was staged and its bytes were not verified yet
     * @throws dev.holdfast.artifact.StorageException when the bytes are missing, not those that were registered, or no
     *     model of this format
     * @throws dev.holdfast.signing.UntrustedException when the version is not signed as the workspace demands
     */
    public <I, O> StorableModel<I, O> load(ModelCodec<I, O> codec) {
        if (state == VersionState.STAGED) {
            throw new IllegalStateException(
                    this + " is staged; call RegisteredModel.complete(version) first, which verifies its bytes");
        }
        return shelf.load(manifest, codec);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelVersion that
                && number() == that.number()
                && model().equals(that.model())
                && digest().equals(that.digest());
    }

    @Override
    public int hashCode() {
        return Objects.hash(model(), number(), digest());
    }

    @Override
    public String toString() {
        return model() + " version " + number();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.registry.card.ModelCard;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.tracking.Tracker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * All models of a workspace. Thread-safe.
 *
 * <p>Names are data, compared exactly, and never become paths.
 */
public final class Registry {
    private final Store store;
    private final Tracker tracker;
    private final Shelf shelf;
    private final Aliases moves;
    private final Lifecycle lifecycle;
    private final Holds holds;
    private final Verifier verifier;
    private final Archives archives;
    private final RepositoryFolder folders;

    private Registry(
            Store store,
            Tracker tracker,
            Shelf shelf,
            Aliases moves,
            Lifecycle lifecycle,
            Holds holds,
            Verifier verifier,
            Archives archives,
            RepositoryFolder folders) {
        this.archives = archives;
        this.folders = folders;
        this.store = store;
        this.tracker = tracker;
        this.shelf = shelf;
        this.moves = moves;
        this.lifecycle = lifecycle;
        this.holds = holds;
        this.verifier = verifier;
    }

    /**
     * Returns the registry of a workspace. A host asks {@code Workspace.registry()} instead.
     *
     * @param store the store
     * @param blobs where bytes are
     * @param tracker the runs
     * @param clock the clock
     * @param actor who registers
     * @param loadedBytes how many bytes of stored models are kept at hand after they were loaded
     * @param safeguards who acts, who may, who signs and whom to trust
     * @return the registry
     */
    public static Registry on(
            Store store,
            BlobStore blobs,
            Tracker tracker,
            InstantSource clock,
            Actor actor,
            long loadedBytes,
            Safeguards safeguards) {
        Identity identity = new Identity(store, clock, safeguards);
        Seals seals = new Seals(store, clock, identity, safeguards);
        Shelf shelf = new Shelf(store, blobs, tracker, clock, actor, new LoadedModels(loadedBytes), identity, seals);
        Lifecycle lifecycle = new Lifecycle(store, blobs, shelf, clock, identity);
        return new Registry(
                store,
                tracker,
                shelf,
                new Aliases(store, shelf, clock, identity),
                lifecycle,
                new Holds(store, shelf, lifecycle, clock, identity, actor),
                new Verifier(store, blobs),
                new Archives(store, blobs, shelf, clock),
                new RepositoryFolder(blobs));
    }

    /**
     * Returns the handle of a model. The model itself is created by its first registration.
     *
     * @param name the model's name
     * @return the handle
     * @throws IllegalArgumentException when the name is empty, longer than 500 characters or cannot be stored
     */
    public RegisteredModel model(String name) {
        return new RegisteredModel(Names.check("model", name), shelf, moves, lifecycle, holds);
    }

    /**
     * Returns the models that have at least one version.
     *
     * @return the models in the order of their names
     */
    public List<RegisteredModel> models() {
        return shelf.models().stream().map(this::model).toList();
    }

    /**
     * Starts a search for versions.
     *
     * @param condition what the versions must be
     * @return the search, which reads nothing before a page is asked for
     */
    public VersionSearch search(VersionCondition condition) {
        return new VersionSearch(store, shelf, condition);
    }

    /**
     * Returns what tells where versions come from and what came of data.
     *
     * @return the lineage
     */
    public Lineage lineage() {
        return new Lineage(store, tracker);
    }

    /**
     * Reads and compares everything that versions consist of: manifests with their digests and with the audit trail,
     * every byte of models and attachments, the evidence. It takes as long as reading all of them.
     *
     * @return what was found; broken things are named one by one, by model and number
     */
    public RegistryVerification verify() {
        return verifier.verify();
    }

    /**
     * Writes a version as one file: manifest, bytes, evidence, model card and what the audit trail holds of it, under an
     * index that is signed.
     *
     * @param version the version
     * @param card its card
     * @param file where to; replaced as a whole when it is there
     * @param signers sign the index; at least one
     * @return the file
     * @throws ArchiveException when it cannot be written
     * @throws dev.holdfast.artifact.StorageException when bytes or evidence are missing or damaged
     */
    public Path archive(ModelVersion version, ModelCard card, Path file, Signer... signers) {
        return archives.write(version, card, file, signers);
    }

    /**
     * Takes in a version from a file that {@link #archive} wrote, in this workspace or another. It keeps its number, its
     * manifest and so its digest; aliases, consents and tags stay where they were given. Everything is verified before
     * anything can be seen: the signature of the index, then every member.
     *
     * @param file the archive
     * @param trust whose signatures count for which model
     * @param actor who takes it in
     * @return the version, READY; the one that is here already when it is the same
     * @throws dev.holdfast.signing.UntrustedException when the index is not signed as the policy asks
     * @throws ArchiveException when something is missing, too much or changed, the archive is of a newer format, or
     *     another version has or had the number here
     * @throws dev.holdfast.artifact.StorageException when the manifest is of a newer format, or storing fails
     */
    public ModelVersion importArchive(Path file, TrustPolicy trust, Actor actor) {
        return archives.read(file, trust, actor);
    }

    /**
     * Writes a version into a folder as inference servers such as Triton watch it: {@code <model>/<number>/model.onnx}
     * with {@code <model>/config.pbtxt} for an ONNX model, {@code <model>/<number>/model.bin} for others, and the
     * manifest beside. The version appears as a whole.
     *
     * @param version the version
     * @param root the model repository
     * @return the folder of the version
     * @throws ArchiveException when the model's name cannot be a folder, the version is there already, or writing fails
     * @throws dev.holdfast.artifact.StorageException when the bytes are missing or damaged
     */
    public Path exportTo(ModelVersion version, Path root) {
        return folders.write(version, root);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Attachment;
import dev.holdfast.tracking.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model by its name: its versions, the aliases that name some of them, and who approved what.
 *
 * <p>A handle without state of its own: every call reads what is stored now. Thread-safe.
 */
public final class RegisteredModel {
    private final String name;
    private final Shelf shelf;
    private final Aliases moves;
    private final Lifecycle lifecycle;

    RegisteredModel(String name, Shelf shelf, Aliases moves, Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
        this.name = name;
        this.shelf = shelf;
        this.moves = moves;
    }

    /**
     * Returns the model's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Registers the model of a run as the next version, with the run's attachments, data sets and evidence.
     *
     * <p>Every byte is read back and verified first; a version that exists is complete.
     *
     * @param run a completed run that stored a model; read anew from the store by its id
     * @param extras further attachments, such as the baseline
     * @return the new version
     * @throws IllegalArgumentException when the run is not in this workspace, is not completed, has no model, or two
     *     attachments share a name
     * @throws dev.holdfast.artifact.StorageException when bytes of the run are missing or damaged
     */
    public ModelVersion register(RunRecord run, Attachment... extras) {
        return shelf.register(name, run.id(), List.of(extras), VersionState.READY);
    }

    /**
     * Gives the model of a run its number and manifest, but does not verify its bytes yet, so that another process can
     * do that where the bytes are. It is {@link VersionState#STAGED} until {@link #complete} has.
     *
     * @param run a completed run that stored a model; read anew from the store by its id
     * @param extras further attachments, such as the baseline
     * @return the new version
     * @throws IllegalArgumentException as {@link #register} does
     * @throws dev.holdfast.artifact.StorageException when evidence of the run is missing or damaged
     */
    public ModelVersion stage(RunRecord run, Attachment... extras) {
        return shelf.register(name, run.id(), List.of(extras), VersionState.STAGED);
    }

    /**
     * Verifies every byte of a staged version and makes it READY.
     *
     * @param version the version
     * @param actor who completes it
     * @return the version as it is now
     * @throws IllegalArgumentException when the version is not one of this model
     * @throws IllegalStateException when it is not staged
     * @throws dev.holdfast.artifact.StorageException when bytes or evidence are missing or damaged; it stays staged
     */
    public ModelVersion complete(ModelVersion version, Actor actor) {
        return lifecycle.complete(own(version), actor);
    }

    /**
     * Returns all versions but the deleted ones.
     *
     * @return the versions by ascending number, none when the model was never registered
     */
    public List<ModelVersion> versions() {
        return shelf.versions(name);
    }

    /**
     * Returns a version.
     *
     * @param number its number
     * @return the version
     * @throws IllegalArgumentException when there is no such version; the message lists those that are there
     */
    public ModelVersion version(long number) {
        return shelf.version(name, number);
    }

    /**
     * Returns the version that an alias names now.
     *
     * @param alias the alias, such as {@code "champion"}
     * @return the version, or empty when the alias was never set
     */
    public Optional<ModelVersion> alias(String alias) {
        return shelf.aliased(name, alias);
    }

    /**
     * Returns how often an alias was moved; it costs less than reading the version, so it is what to poll.
     *
     * @param alias the alias
     * @return the revision: 0 when the alias was never set, then 1 and one more with every move
     */
    public long aliasRevision(String alias) {
        return moves.revision(name, alias);
    }

    /**
     * Returns the aliases that name a version now.
     *
     * @return the aliases in alphabetical order
     */
    public List<String> aliases() {
        return moves.names(name);
    }

    /**
     * Returns every move of an alias since it was first set.
     *
     * @param alias the alias
     * @return the moves, oldest first
     */
    public List<AliasChange> aliasHistory(String alias) {
        return moves.history(name, alias);
    }

    /**
     * Records somebody's consent to a version. A second approval by the same actor is recorded, but policies count
     * actors, not approvals.
     *
     * @param version the version
     * @param actor who approves
     * @param reason why
     * @return the approval, bound to the version's digest
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public Approval approve(ModelVersion version, Actor actor, String reason) {
        return shelf.approve(own(version), actor, reason);
    }

    /**
     * Returns the approvals of exactly the contents of a version.
     *
     * @param version the version
     * @return the approvals whose manifest digest is the version's, oldest first
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public List<Approval> approvals(ModelVersion version) {
        return shelf.approvals(own(version));
    }

    /**
     * Starts a promotion: {@code promote(version).to("champion").as(actor).under(policy).because("why")}.
     *
     * @param version the version
     * @return the request, which does nothing before {@link PromotionRequest#because}
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public PromotionRequest promote(ModelVersion version) {
        return new PromotionRequest(this, own(version));
    }

    /**
     * Starts a rollback: {@code rollback("champion").as(actor).because("why")}. A second rollback goes back one further
     * step; retired versions are passed over.
     *
     * @param alias the alias
     * @return the request, which does nothing before {@link RollbackRequest#because}
     */
    public RollbackRequest rollback(String alias) {
        return new RollbackRequest(this, alias);
    }

    /**
     * Takes a version out of use for ever.
     *
     * @param version the version
     * @param actor who retires it
     * @param reason why
     * @return the version as it is now
     * @throws IllegalArgumentException when the version is not one of this model
     * @throws IllegalStateException when an alias names it
     */
    public ModelVersion retire(ModelVersion version, Actor actor, String reason) {
        return moves.retire(own(version), actor, reason);
    }

    /**
     * Advises against a version: no alias can be moved to it any more, those that name it stay.
     *
     * @param version the version
     * @param actor who deprecates it
     * @param reason why
     * @return the version as it is now
     * @throws IllegalArgumentException when the version is not one of this model
     * @throws IllegalStateException when it is not READY
     */
    public ModelVersion deprecate(ModelVersion version, Actor actor, String reason) {
        return lifecycle.deprecate(own(version), actor, reason);
    }

    /**
     * Deletes a version. Its number is never used again; its digest, its manifest and the audit trail stay, its bytes
     * are garbage once nothing else names them.
     *
     * @param version the version
     * @param actor who deletes it
     * @param reason why
     * @return what is left of it
     * @throws IllegalArgumentException when the version is not one of this model, or was deleted
     * @throws IllegalStateException when an alias, an approval or a hold refers to it; the message names them all
     */
    public Tombstone delete(ModelVersion version, Actor actor, String reason) {
        return lifecycle.delete(own(version), actor, reason);
    }

    /**
     * Returns what is left of deleted versions.
     *
     * @return the tombstones by ascending number
     */
    public List<Tombstone> tombstones() {
        return lifecycle.tombstones(name);
    }

    /**
     * Records that somebody relies on a version, so that it cannot be deleted until it is {@linkplain #release
     * released}. One holder holds a version once; a second time replaces who said so and why.
     *
     * @param version the version
     * @param holder who or what relies on it, such as {@code "deployment eu-1"}
     * @param actor who says so
     * @param reason why
     * @return the hold
     * @throws IllegalArgumentException when the version is not one of this model, or the holder cannot be stored
     */
    public Hold hold(ModelVersion version, String holder, Actor actor, String reason) {
        return lifecycle.hold(own(version), holder, actor, reason);
    }

    /**
     * Records that somebody relies on a version no longer.
     *
     * @param version the version
     * @param holder who or what relied on it
     * @param actor who says so
     * @param reason why
     * @return whether the holder held it
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public boolean release(ModelVersion version, String holder, Actor actor, String reason) {
        return lifecycle.release(own(version), holder, actor, reason);
    }

    /**
     * Returns who relies on a version.
     *
     * @param version the version
     * @return the holds by holder
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public List<Hold> holds(ModelVersion version) {
        return lifecycle.holds(own(version));
    }

    /**
     * Sets a tag of a version, the one thing about it that may change.
     *
     * @param version the version
     * @param tag the tag's name
     * @param value its value, in place of one that it had
     * @param actor who sets it
     * @throws IllegalArgumentException when the version is not one of this model, or name or value cannot be stored
     */
    public void tag(ModelVersion version, String tag, String value, Actor actor) {
        lifecycle.tag(own(version), tag, value, actor);
    }

    /**
     * Returns the tags of a version.
     *
     * @param version the version
     * @return name to value
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public Map<String, String> tags(ModelVersion version) {
        return lifecycle.tags(own(version));
    }

    Promotion promote(
            ModelVersion version,
            String alias,
            Actor actor,
            PromotionPolicy policy,
            @Nullable Long expected,
            String reason) {
        return moves.promote(new Candidate(this, version, alias, actor), policy, expected, reason);
    }

    ModelVersion rollback(String alias, Actor actor, String reason) {
        return moves.rollback(name, alias, actor, reason);
    }

    private ModelVersion own(ModelVersion version) {
        if (!version.model().equals(name)) {
            throw new IllegalArgumentException("expected a version of '" + name + "', got " + version);
        }
        return version;
    }

    @Override
    public String toString() {
        return "RegisteredModel[" + name + "]";
    }
}

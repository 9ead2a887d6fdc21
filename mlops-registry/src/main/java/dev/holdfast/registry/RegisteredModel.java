// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Attachment;
import dev.holdfast.signing.Envelope;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.tracking.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Holds holds;

    RegisteredModel(String name, Shelf shelf, Aliases moves, Lifecycle lifecycle, Holds holds) {
        this.name = name;
        this.shelf = shelf;
        this.moves = moves;
        this.lifecycle = lifecycle;
        this.holds = holds;
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
     * Returns the version that an alias names now, which must name one.
     *
     * @param alias the alias, such as {@code "champion"}
     * @return the version
     * @throws IllegalArgumentException when the alias names none; the message lists those that do
     */
    public ModelVersion aliased(String alias) {
        return alias(alias)
                .orElseThrow(() -> new IllegalArgumentException("model '" + name + "' has no alias '" + alias
                        + "'; its aliases are " + aliases() + "; promote a version to it first"));
    }

    /**
     * Returns what an alias named at some time.
     *
     * @param alias the alias
     * @param at the time
     * @return the last change that was made until then, or empty when there was none yet
     */
    public Optional<AliasChange> aliasAt(String alias, Instant at) {
        return moves.at(name, alias, at);
    }

    /**
     * Returns what an alias names, kept at hand for calls that come by the thousand.
     *
     * @param alias the alias
     * @param maxAge how old what is at hand may be, when another process moves the alias; above zero
     * @return the alias, which reads anew when it has to
     * @throws IllegalArgumentException when the age is not above zero
     */
    public FollowedAlias follow(String alias, Duration maxAge) {
        return new FollowedAlias(this, moves, alias, maxAge);
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
        return moves.consents().approve(own(version), actor, reason);
    }

    /**
     * Returns the approvals of exactly the contents of a version that were not revoked.
     *
     * @param version the version
     * @return the approvals of what {@link #dossier} names now, oldest first
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public List<Approval> approvals(ModelVersion version) {
        return moves.consents().standing(own(version));
    }

    /**
     * Takes an approval back. A promotion that it served stays; it serves no other.
     *
     * @param approval the approval
     * @param actor who revokes it, not only who gave it
     * @param reason why
     * @throws IllegalArgumentException when the approval is not one of this model
     * @throws IllegalStateException when it was revoked before, or never given
     */
    public void revoke(Approval approval, Actor actor, String reason) {
        if (!approval.model().equals(name)) {
            throw new IllegalArgumentException(
                    "expected an approval of '" + name + "', got one of " + approval.model());
        }
        moves.consents().revoke(approval, actor, reason);
    }

    /**
     * Returns the digest that approvals are bound to: of the manifest, which names every byte and all evidence, and of
     * the amendments.
     *
     * @param version the version
     * @return the version's digest when there are no amendments, otherwise the SHA-256 of both; 64 hexadecimal digits
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public String dossier(ModelVersion version) {
        return moves.consents().dossier(own(version));
    }

    /**
     * Keeps a document beside a version that is no part of its manifest and may change, such as the human parts of its
     * card. Approvals that were given before are void from then on.
     *
     * @param version the version
     * @param amendment the document's name; one of this name is replaced
     * @param document the document
     * @param actor who amends
     * @param reason why
     * @throws IllegalArgumentException when the version is not one of this model, or the name or the document cannot be
     *     stored
     */
    public void amend(ModelVersion version, String amendment, String document, Actor actor, String reason) {
        moves.consents().amend(own(version), amendment, document, actor, reason);
    }

    /**
     * Returns a document that is kept beside a version.
     *
     * @param version the version
     * @param amendment the document's name
     * @return the document, or empty when there is none of that name
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public Optional<String> amendment(ModelVersion version, String amendment) {
        return moves.consents().amendment(own(version), amendment);
    }

    /**
     * Signs a version: the statement that names its manifest and every file of it.
     *
     * @param version the version
     * @param key the key
     * @param actor who has it signed
     * @return the envelope, which is kept beside the version
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public Envelope sign(ModelVersion version, Signer key, Actor actor) {
        return shelf.seals().sign(own(version).contents(), key, actor);
    }

    /**
     * Returns the signatures of a version. They are not verified.
     *
     * @param version the version
     * @return the envelopes, oldest first
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public List<Envelope> signatures(ModelVersion version) {
        return shelf.seals().envelopes(own(version).contents());
    }

    /**
     * Verifies that a version is signed as a policy demands. {@link ModelVersion#load} does so by itself with the policy
     * that the workspace was opened with.
     *
     * @param version the version
     * @param policy whose signatures count, and how many there must be
     * @throws IllegalArgumentException when the version is not one of this model
     * @throws dev.holdfast.signing.UntrustedException when it is not signed as the policy demands
     */
    public void requireSigned(ModelVersion version, TrustPolicy policy) {
        shelf.seals().require(own(version).contents(), policy);
    }

    /**
     * Asks for an alias to be moved in an emergency, past all gates. Nothing moves until somebody else {@linkplain
     * #confirmOverride confirms} it.
     *
     * @param version the version that the alias is to name
     * @param alias the alias
     * @param actor who asks
     * @param box how long the request stands, and what it moved may stay without a promotion; at most seven days
     * @param reason why
     * @return the request
     * @throws IllegalArgumentException when the version is not one of this model, the time is not above zero and at most
     *     seven days, or the reason is blank
     */
    public EmergencyOverride requestOverride(
            ModelVersion version, String alias, Actor actor, Duration box, String reason) {
        return moves.overrides().request(own(version), alias, actor, box, reason);
    }

    /**
     * Confirms a request to move an alias past all gates, and moves it. It is refused when the same person asked, it has
     * lapsed or was confirmed before, or the version or the alias are not as they were.
     *
     * @param override the request's id
     * @param actor who confirms
     * @param reason why
     * @return what became of it; its results are the conditions of an override
     * @throws IllegalArgumentException when there is no such request for this model
     * @throws IllegalStateException when the version is retired
     */
    public Promotion confirmOverride(String override, Actor actor, String reason) {
        return moves.overrides().confirm(this, override, actor, reason);
    }

    /**
     * Returns the requests that can be confirmed now.
     *
     * @return the requests, oldest first
     */
    public List<EmergencyOverride> pendingOverrides() {
        return moves.overrides().pending(name);
    }

    /**
     * Returns the aliases that still name what an emergency override put there though its time is over. The alias stays:
     * a library that takes a model out of production by itself makes a second emergency. A promotion of the same version
     * makes it good.
     *
     * @return the last change of each such alias
     */
    public List<AliasChange> lapsedOverrides() {
        return moves.overrides().lapsed(this);
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
     * Returns the version that a rollback of an alias would go back to now.
     *
     * @param alias the alias
     * @return the version, or empty when there is none to go back to
     */
    public Optional<ModelVersion> rollbackTarget(String alias) {
        return moves.rollbackTarget(name, alias);
    }

    /**
     * Takes a version out of use for ever. It can still be read: its bytes stay until it is deleted.
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
     * Deletes a version. Its number is never used again; its digest and the audit trail stay, its manifest is gone, its
     * bytes are garbage once nothing else names them.
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
        return holds.hold(own(version), holder, actor, reason);
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
        return holds.release(own(version), holder, actor, reason);
    }

    /**
     * Records on which versions a program relies from now on, so that they cannot be deleted, and on which it relies no
     * longer. Call it again before the time is over, whatever has changed; a program that died holds nothing once its
     * time is over, and {@link #release} ends that sooner. A {@code Deployment} does all of this by itself.
     *
     * <p>It is done in the name of who opened the workspace. What is held anew and what is let go stands in the audit
     * trail; that something is held for longer does not.
     *
     * @param holder the program, by a name that no other has at the same time
     * @param versions the numbers of all versions on which it relies; none when it ends
     * @param duration how long from now, more than zero; much longer than until the next call
     * @param reason why
     * @return those of the versions that are there and are held now
     * @throws IllegalArgumentException when the duration is not more than zero, or the holder or the reason cannot be
     *     stored
     */
    public Set<Long> lease(String holder, Set<Long> versions, Duration duration, String reason) {
        return holds.lease(name, holder, versions, duration, reason);
    }

    /**
     * Returns who relies on a version.
     *
     * @param version the version
     * @return the holds by holder, without leases that ran out
     * @throws IllegalArgumentException when the version is not one of this model
     */
    public List<Hold> holds(ModelVersion version) {
        return holds.all(own(version));
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
        Actor acting = moves.promoting(actor, name);
        return moves.promote(new Candidate(this, version, alias, acting, moves.now()), policy, expected, reason);
    }

    ModelVersion rollback(String alias, Actor actor, String reason) {
        return moves.rollback(name, alias, actor, reason);
    }

    List<Consent> consents(ModelVersion version, String alias) {
        return moves.consents().all(version, alias);
    }

    Optional<String> amendmentOf(ModelVersion version, String amendment) {
        return moves.consents().amendment(version, amendment);
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

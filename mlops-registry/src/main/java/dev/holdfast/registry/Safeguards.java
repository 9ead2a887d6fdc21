// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.AccessPolicy;
import dev.holdfast.audit.ActorProvider;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.TrustPolicy;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the host brings to guard its models: who acts, what they may do, who signs versions and whose signatures count.
 * Immutable and thread-safe; each may be set once.
 *
 * <pre>{@code
 * Workspace.open(folder, o -> o.safeguards(Safeguards.none().actors(login::actor).signer(key).trust(TrustPolicy.signedBy(key))));
 * }</pre>
 */
public final class Safeguards {
    private static final Safeguards NONE = new Safeguards(null, null, null, null);

    private final @Nullable ActorProvider actors;
    private final @Nullable AccessPolicy access;
    private final @Nullable Signer signer;
    private final @Nullable TrustPolicy trust;

    private Safeguards(
            @Nullable ActorProvider actors,
            @Nullable AccessPolicy access,
            @Nullable Signer signer,
            @Nullable TrustPolicy trust) {
        this.actors = actors;
        this.access = access;
        this.signer = signer;
        this.trust = trust;
    }

    /**
     * Returns no safeguards: calls are believed who they name, nothing is refused, signed or demanded to be.
     *
     * @return none
     */
    public static Safeguards none() {
        return NONE;
    }

    /**
     * Sets who tells who acts. A call that names another actor is refused from then on.
     *
     * @param provider the host's login
     * @return the safeguards with it
     * @throws IllegalStateException when it was set before
     */
    public Safeguards actors(ActorProvider provider) {
        once("provider of actors", actors, provider);
        return new Safeguards(provider, access, signer, trust);
    }

    /**
     * Sets who may refuse actions.
     *
     * @param policy the host's policy
     * @return the safeguards with it
     * @throws IllegalStateException when it was set before
     */
    public Safeguards access(AccessPolicy policy) {
        once("access policy", access, policy);
        return new Safeguards(actors, policy, signer, trust);
    }

    /**
     * Sets the key that signs every version when it is registered. It is asked within the transaction that makes the
     * version, so there is none without its signature; other writers wait meanwhile.
     *
     * @param key the key
     * @return the safeguards with it
     * @throws IllegalStateException when it was set before
     */
    public Safeguards signer(Signer key) {
        once("signer", signer, key);
        return new Safeguards(actors, access, key, trust);
    }

    /**
     * Sets whose signatures are demanded before any byte of a version is read.
     *
     * @param policy the policy
     * @return the safeguards with it
     * @throws IllegalStateException when it was set before
     */
    public Safeguards trust(TrustPolicy policy) {
        once("trust policy", trust, policy);
        return new Safeguards(actors, access, signer, policy);
    }

    Optional<ActorProvider> actors() {
        return Optional.ofNullable(actors);
    }

    Optional<AccessPolicy> access() {
        return Optional.ofNullable(access);
    }

    Optional<Signer> signer() {
        return Optional.ofNullable(signer);
    }

    Optional<TrustPolicy> trust() {
        return Optional.ofNullable(trust);
    }

    private static void once(String what, @Nullable Object before, Object now) {
        Objects.requireNonNull(now, what);
        if (before != null) {
            throw new IllegalStateException("the " + what + " is given twice: " + before + " and " + now);
        }
    }
}

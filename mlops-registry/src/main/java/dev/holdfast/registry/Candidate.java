// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version that somebody wants an alias to name, with what a {@link Gate} may ask about. Immutable and thread-safe.
 */
public final class Candidate {
    private final RegisteredModel model;
    private final ModelVersion version;
    private final String alias;
    private final Actor actor;
    private final Instant at;

    Candidate(RegisteredModel model, ModelVersion version, String alias, Actor actor, Instant at) {
        this.model = model;
        this.version = version;
        this.alias = alias;
        this.actor = actor;
        this.at = at;
    }

    /**
     * Returns the version that is to be promoted.
     *
     * @return the version
     */
    public ModelVersion version() {
        return version;
    }

    /**
     * Returns the alias that is to name it.
     *
     * @return the alias
     */
    public String alias() {
        return alias;
    }

    /**
     * Returns who promotes.
     *
     * @return the actor
     */
    public Actor actor() {
        return actor;
    }

    /**
     * Returns when the version is to be promoted.
     *
     * @return the workspace's time at the beginning of the attempt
     */
    public Instant at() {
        return at;
    }

    /**
     * Returns the version that an alias of the same model names now.
     *
     * @param name the alias
     * @return the version, or empty when the alias names none
     */
    public Optional<ModelVersion> aliased(String name) {
        return model.alias(name);
    }

    /**
     * Returns the approvals that count for this promotion, oldest first: of exactly these contents, in the audit trail,
     * neither revoked nor used before for this alias.
     *
     * @return the approvals
     */
    public List<Approval> approvals() {
        return consents().stream()
                .filter(Consent::stands)
                .map(Consent::approval)
                .toList();
    }

    List<Consent> consents() {
        return model.consents(version, alias);
    }

    /**
     * Returns what is kept beside the version and may change, such as the human parts of its card.
     *
     * @param name its name
     * @return the document, or empty when there is none of that name
     */
    public Optional<String> amendment(String name) {
        return model.amendmentOf(version, name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
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

    Candidate(RegisteredModel model, ModelVersion version, String alias, Actor actor) {
        this.model = model;
        this.version = version;
        this.alias = alias;
        this.actor = actor;
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
     * Returns the version that an alias of the same model names now.
     *
     * @param name the alias
     * @return the version, or empty when the alias names none
     */
    public Optional<ModelVersion> aliased(String name) {
        return model.alias(name);
    }

    /**
     * Returns the approvals of exactly these contents, oldest first.
     *
     * @return the approvals whose manifest digest is the version's
     */
    public List<Approval> approvals() {
        return model.approvals(version);
    }
}

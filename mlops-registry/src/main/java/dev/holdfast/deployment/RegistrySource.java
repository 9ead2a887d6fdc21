// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.RegisteredModel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The registry as the source of versions. */
record RegistrySource<I, O>(RegisteredModel registered, ModelCodec<I, O> codec) implements VersionSource<I, O> {
    @Override
    public String model() {
        return registered.name();
    }

    @Override
    public long revision(String alias) {
        return registered.aliasRevision(alias);
    }

    @Override
    public Optional<Release<I, O>> named(String alias) {
        return registered.alias(alias).map(version -> new RegistryRelease<>(version, codec));
    }

    @Override
    public void rollback(String alias, Actor actor, String reason) {
        registered.rollback(alias).as(actor).because(reason);
    }

    @Override
    public OptionalLong rollbackTarget(String alias) {
        return registered
                .rollbackTarget(alias)
                .map(version -> OptionalLong.of(version.number()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public void lease(String holder, Set<Long> versions, Duration duration) {
        registered.lease(holder, versions, duration, "what is served, and what a rollback would serve");
    }

    private record RegistryRelease<I, O>(ModelVersion stored, ModelCodec<I, O> codec) implements Release<I, O> {
        @Override
        public DeployedVersion version() {
            return new DeployedVersion(stored.model(), stored.number(), stored.digest());
        }

        @Override
        public Loaded<I, O> load() {
            return new Loaded<>(stored.load(codec), stored.sizeBytes());
        }
    }
}

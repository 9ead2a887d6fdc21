// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Predictor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Versions and aliases in memory. Models take a text and answer a text. */
final class FakeSource implements VersionSource<String, String> {
    private final Map<Long, Supplier<Predictor<String, String>>> versions = new HashMap<>();
    private final Map<String, Deque<Long>> aliases = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    final List<Long> loads = new ArrayList<>();
    final List<String> rollbacks = new ArrayList<>();
    /** What was leased, call by call. */
    final List<Set<Long>> leases = new ArrayList<>();

    boolean refusesLeases;
    long bytes = 1000;

    synchronized FakeSource version(long number, Predictor<String, String> model) {
        return loading(number, () -> model);
    }

    synchronized FakeSource loading(long number, Supplier<Predictor<String, String>> load) {
        versions.put(number, load);
        return this;
    }

    synchronized FakeSource point(String alias, long number) {
        aliases.computeIfAbsent(alias, a -> new ArrayDeque<>()).push(number);
        revisions.merge(alias, 1L, Long::sum);
        return this;
    }

    /** A model that names itself. */
    static Predictor<String, String> echo(long number) {
        return input -> number + ":" + input;
    }

    static DeployedVersion deployed(long number) {
        return new DeployedVersion("credit", number, "digest-" + number);
    }

    DeploymentBuilder<String, String> deploy() {
        return new DeploymentBuilder<>(this);
    }

    @Override
    public String model() {
        return "credit";
    }

    @Override
    public synchronized long revision(String alias) {
        return revisions.getOrDefault(alias, 0L);
    }

    @Override
    public synchronized Optional<Release<String, String>> named(String alias) {
        return Optional.ofNullable(aliases.get(alias)).map(Deque::peek).map(FakeRelease::new);
    }

    @Override
    public synchronized void rollback(String alias, Actor actor, String reason) {
        Deque<Long> history = aliases.getOrDefault(alias, new ArrayDeque<>());
        if (history.size() < 2) {
            throw new IllegalStateException("there is no earlier version to go back to");
        }
        history.pop();
        revisions.merge(alias, 1L, Long::sum);
        rollbacks.add(actor.name() + ": " + reason);
    }

    @Override
    public synchronized OptionalLong rollbackTarget(String alias) {
        return aliases.getOrDefault(alias, new ArrayDeque<>()).stream()
                .skip(1)
                .mapToLong(Long::longValue)
                .findFirst();
    }

    @Override
    public synchronized void lease(String holder, Set<Long> versions, Duration duration) {
        leases.add(new TreeSet<>(versions));
        if (refusesLeases) {
            throw new IllegalStateException("the registry is away");
        }
    }

    private final class FakeRelease implements Release<String, String> {
        private final long number;

        FakeRelease(long number) {
            this.number = number;
        }

        @Override
        public DeployedVersion version() {
            return deployed(number);
        }

        @Override
        public Loaded<String, String> load() {
            Supplier<Predictor<String, String>> load;
            synchronized (FakeSource.this) {
                loads.add(number);
                load = versions.getOrDefault(number, () -> echo(number));
            }
            return new Loaded<>(load.get(), bytes);
        }
    }
}

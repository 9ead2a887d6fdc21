// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.deployment.VersionSource.Loaded;
import dev.holdfast.deployment.VersionSource.Release;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks where an alias points, loads and warms up what it names, and publishes that.
 *
 * <p>Nothing is locked during a load, since a model may hang in it. Instead: one version is loaded by one call at a time;
 * a load counts only if the alias was not moved meanwhile; and a ticket drawn before the alias was read keeps a load that
 * took long from replacing what was published after it began.
 */
final class Follower<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
    private static final int ATTEMPTS = 5;

    private final VersionSource<I, O> source;
    private final Board<I, O> board;
    private final Counters counters;
    private final List<I> warmUp;
    private final Cache<String, Loaded<I, O>> cache;
    private final AtomicLong tickets = new AtomicLong();
    private final Set<DeployedVersion> loading = ConcurrentHashMap.newKeySet();

    Follower(VersionSource<I, O> source, Board<I, O> board, Counters counters, List<I> warmUp, long cacheBytes) {
        this.source = source;
        this.board = board;
        this.counters = counters;
        this.warmUp = warmUp;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(cacheBytes)
                .weigher((String digest, Loaded<I, O> loaded) -> (int) Math.min(Integer.MAX_VALUE, loaded.bytes()))
                // Upkeep on the caller's thread: the common pool was not given to this library.
                .executor(Runnable::run)
                .build();
    }

    /** Loads the first champion; here a failure is the caller's, since there is nothing to keep serving. */
    Slot<I, O> first(Post<I, O> post) {
        Release<I, O> release = source.named(post.alias()).orElseThrow(() -> unnamed(post));
        try {
            return load(release, tickets.incrementAndGet());
        } catch (RuntimeException e) {
            throw new DeploymentException(
                    source.model(),
                    post.alias(),
                    release.version().number(),
                    "alias '" + post.alias() + "' names " + release.version() + ", which cannot be served: " + e,
                    e);
        }
    }

    /**
     * Follows an alias one time.
     *
     * @param eager whether to load a version even though another call is loading it and may hang
     */
    Refresh.Outcome follow(Post<I, O> post, boolean eager) {
        Attempt attempt = new Attempt(post, eager);
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                Refresh.Outcome outcome = attempt.make();
                if (outcome != null) {
                    return outcome;
                }
            }
            throw new DeploymentException(
                    source.model(),
                    post.alias(),
                    0,
                    "alias '" + post.alias() + "' of '" + source.model() + "' moved during each of " + ATTEMPTS
                            + " loads",
                    null);
        } catch (Throwable failure) {
            if (board.current() == null) {
                throw new IllegalStateException("the deployment of '" + source.model() + "' is closed", failure);
            }
            // Also when memory ran out: the version that is served is in memory already and goes on.
            return attempt.failed(failure);
        }
    }

    void close() {
        cache.invalidateAll();
    }

    private Slot<I, O> load(Release<I, O> release, long ticket) {
        String digest = release.version().digest();
        Loaded<I, O> loaded = cache.getIfPresent(digest);
        if (loaded == null) {
            loaded = release.load();
            Slot<I, O> fresh = new Slot<>(release.version(), loaded.model(), ticket);
            warmUp.forEach(fresh::answer);
            cache.put(digest, loaded);
        }
        return new Slot<>(release.version(), loaded.model(), ticket);
    }

    private DeploymentException unnamed(Post<I, O> post) {
        return new DeploymentException(
                source.model(),
                post.alias(),
                0,
                "alias '" + post.alias() + "' of '" + source.model() + "' names no version; promote one to it first",
                null);
    }

    /** One call of {@link #follow}, which may have to look more than once. */
    private final class Attempt {
        private final Post<I, O> post;
        private final boolean eager;
        private @Nullable DeployedVersion seen;

        Attempt(Post<I, O> post, boolean eager) {
            this.post = post;
            this.eager = eager;
        }

        /** Returns the outcome, or null when the alias moved meanwhile and has to be looked at again. */
        Refresh.@Nullable Outcome make() {
            long ticket = tickets.incrementAndGet();
            long revision = source.revision(post.alias());
            Slot<I, O> current = current();
            if (current != null && revision == post.followed) {
                return new Refresh.Unchanged(post.alias(), current.version());
            }
            Optional<Release<I, O>> named = source.named(post.alias());
            if (named.isEmpty()) {
                return absent();
            }
            Release<I, O> release = named.get();
            seen = release.version();
            if (current != null && current.version().equals(seen)) {
                post.followed = revision;
                return new Refresh.Unchanged(post.alias(), seen);
            }
            boolean mine = loading.add(release.version());
            if (!mine && !eager) {
                return new Refresh.Busy(post.alias(), release.version());
            }
            Slot<I, O> slot;
            try {
                slot = load(release, ticket);
            } finally {
                if (mine) {
                    loading.remove(release.version());
                }
            }
            return source.revision(post.alias()) == revision ? publish(slot, revision) : null;
        }

        private @Nullable Slot<I, O> current() {
            Serving<I, O> serving = board.current();
            return serving == null ? null : post.current(serving);
        }

        private Refresh.Outcome absent() {
            if (post.isRequired()) {
                throw unnamed(post);
            }
            return new Refresh.Absent(post.alias());
        }

        private Refresh.@Nullable Outcome publish(Slot<I, O> slot, long revision) {
            Publication<I, O> publication = new Publication<>(post, slot, revision);
            board.change(publication::apply);
            if (!publication.done) {
                return null;
            }
            Optional<DeployedVersion> from =
                    Optional.ofNullable(publication.before).map(Slot::version);
            LOG.info(
                    "Alias '{}': {} is served now, before it was {}",
                    post.alias(),
                    slot.version(),
                    from.map(DeployedVersion::toString).orElse("none"));
            if (post.isRequired()) {
                counters.swaps.increment();
            }
            return new Refresh.Swapped(post.alias(), from, slot.version());
        }

        Refresh.Failed failed(Throwable failure) {
            counters.failedLoads.increment();
            if (seen == null || !seen.equals(post.lamented)) {
                post.lamented = seen;
                LOG.warn("Alias '{}': {} cannot be served; the version before stays", post.alias(), seen, failure);
            } else {
                LOG.debug("Alias '{}': {} still cannot be served", post.alias(), seen, failure);
            }
            return new Refresh.Failed(post.alias(), Optional.ofNullable(seen), failure);
        }
    }

    /** One change of the board, and what it found there. */
    private static final class Publication<I, O> {
        private final Post<I, O> post;
        private final Slot<I, O> slot;
        private final long revision;
        private @Nullable Slot<I, O> before;
        private boolean done;

        Publication(Post<I, O> post, Slot<I, O> slot, long revision) {
            this.post = post;
            this.slot = slot;
            this.revision = revision;
        }

        Serving<I, O> apply(Serving<I, O> serving) {
            before = post.current(serving);
            if (before != null && before.ticket() > slot.ticket()) {
                return serving;
            }
            done = true;
            post.followed = revision;
            return post.install(serving, slot);
        }
    }
}

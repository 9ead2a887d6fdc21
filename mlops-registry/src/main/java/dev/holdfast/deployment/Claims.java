// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registry which versions a deployment relies on, so that nobody deletes them: champion, canary, shadow, and
 * what a rollback would go back to. A failure is logged and nothing else, because what is served is in memory.
 */
final class Claims<I, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final VersionSource<I, O> source;
    private final Board<I, O> board;
    private final Post<I, O> champion;
    private final String holder;
    private final Duration lease;
    private final InstantSource clock;
    private final ReentrantLock telling = new ReentrantLock();
    private Set<Long> served = Set.of();
    private long revision = -1;
    private Instant due = Instant.MIN;
    private boolean lamented;

    Claims(
            VersionSource<I, O> source,
            Board<I, O> board,
            Post<I, O> champion,
            String holder,
            Duration lease,
            InstantSource clock) {
        this.source = source;
        this.board = board;
        this.champion = champion;
        this.holder = holder;
        this.lease = lease;
        this.clock = clock;
    }

    /** Tells what is served now, when that has changed or a quarter of the lease is over. */
    void tell() {
        telling.lock();
        try {
            Serving<I, O> now = board.current();
            if (now == null) {
                return;
            }
            Set<Long> serves = now.versions();
            long seen = champion.followed;
            Instant at = clock.instant();
            if (serves.equals(served) && seen == revision && at.isBefore(due)) {
                return;
            }
            Set<Long> relied = new TreeSet<>(serves);
            source.rollbackTarget(champion.alias()).ifPresent(relied::add);
            source.lease(holder, relied, lease);
            served = serves;
            revision = seen;
            due = at.plus(lease.dividedBy(4));
            lamented = false;
        } catch (RuntimeException e) {
            if (lamented) {
                LOG.debug("'{}' still cannot hold what it serves", holder, e);
            } else {
                LOG.warn("'{}' cannot hold what it serves, which could be deleted; it tries again", holder, e);
            }
            lamented = true;
        } finally {
            telling.unlock();
        }
    }

    /** Lets everything go; called when nothing is served any more. */
    void end() {
        telling.lock();
        try {
            source.lease(holder, Set.of(), lease);
        } catch (RuntimeException e) {
            LOG.warn("'{}' could not let go of what it served; that ends by itself within {}", holder, lease, e);
        } finally {
            telling.unlock();
        }
    }

    @Override
    public String toString() {
        return holder;
    }
}

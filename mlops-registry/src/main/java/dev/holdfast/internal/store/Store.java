// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door to the database. Every change goes through {@link #transact}: it is carried out wholly or not at all,
 * and again from its start when another process was in the way or the connection was lost before the commit.
 * Thread-safe.
 */
public final class Store implements AutoCloseable {
    /*
     * An embedded database takes one writer at a time. Threads of this process queue at a fair lock, so that none
     * starves; between processes there is no queue, so each tries again after a pause whose length differs by chance,
     * until its patience ends. Connections are kept, because opening one costs more than most transactions. From a
     * host's data source a connection is borrowed for each transaction and goes back as it came.
     */
    private static final int LONGEST_WAIT_FOR_A_LOCK = 6;
    private static final int LONGEST_WAIT_FOR_A_SERVER = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final DataSource source;
    private final Dialect dialect;
    private final Settings settings;
    private final Shared shared;

    private Store(DataSource source, Dialect dialect, Settings settings, Shared shared) {
        this.source = source;
        this.dialect = dialect;
        this.settings = settings;
        this.shared = shared;
    }

    /** What stores of one database that differ in their patience have in common. */
    private static final class Shared {
        private final ReentrantLock writer = new ReentrantLock(true);
        private final ThreadLocal<Boolean> underWay = ThreadLocal.withInitial(() -> false);
        private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
        private volatile boolean closed;
    }

    /**
     * How a store is opened.
     *
     * @param place what messages call the database: its path or address
     * @param patience how long to wait for other processes, and for a server that is away
     * @param migrate whether the schema may be brought up to date; it is checked in any case
     * @param dice for the lengths of pauses, so that processes which wait for one another do not do so in step
     * @param nowMicros the time, to note beside a migration
     */
    public record Settings(String place, Duration patience, boolean migrate, RandomGenerator dice, long nowMicros) {
        /**
         * Returns settings that allow a migration.
         *
         * @param place what messages call the database
         * @param patience how long to wait for other processes
         * @param nowMicros the time
         * @return the settings
         */
        public static Settings of(String place, Duration patience, long nowMicros) {
            long seed = UUID.randomUUID().getMostSignificantBits();
            return new Settings(place, patience, true, new SplittableRandom(seed), nowMicros);
        }

        /**
         * Returns settings under which an older schema is refused.
         *
         * @return the settings
         */
        public Settings withoutMigration() {
            return new Settings(place, patience, false, dice, nowMicros);
        }
    }

    /**
     * What is done within a transaction. It may be done more than once, so it must have no effect outside.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * Does it.
         *
         * @param tx the transaction
         * @return the result
         * @throws SQLException when the database fails
         */
        T in(Tx tx) throws SQLException;
    }

    /**
     * Opens the store and brings its schema up to date.
     *
     * @param source where connections come from
     * @param dialect the database's dialect
     * @param settings how
     * @return the store
     * @throws StorageException when the database is newer than this code, or older and may not be migrated, damaged,
     *     locked, not writable or not there
     */
    public static Store open(DataSource source, Dialect dialect, Settings settings) {
        Store store = new Store(source, dialect, settings, new Shared());
        try {
            new Migrations(dialect, settings.place()).apply(store, settings.migrate(), settings.nowMicros());
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Returns what {@link #open} would do to the schema, for an administrator who does it by hand.
     *
     * @param source where connections come from
     * @param dialect the database's dialect
     * @param settings how
     * @return the statements as one transaction; empty when the schema is up to date
     * @throws StorageException when the database is newer than this code, damaged or not there
     */
    public static String script(DataSource source, Dialect dialect, Settings settings) {
        try (Store store = new Store(source, dialect, settings, new Shared())) {
            return new Migrations(dialect, settings.place()).script(store);
        }
    }

    /**
     * Returns how long the store waits for other processes, and for a server that is away.
     *
     * @return how long
     */
    public Duration patience() {
        return settings.patience();
    }

    /**
     * Returns this store with another patience. It is closed with this one.
     *
     * @param patience how long to wait for other processes, and for a server that is away
     * @return the store
     */
    public Store withPatience(Duration patience) {
        Settings other =
                new Settings(settings.place(), patience, settings.migrate(), settings.dice(), settings.nowMicros());
        return new Store(source, dialect, other, shared);
    }

    /**
     * Reads one consistent state.
     *
     * @param work what to read
     * @param <T> the result
     * @return the result
     * @throws StorageException when the database fails
     */
    public <T> T read(Work<T> work) {
        return outermost(work, null);
    }

    /**
     * Changes the database.
     *
     * @param durability what the change must survive
     * @param work what to change
     * @param <T> the result
     * @return the result
     * @throws StorageException when the database fails; nothing has changed then, unless the reason is {@link
     *     Reason#UNCERTAIN}
     */
    public <T> T transact(Durability durability, Work<T> work) {
        return outermost(work, durability);
    }

    // A transaction within another would wait for its locks, or for a connection of a pool that has no second one.
    private <T> T outermost(Work<T> work, @Nullable Durability durability) {
        if (shared.underWay.get()) {
            throw new IllegalStateException("a transaction is under way on this thread; it cannot begin another");
        }
        boolean queues = durability != null && dialect.isEmbedded();
        if (queues) {
            shared.writer.lock();
        }
        shared.underWay.set(true);
        try {
            return attempt(work, durability);
        } finally {
            shared.underWay.remove();
            if (queues) {
                shared.writer.unlock();
            }
        }
    }

    private <T> T attempt(Work<T> work, @Nullable Durability durability) {
        long start = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                return once(work, durability);
            } catch (SQLException e) {
                Reason reason = dialect.reason(e);
                boolean passing = reason == Reason.BUSY || reason == Reason.UNAVAILABLE;
                if (!passing || System.nanoTime() - start > settings.patience().toNanos()) {
                    throw failure(reason, e);
                }
                pause(attempt, reason, e);
            }
        }
    }

    private <T> T once(Work<T> work, @Nullable Durability durability) throws SQLException {
        Connection connection = borrow();
        boolean commitsByItself = dialect.isEmbedded() || connection.getAutoCommit();
        prepare(connection);
        boolean healthy = false;
        try {
            begin(connection, durability);
            T result = work.in(new Tx(connection, dialect, durability == Durability.FULL));
            commit(connection, durability);
            healthy = true;
            return result;
        } finally {
            giveBack(connection, healthy || rolledBack(connection), commitsByItself);
        }
    }

    // What was refused here may be the host's transaction: it is not for this store to undo.
    private void prepare(Connection connection) throws SQLException {
        if (dialect.isEmbedded()) {
            return;
        }
        try {
            dialect.prepare(connection);
        } catch (SQLException | RuntimeException e) {
            giveBack(connection, false, false);
            throw e;
        }
    }

    private void begin(Connection connection, @Nullable Durability durability) throws SQLException {
        if (durability == null) {
            dialect.beginRead(connection);
        } else {
            dialect.beginWrite(connection, durability);
        }
    }

    // A connection that breaks now tells nobody whether the server had committed: doing it again could do it twice.
    private void commit(Connection connection, @Nullable Durability durability) throws SQLException {
        try {
            dialect.commit(connection);
        } catch (SQLException e) {
            if (durability != null && dialect.reason(e) == Reason.UNAVAILABLE) {
                throw failure(Reason.UNCERTAIN, e);
            }
            throw e;
        }
    }

    // The failure that led here matters more than one of the rollback: the connection is closed then, which undoes too.
    private boolean rolledBack(Connection connection) {
        try {
            dialect.rollback(connection);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection borrow() throws SQLException {
        if (shared.closed) {
            throw new IllegalStateException("the workspace at " + settings.place() + " is closed");
        }
        Connection kept = shared.idle.pollFirst();
        if (kept != null) {
            return kept;
        }
        Connection fresh = source.getConnection();
        try {
            if (dialect.isEmbedded()) {
                dialect.prepare(fresh);
            }
            return fresh;
        } catch (SQLException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    // What has been committed stays so: that the connection cannot go back must not have it done again.
    private void giveBack(Connection connection, boolean healthy, boolean commitsByItself) {
        if (healthy && dialect.isEmbedded() && !shared.closed) {
            shared.idle.addFirst(connection);
            if (shared.closed) {
                close();
            }
            return;
        }
        try (connection) {
            if (healthy && commitsByItself && !dialect.isEmbedded()) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.debug("a connection to {} could not be given back", settings.place(), e);
        }
    }

    private void pause(int attempt, Reason reason, SQLException cause) {
        int longest = reason == Reason.BUSY ? LONGEST_WAIT_FOR_A_LOCK : LONGEST_WAIT_FOR_A_SERVER;
        // Between one and two times a length that doubles: up to 64 ms for a lock, up to a second for a server.
        long length = 1_000_000L << Math.min(attempt, longest);
        long extra;
        synchronized (settings.dice()) {
            extra = settings.dice().nextLong(length);
        }
        try {
            Thread.sleep(Duration.ofNanos(length + extra).toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(reason, cause);
        }
    }

    private StorageException failure(Reason reason, SQLException cause) {
        String place = settings.place();
        return new StorageException(
                reason,
                place,
                "the database " + place + " "
                        + dialect.explain(reason, settings.patience().toMillis()) + ": " + cause.getMessage(),
                cause);
    }

    /** Closes the connections that the store keeps; the host's data source stays open. */
    @Override
    public void close() {
        shared.closed = true;
        for (Connection each = shared.idle.pollFirst(); each != null; each = shared.idle.pollFirst()) {
            try {
                each.close();
            } catch (SQLException e) {
                throw failure(dialect.reason(e), e);
            }
        }
    }
}

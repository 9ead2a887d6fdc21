// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The one door to the database. Every change goes through {@link #transact}: it is carried out wholly or not at all,
 * and again from its start when another process was in the way. Thread-safe.
 */
public final class Store implements AutoCloseable {
    /*
     * An embedded database takes one writer at a time. Threads of this process queue at a fair lock, so that none
     * starves; between processes there is no queue, so each tries again after a pause whose length differs by chance,
     * until its patience ends. Connections are kept, because opening one costs more than most transactions.
     */
    private final DataSource source;
    private final Dialect dialect;
    private final String place;
    private final Duration patience;
    private final ReentrantLock writer = new ReentrantLock(true);
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    private Store(DataSource source, Dialect dialect, String place, Duration patience) {
        this.source = source;
        this.dialect = dialect;
        this.place = place;
        this.patience = patience;
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
     * @param place what messages call it: the path
     * @param patience how long to wait for other processes
     * @param nowMicros the time, to note beside a migration
     * @return the store
     * @throws StorageException when the database is newer than this code, damaged, locked or not writable
     */
    public static Store open(DataSource source, Dialect dialect, String place, Duration patience, long nowMicros) {
        Store store = new Store(source, dialect, place, patience);
        try {
            new Migrations(dialect, place).apply(store, nowMicros);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
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
        return attempt(work, null);
    }

    /**
     * Changes the database.
     *
     * @param durability what the change must survive
     * @param work what to change
     * @param <T> the result
     * @return the result
     * @throws StorageException when the database fails; nothing has changed then
     */
    public <T> T transact(Durability durability, Work<T> work) {
        if (!dialect.isEmbedded()) {
            return attempt(work, durability);
        }
        if (writer.isHeldByCurrentThread()) {
            throw new IllegalStateException("a transaction is under way on this thread; it cannot begin another");
        }
        writer.lock();
        try {
            return attempt(work, durability);
        } finally {
            writer.unlock();
        }
    }

    private <T> T attempt(Work<T> work, @Nullable Durability durability) {
        long start = System.nanoTime();
        for (int attempt = 0; ; attempt++) {
            try {
                return once(work, durability);
            } catch (SQLException e) {
                Reason reason = dialect.reason(e);
                if (reason != Reason.BUSY || System.nanoTime() - start > patience.toNanos()) {
                    throw failure(reason, e);
                }
                pause(attempt, e);
            }
        }
    }

    private <T> T once(Work<T> work, @Nullable Durability durability) throws SQLException {
        Connection connection = borrow();
        boolean healthy = false;
        try {
            if (durability == null) {
                dialect.beginRead(connection);
            } else {
                dialect.beginWrite(connection, durability);
            }
            try {
                T result = work.in(new Tx(connection));
                dialect.commit(connection);
                healthy = true;
                return result;
            } finally {
                if (!healthy) {
                    healthy = rolledBack(connection);
                }
            }
        } finally {
            giveBack(connection, healthy);
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
        if (closed) {
            throw new IllegalStateException("the workspace at " + place + " is closed");
        }
        Connection kept = idle.pollFirst();
        if (kept != null) {
            return kept;
        }
        Connection fresh = source.getConnection();
        try {
            dialect.prepare(fresh);
            return fresh;
        } catch (SQLException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    private void giveBack(Connection connection, boolean healthy) throws SQLException {
        if (healthy && dialect.isEmbedded() && !closed) {
            idle.addFirst(connection);
            if (closed) {
                close();
            }
        } else {
            connection.close();
        }
    }

    private void pause(int attempt, SQLException cause) {
        try {
            // Between one and two times a length that doubles up to 64 ms: the low bits of the clock are the dice.
            long length = 1_000_000L << Math.min(attempt, 6);
            Thread.sleep(Duration.ofNanos(length + System.nanoTime() % length).toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(Reason.BUSY, cause);
        }
    }

    private StorageException failure(Reason reason, SQLException cause) {
        String message = "the database " + place + " "
                + switch (reason) {
                    case BUSY ->
                        "was locked by another process for longer than " + patience.toMillis()
                                + " ms; find the process that holds it, or try again";
                    case CORRUPT -> "is damaged; restore it from a copy";
                    case FULL -> "could not grow; free space on its disk and try again";
                    case READ_ONLY -> "cannot be written; allow this process to write the file and its folder";
                    default -> "failed";
                };
        return new StorageException(reason, place, message + ": " + cause.getMessage(), cause);
    }

    /** Closes the connections that the store keeps; the host's data source stays open. */
    @Override
    public void close() {
        closed = true;
        for (Connection each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            try {
                each.close();
            } catch (SQLException e) {
                throw failure(dialect.reason(e), e);
            }
        }
    }
}

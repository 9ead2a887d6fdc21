// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditTrail;
import dev.holdfast.internal.store.PostgresDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.registry.Registry;
import dev.holdfast.registry.Safeguards;
import dev.holdfast.tracking.Tracker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A place that holds runs, models, their bytes and the audit trail: a folder, or a PostgreSQL database with a blob store
 * beside it. Thread-safe; many workspaces, in many processes, may have the same place open: a folder on one host, a
 * database on any. Close it when done.
 *
 * <pre>{@code
 * try (Workspace workspace = Workspace.open(Path.of("holdfast"))) {
 *     workspace.tracker().run("credit", "logistic", run -> run.parameter("penalty", 0.01));
 * }
 * }</pre>
 */
public final class Workspace implements AutoCloseable {
    private final Optional<Path> folder;
    private final String place;
    private final Store store;
    private final Tracker tracker;
    private final Registry registry;
    private final AuditTrail audit;
    private final BlobStore blobs;
    private final GarbageCollector garbage;

    private Workspace(Optional<Path> folder, String place, Store store, BlobStore blobs, Options options) {
        this.folder = folder;
        this.place = place;
        this.store = store;
        this.blobs = new LeasedBlobs(blobs, store, options.clock());
        this.tracker = Tracker.on(store, this.blobs, options.clock(), options.actor());
        this.registry = Registry.on(
                store, this.blobs, tracker, options.clock(), options.actor(), options.loaded(), options.safeguards());
        this.garbage = new GarbageCollector(store, blobs, options.clock(), options.actor());
        this.audit = AuditTrail.on(store, options.clock());
    }

    /**
     * Opens the workspace of a folder, or makes one where there is no folder or an empty one. The actor is the user of
     * the operating system, the clock that of the system.
     *
     * @param folder the folder
     * @return the workspace
     * @throws WorkspaceException when it cannot be opened; what was found is unchanged
     */
    public static Workspace open(Path folder) {
        return open(folder, options -> options);
    }

    /**
     * Opens the workspace of a folder, or makes one where there is no folder or an empty one.
     *
     * @param folder the folder
     * @param options sets what differs from the defaults: {@code o -> o.clock(clock).actor(actor)}
     * @return the workspace
     * @throws WorkspaceException when it cannot be opened; what was found is unchanged
     */
    public static Workspace open(Path folder, UnaryOperator<Options> options) {
        Options chosen = options.apply(Options.NONE);
        Path absolute = folder.toAbsolutePath().normalize();
        Store store = Layout.open(absolute, chosen);
        BlobStore blobs = FolderBlobs.in(absolute.resolve(Layout.BLOBS));
        return new Workspace(Optional.of(absolute), absolute.toString(), store, blobs, chosen);
    }

    /**
     * Opens the workspace of a PostgreSQL database, or makes one where there is none, with the defaults.
     *
     * @param source the host's data source, as {@link #connect(DataSource, BlobStore, UnaryOperator)} describes
     * @param blobs where bytes go
     * @return the workspace
     * @throws WorkspaceException when it cannot be opened
     */
    public static Workspace connect(DataSource source, BlobStore blobs) {
        return connect(source, blobs, options -> options);
    }

    /**
     * Opens the workspace of a PostgreSQL database, version 13 or later, or makes one where there is none: tables
     * {@code hf_*} where the search path of the connections leads.
     *
     * <p>The data source and the blob store remain the host's: closing the workspace closes neither. The data source
     * should pool, because a connection is borrowed for every transaction; it goes back as it came, with no setting of
     * the session changed and no lock held, whether or not it was handed out with autocommit, so that a pool between
     * transactions (pgbouncer's transaction mode) will do, given {@code prepareThreshold=0} in the driver's address
     * where that pool knows no prepared statements. Hand in the pool itself, not what binds its connections to the
     * host's transactions. While the server is away, operations wait for it as long as {@linkplain Options#patience
     * the patience} lasts.
     *
     * @param source the host's data source
     * @param blobs where bytes go
     * @param options sets what differs from the defaults
     * @return the workspace
     * @throws WorkspaceException when it cannot be opened
     */
    public static Workspace connect(DataSource source, BlobStore blobs, UnaryOperator<Options> options) {
        Options chosen = options.apply(Options.NONE);
        Objects.requireNonNull(blobs, "blobs");
        try {
            String place = PostgresDialect.place(source);
            Store store = Store.open(source, new PostgresDialect(), chosen.settings(place));
            return new Workspace(Optional.empty(), place, store, blobs, chosen);
        } catch (StorageException e) {
            throw Layout.refused(e.place(), e);
        }
    }

    /**
     * Returns the statements that would bring the schema of a PostgreSQL database up to date, for an administrator to
     * execute them, as one transaction, where the library may not. Changes nothing.
     *
     * @param source the host's data source
     * @return SQL; empty when the schema is up to date
     * @throws WorkspaceException when the database cannot be read, or is newer than this version
     */
    public static String migrationScript(DataSource source) {
        try {
            String place = PostgresDialect.place(source);
            return Store.script(source, new PostgresDialect(), Options.NONE.settings(place));
        } catch (StorageException e) {
            throw Layout.refused(e.place(), e);
        }
    }

    /**
     * What may be chosen when a workspace is opened. Immutable; each may be set once.
     */
    public static final class Options {
        static final Options NONE = new Options(null, null, null, null, null, null);
        private static final Duration PATIENCE = Duration.ofSeconds(30);
        private static final long LOADED_BYTES = 256L << 20;

        private final @Nullable InstantSource clock;
        private final @Nullable Actor actor;
        private final @Nullable Duration patience;
        private final @Nullable Migration migration;
        private final @Nullable Long loaded;
        private final @Nullable Safeguards safeguards;

        private Options(
                @Nullable InstantSource clock,
                @Nullable Actor actor,
                @Nullable Duration patience,
                @Nullable Migration migration,
                @Nullable Long loaded,
                @Nullable Safeguards safeguards) {
            this.clock = clock;
            this.actor = actor;
            this.patience = patience;
            this.migration = migration;
            this.loaded = loaded;
            this.safeguards = safeguards;
        }

        /**
         * Sets where the time comes from.
         *
         * @param source the clock
         * @return the options with it
         * @throws IllegalStateException when a clock was set before
         */
        public Options clock(InstantSource source) {
            once("clock", clock, source);
            return new Options(source, actor, patience, migration, loaded, safeguards);
        }

        /**
         * Sets who records and registers.
         *
         * @param who the actor
         * @return the options with it
         * @throws IllegalStateException when an actor was set before
         */
        public Options actor(Actor who) {
            once("actor", actor, who);
            return new Options(clock, who, patience, migration, loaded, safeguards);
        }

        /**
         * Sets how long to wait for other processes that write, and for a database server that is away; 30 seconds
         * without this.
         *
         * @param duration how long
         * @return the options with it
         * @throws IllegalStateException when it was set before
         */
        public Options patience(Duration duration) {
            once("patience", patience, duration);
            return new Options(clock, actor, duration, migration, loaded, safeguards);
        }

        /**
         * Sets what becomes of an older schema; {@link Migration#AUTO} without this.
         *
         * @param what what to do
         * @return the options with it
         * @throws IllegalStateException when it was set before
         */
        public Options migration(Migration what) {
            once("migration", migration, what);
            return new Options(clock, actor, patience, what, loaded, safeguards);
        }

        /**
         * Sets how many bytes of stored models are kept at hand after they were loaded; without this 256 MiB, or a
         * quarter of the heap where that is less. A model takes about as much of the heap as it has bytes, or more.
         *
         * @param bytes how many; 0 keeps none
         * @return the options with it
         * @throws IllegalStateException when it was set before
         * @throws IllegalArgumentException when it is negative
         */
        public Options loadedModels(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("the bytes of loaded models must be at least 0, got " + bytes);
            }
            once("number of bytes of loaded models", loaded, bytes);
            return new Options(clock, actor, patience, migration, bytes, safeguards);
        }

        /**
         * Sets who guards the models: who tells who acts, who may refuse, who signs and whose signatures count.
         *
         * @param guards the safeguards
         * @return the options with them
         * @throws IllegalStateException when they were set before
         */
        public Options safeguards(Safeguards guards) {
            once("set of safeguards", safeguards, guards);
            return new Options(clock, actor, patience, migration, loaded, guards);
        }

        Safeguards safeguards() {
            return safeguards == null ? Safeguards.none() : safeguards;
        }

        InstantSource clock() {
            return clock == null ? InstantSource.system() : clock;
        }

        Actor actor() {
            return actor == null ? Actor.of(System.getProperty("user.name", "unknown")) : actor;
        }

        Store.Settings settings(String place) {
            Store.Settings usual = Store.Settings.of(place, patience == null ? PATIENCE : patience, Times.now(clock()));
            return migration == Migration.VALIDATE ? usual.withoutMigration() : usual;
        }

        long loaded() {
            return loaded == null ? Math.min(LOADED_BYTES, Runtime.getRuntime().maxMemory() / 4) : loaded;
        }

        private static void once(String what, @Nullable Object before, Object now) {
            Objects.requireNonNull(now, what);
            if (before != null) {
                throw new IllegalStateException("the " + what + " is given twice: " + before + " and " + now);
            }
        }
    }

    /**
     * Returns the folder.
     *
     * @return the absolute path, or empty when the workspace is in a database
     */
    public Optional<Path> folder() {
        return folder;
    }

    /**
     * Returns what records runs.
     *
     * @return the tracker
     */
    public Tracker tracker() {
        return tracker;
    }

    /**
     * Returns the models.
     *
     * @return the registry
     */
    public Registry registry() {
        return registry;
    }

    /**
     * Returns the record of who did what.
     *
     * @return the audit trail
     */
    public AuditTrail audit() {
        return audit;
    }

    /**
     * Returns the stored bytes. What a host puts there by itself is garbage after 24 hours, see {@link #garbage()}.
     *
     * @return the blobs
     */
    public BlobStore blobs() {
        return blobs;
    }

    /**
     * Returns what deletes the bytes that nothing names.
     *
     * @return the collector, with a grace of 24 hours
     */
    public GarbageCollector garbage() {
        return garbage;
    }

    /** Closes what was opened; the host's data source stays open. What was handed out before is of no use any more; closing twice does nothing. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "Workspace[" + place + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditTrail;
import dev.holdfast.internal.store.Store;
import dev.holdfast.registry.Registry;
import dev.holdfast.tracking.Tracker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A folder that holds runs, models, their bytes and the audit trail. Thread-safe; several workspaces, and several
 * processes of one host, may have the same folder open. Close it when done.
 *
 * <pre>{@code
 * try (Workspace workspace = Workspace.open(Path.of("holdfast"))) {
 *     workspace.tracker().run("credit", "logistic", run -> run.parameter("penalty", 0.01));
 * }
 * }</pre>
 */
public final class Workspace implements AutoCloseable {
    private final Path folder;
    private final Store store;
    private final Tracker tracker;
    private final Registry registry;
    private final AuditTrail audit;
    private final BlobStore blobs;

    private Workspace(Path folder, Store store, BlobStore blobs, Options options) {
        this.folder = folder;
        this.store = store;
        this.blobs = blobs;
        this.tracker = Tracker.on(store, blobs, options.clock(), options.actor());
        this.registry = Registry.on(store, blobs, tracker, options.clock(), options.actor());
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
        Options chosen = options.apply(new Options(null, null, null));
        Path absolute = folder.toAbsolutePath().normalize();
        Store store = Layout.open(absolute, chosen.clock(), chosen.patience());
        return new Workspace(absolute, store, FolderBlobs.in(absolute.resolve(Layout.BLOBS)), chosen);
    }

    /**
     * What may be chosen when a workspace is opened. Immutable; each may be set once.
     */
    public static final class Options {
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final @Nullable InstantSource clock;
        private final @Nullable Actor actor;
        private final @Nullable Duration patience;

        private Options(@Nullable InstantSource clock, @Nullable Actor actor, @Nullable Duration patience) {
            this.clock = clock;
            this.actor = actor;
            this.patience = patience;
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
            return new Options(source, actor, patience);
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
            return new Options(clock, who, patience);
        }

        /**
         * Sets how long to wait for other processes that write; 30 seconds without this.
         *
         * @param duration how long
         * @return the options with it
         * @throws IllegalStateException when it was set before
         */
        public Options patience(Duration duration) {
            once("patience", patience, duration);
            return new Options(clock, actor, duration);
        }

        InstantSource clock() {
            return clock == null ? InstantSource.system() : clock;
        }

        Actor actor() {
            return actor == null ? Actor.of(System.getProperty("user.name", "unknown")) : actor;
        }

        Duration patience() {
            return patience == null ? PATIENCE : patience;
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
     * @return the absolute path
     */
    public Path folder() {
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
     * Returns the stored bytes.
     *
     * @return the blobs
     */
    public BlobStore blobs() {
        return blobs;
    }

    /** Closes the database. What was handed out before is of no use any more; closing twice does nothing. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "Workspace[" + folder + "]";
    }
}

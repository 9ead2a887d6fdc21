// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** What a workspace of a test is kept in. A test that holds for every database has a subclass for each. */
@FunctionalInterface
public interface Backing {
    /**
     * Opens the one workspace of a folder; its blobs are in {@code blobs} of it.
     */
    Workspace open(Path folder, UnaryOperator<Workspace.Options> options);

    /** A folder with SQLite. */
    static Backing sqlite() {
        return Workspace::open;
    }

    /** A schema of its own in PostgreSQL, and a folder for the blobs. */
    static Backing postgres() {
        DataSource schema = Postgres.schema();
        return (folder, options) -> {
            try {
                Path blobs = Files.createDirectories(folder.resolve("blobs"));
                return Workspace.connect(schema, FolderBlobs.in(blobs), options);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}

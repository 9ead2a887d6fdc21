// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.workspace.WorkspaceException.Problem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a workspace's folder looks like: {@code holdfast.json} with the version of the format, {@code holdfast.db} and
 * {@code blobs/}.
 */
final class Layout {
    static final String BLOBS = "blobs";
    static final String MARKER = "holdfast.json";
    private static final String DATABASE = "holdfast.db";
    private static final int FORMAT = 1;

    private Layout() {}

    static Store open(Path folder, Workspace.Options options) {
        try {
            boolean fresh = isFresh(folder);
            if (fresh) {
                Files.createDirectories(folder);
            }
            checkWritable(folder);
            if (fresh) {
                mark(folder);
            } else {
                checkFormat(folder);
            }
            Store store;
            try {
                store = database(folder, options);
            } catch (WorkspaceException e) {
                // No database was made, so nobody else can be using it: the marker would name an empty workspace.
                if (fresh && !Files.exists(folder.resolve(DATABASE))) {
                    Files.deleteIfExists(folder.resolve(MARKER));
                }
                throw e;
            }
            try {
                Files.createDirectories(folder.resolve(BLOBS));
                return store;
            } catch (IOException e) {
                store.close();
                throw e;
            }
        } catch (IOException e) {
            throw new WorkspaceException(
                    folder.toString(),
                    Problem.FAILED,
                    "the workspace " + folder + " could not be opened: " + reason(e) + "; check the path and its disk",
                    e);
        }
    }

    /** Tells whether there is no folder or an empty one; refuses what is no workspace. */
    private static boolean isFresh(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            throw new WorkspaceException(
                    folder.toString(),
                    Problem.NOT_A_WORKSPACE,
                    "expected a folder at " + folder + ", found a file; name the folder of a workspace, or a new one",
                    null);
        }
        if (Files.exists(folder.resolve(MARKER))) {
            return false;
        }
        try (Stream<Path> contents = Files.list(folder)) {
            // Another process may be making the same workspace: its marker has not got its name yet.
            List<String> others = contents.map(each -> folder.relativize(each).toString())
                    .filter(name -> !name.startsWith(MARKER))
                    .sorted()
                    .limit(3)
                    .toList();
            if (!others.isEmpty()) {
                if (Files.exists(folder.resolve(MARKER))) {
                    return false;
                }
                throw new WorkspaceException(
                        folder.toString(),
                        Problem.NOT_A_WORKSPACE,
                        "the folder " + folder + " is not empty and has no " + MARKER + ", it has " + others
                                + "; name the folder of a workspace, or an empty or new one",
                        null);
            }
        }
        return true;
    }

    private static void checkWritable(Path folder) {
        if (!Files.isWritable(folder)) {
            throw new WorkspaceException(
                    folder.toString(),
                    Problem.READ_ONLY,
                    "the folder " + folder + " cannot be written by this process; give it the right to, or copy the"
                            + " workspace to a folder where it has",
                    null);
        }
    }

    private static void mark(Path folder) throws IOException {
        Path temporary = folder.resolve(MARKER + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(temporary, Json.canonical(Json.object("format", FORMAT)) + "\n");
            Files.move(temporary, folder.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void checkFormat(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(MARKER));
        long format;
        try {
            Map<String, Object> marker = Json.parseObject(text);
            format = Json.toLong(marker.get("format"));
        } catch (IllegalArgumentException e) {
            throw new WorkspaceException(
                    folder.toString(),
                    Problem.CORRUPT,
                    folder.resolve(MARKER) + " is damaged: expected {\"format\":" + FORMAT
                            + "}; restore it from a copy",
                    e);
        }
        if (format > FORMAT) {
            throw newer(folder, "has format " + format + ", this version of Holdfast knows up to " + FORMAT, null);
        }
    }

    private static WorkspaceException newer(Path folder, String what, @org.jspecify.annotations.Nullable Throwable e) {
        return new WorkspaceException(
                folder.toString(),
                Problem.NEWER_FORMAT,
                "the workspace " + folder + " " + what + "; use the newer version that wrote it",
                e);
    }

    private static Store database(Path folder, Workspace.Options options) {
        Path file = folder.resolve(DATABASE);
        try {
            return Store.open(SqliteDialect.dataSource(file), new SqliteDialect(), options.settings(file.toString()));
        } catch (StorageException e) {
            throw refused(folder.toString(), e);
        }
    }

    static WorkspaceException refused(String place, StorageException e) {
        Problem problem = switch (e.reason()) {
            case NEWER_FORMAT -> Problem.NEWER_FORMAT;
            case OLDER_FORMAT -> Problem.OLDER_FORMAT;
            case READ_ONLY -> Problem.READ_ONLY;
            case BUSY -> Problem.LOCKED;
            case CORRUPT -> Problem.CORRUPT;
            case UNSUPPORTED -> Problem.UNSUPPORTED;
            case UNAVAILABLE -> Problem.UNAVAILABLE;
            default -> Problem.FAILED;
        };
        return new WorkspaceException(
                place, problem, "the workspace " + place + " could not be opened: " + e.getMessage(), e);
    }

    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException of ? of.getReason() : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}

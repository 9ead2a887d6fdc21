// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbered steps by which the schema came to be what it is. A step that was released never changes: its digest is
 * noted beside it and compared whenever the store is opened.
 *
 * <p>The steps are written once for all databases, in the words that {@link Dialect#definition} knows. An index holds
 * at most the first hundred characters of a text that may be long, because PostgreSQL refuses an entry over 2,700 bytes.
 */
final class Migrations {
    private static final List<String> STEPS = List.of( //
            "0001-foundation.sql", //
            "0002-tracking.sql", //
            "0003-governance.sql", //
            "0004-collection.sql", //
            "0005-leases.sql" //
            );

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS hf_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL,"
                    + " checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    private final Dialect dialect;
    private final String place;

    Migrations(Dialect dialect, String place) {
        this.dialect = dialect;
        this.place = place;
    }

    private record Applied(long version, String name, String checksum) {}

    void apply(Store store, boolean allowed, long nowMicros) {
        int pending = store.read(this::pending);
        if (pending == 0) {
            return;
        }
        if (!allowed) {
            throw new StorageException(
                    Reason.OLDER_FORMAT,
                    place,
                    "the database " + place + " has schema " + (STEPS.size() - pending)
                            + ", this version of Holdfast needs " + STEPS.size()
                            + " and may not change it; have the statements of Workspace.migrationScript executed, or"
                            + " open the workspace with Migration.AUTO",
                    null);
        }
        store.transact(Durability.FULL, tx -> {
            // Asked again: another process may have been first.
            for (int step = STEPS.size() - pending(tx); step < STEPS.size(); step++) {
                run(tx, step, nowMicros);
            }
            return true;
        });
    }

    String script(Store store) {
        int pending = store.read(this::pending);
        if (pending == 0) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        lines.add("BEGIN");
        for (int step = STEPS.size() - pending; step < STEPS.size(); step++) {
            lines.addAll(statements(step));
            lines.add("INSERT INTO hf_migration (version, name, checksum, applied_at) VALUES (" + (step + 1) + ", '"
                    + STEPS.get(step) + "', '" + Digests.of(text(step)) + "', " + dialect.now() + ")");
        }
        lines.add("COMMIT");
        return String.join(";\n\n", lines) + ";\n";
    }

    private int pending(Tx tx) throws SQLException {
        if (tx.number(dialect.schemas()) == 0) {
            return STEPS.size();
        }
        List<Applied> applied = tx.list(
                row -> new Applied(row.getLong(1), row.getString(2), row.getString(3)),
                "SELECT version, name, checksum FROM hf_migration ORDER BY version");
        if (applied.size() > STEPS.size()) {
            throw new StorageException(
                    Reason.NEWER_FORMAT,
                    place,
                    "the database " + place + " has schema " + applied.size()
                            + ", this version of Holdfast knows up to " + STEPS.size()
                            + "; use the newer version that wrote it",
                    null);
        }
        for (int i = 0; i < applied.size(); i++) {
            if (applied.get(i).version() != i + 1 || !applied.get(i).checksum().equals(Digests.of(text(i)))) {
                throw new StorageException(
                        Reason.CORRUPT,
                        place,
                        "the database " + place + " was not made by migration " + STEPS.get(i) + " but by "
                                + applied.get(i).name() + " with another content; restore it from a copy",
                        null);
            }
        }
        return STEPS.size() - applied.size();
    }

    private void run(Tx tx, int step, long nowMicros) throws SQLException {
        for (String statement : statements(step)) {
            tx.execute(statement);
        }
        tx.update(
                "INSERT INTO hf_migration (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                step + 1,
                STEPS.get(step),
                Digests.of(text(step)),
                nowMicros);
    }

    private List<String> statements(int step) {
        List<String> statements = new ArrayList<>();
        if (step == 0) {
            statements.add(dialect.definition(TABLE));
        }
        for (String statement : text(step).replaceAll("--[^\n]*\n", "").split(";\\s*\n", -1)) {
            if (!statement.isBlank()) {
                statements.add(dialect.definition(statement.strip()));
            }
        }
        return statements;
    }

    private static String text(int step) {
        try (InputStream in = Migrations.class.getResourceAsStream(STEPS.get(step))) {
            if (in == null) {
                throw new IllegalStateException("the resource " + STEPS.get(step) + " is missing from the jar");
            }
            // Line ends are unified, so that a checkout on Windows has the same digest.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

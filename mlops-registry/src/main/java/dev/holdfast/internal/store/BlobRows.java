// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.Blob;
import java.sql.SQLException;
import java.util.List;

/**
 * What the database knows of stored bytes. A writer claims what it stored, a collector deletes what nobody names, and
 * the state of a row decides between them.
 *
 * <p>A claim leases the bytes for a while, within which a row must name them. These hold at every commit:
 *
 * <ul>
 *   <li>{@code LIVE} and {@code DELETING}: the bytes are there. A claim makes the row LIVE.
 *   <li>{@code PURGING}: a collector may be deleting the bytes, or died doing so. A claim makes the row PENDING, which
 *       no collector touches while it is leased, and the writer stores the bytes once more.
 *   <li>{@code GONE}: the bytes were deleted in the row's turn. A writer that began later has stored them again; one
 *       that began earlier may have found them before they went, and stores them once more.
 * </ul>
 *
 * <p>Only what is PURGING is deleted, within the transaction that makes it GONE.
 */
public final class BlobRows {
    /** Whether a run or a version names the bytes of a row. */
    private static final String NAMED = "(EXISTS (SELECT 1 FROM hf_file f WHERE f.digest = hf_blob.digest)"
            + " OR EXISTS (SELECT 1 FROM hf_version_file v WHERE v.digest = hf_blob.digest))";

    private BlobRows() {}

    /**
     * Returns the number of deletions so far; a writer asks before it stores.
     *
     * @param tx the transaction
     * @return the turn
     * @throws SQLException when the database fails
     */
    public static long turn(Tx tx) throws SQLException {
        return tx.number("SELECT turn FROM hf_collection WHERE id = 1");
    }

    /**
     * Leases bytes that a writer has stored.
     *
     * @param tx the transaction
     * @param blob the bytes
     * @param turn the turn before they were stored
     * @param now the time
     * @param until when the lease ends
     * @return true when they are there for sure; false when they must be stored again and {@link #confirm confirmed}
     * @throws SQLException when the database fails
     */
    public static boolean claim(Tx tx, Blob blob, long turn, long now, long until) throws SQLException {
        int inserted = tx.update(
                "INSERT INTO hf_blob (digest, size_bytes, state, since, leased_until, turn)"
                        + " VALUES (?, ?, 'LIVE', ?, ?, 0) ON CONFLICT (digest) DO NOTHING",
                blob.digest(),
                blob.sizeBytes(),
                now,
                until);
        if (inserted == 1) {
            return true;
        }
        tx.update(
                "UPDATE hf_blob SET size_bytes = ?,"
                        + " leased_until = CASE WHEN leased_until < ? THEN ? ELSE leased_until END,"
                        + " since = CASE WHEN state = 'LIVE' THEN since ELSE ? END,"
                        + " state = CASE WHEN state IN ('LIVE', 'DELETING') OR (state = 'GONE' AND turn <= ?)"
                        + " THEN 'LIVE' ELSE 'PENDING' END WHERE digest = ?",
                blob.sizeBytes(),
                until,
                until,
                now,
                turn,
                blob.digest());
        return isLive(tx, blob);
    }

    private static boolean isLive(Tx tx, Blob blob) throws SQLException {
        return tx.first(row -> row.getString(1), "SELECT state FROM hf_blob WHERE digest = ?", blob.digest())
                .filter("LIVE"::equals)
                .isPresent();
    }

    /**
     * Notes that bytes were stored again after a claim that could not be sure.
     *
     * @param tx the transaction
     * @param blob the bytes
     * @param now the time
     * @return false when the lease had ended and a collector was at them again
     * @throws SQLException when the database fails
     */
    public static boolean confirm(Tx tx, Blob blob, long now) throws SQLException {
        tx.update(
                "UPDATE hf_blob SET state = 'LIVE', since = ? WHERE digest = ? AND state = 'PENDING'",
                now,
                blob.digest());
        return isLive(tx, blob);
    }

    /**
     * Takes stock of bytes that no row knew. Those that are named are LIVE, the others wait to be deleted.
     *
     * @param tx the transaction
     * @param found the bytes, as the store listed them
     * @param turn the turn before the list was read; nothing is noted when bytes were deleted since
     * @param now the time
     * @return how many had no row, or -1 when bytes were deleted since and nothing was noted
     * @throws SQLException when the database fails
     */
    public static int adopt(Tx tx, List<Blob> found, long turn, long now) throws SQLException {
        // Locked, so that no deletion comes between the question and the rows.
        tx.update("UPDATE hf_collection SET turn = turn WHERE id = 1");
        if (turn(tx) != turn) {
            return -1;
        }
        int adopted = 0;
        for (Blob blob : found) {
            adopted += tx.update(
                    "INSERT INTO hf_blob (digest, size_bytes, state, since, leased_until, turn)"
                            + " VALUES (?, ?, 'DELETING', ?, 0, 0) ON CONFLICT (digest) DO NOTHING",
                    blob.digest(),
                    blob.sizeBytes(),
                    now);
        }
        return adopted;
    }

    /**
     * Marks what nobody names and nobody leases.
     *
     * @param tx the transaction
     * @param now the time
     * @return how many were marked
     * @throws SQLException when the database fails
     */
    public static int mark(Tx tx, long now) throws SQLException {
        int marked = tx.update(
                "UPDATE hf_blob SET state = 'DELETING', since = ? WHERE state = 'LIVE' AND leased_until < ? AND NOT "
                        + NAMED,
                now,
                now);
        // What was not stored again before its lease ended may be there or not; so it cannot become LIVE unseen.
        return marked
                + tx.update(
                        "UPDATE hf_blob SET state = 'PURGING', since = ? WHERE state = 'PENDING' AND leased_until < ?"
                                + " AND NOT " + NAMED,
                        now,
                        now);
    }

    /**
     * Rescues what was marked and is named or leased now.
     *
     * @param tx the transaction
     * @param now the time
     * @return how many were rescued
     * @throws SQLException when the database fails
     */
    public static int rescue(Tx tx, long now) throws SQLException {
        return tx.update(
                "UPDATE hf_blob SET state = 'LIVE', since = ? WHERE state = 'DELETING' AND (leased_until >= ? OR "
                        + NAMED + ")",
                now,
                now);
    }

    /**
     * Gives up what was marked long enough ago and is still neither named nor leased.
     *
     * @param tx the transaction; it must survive a power cut before the first of them is deleted
     * @param now the time
     * @param before those that were marked at this time or earlier
     * @return how many there are to delete
     * @throws SQLException when the database fails
     */
    public static int announce(Tx tx, long now, long before) throws SQLException {
        return tx.update(
                "UPDATE hf_blob SET state = 'PURGING', since = ? WHERE state = 'DELETING' AND since <= ?"
                        + " AND leased_until < ? AND NOT " + NAMED,
                now,
                before,
                now);
    }

    /**
     * Returns what is to be deleted, also what a collector that died left over.
     *
     * @param tx the transaction
     * @param after only digests greater than this
     * @param limit at most so many
     * @return the bytes, by ascending digest
     * @throws SQLException when the database fails
     */
    public static List<Blob> announced(Tx tx, String after, int limit) throws SQLException {
        return tx.list(
                row -> new Blob(row.getString(1), row.getLong(2)),
                "SELECT digest, size_bytes FROM hf_blob WHERE state = 'PURGING' AND digest > ? ORDER BY digest LIMIT ?",
                after,
                limit);
    }

    /**
     * Locks the row of bytes that are to be deleted, until the transaction ends.
     *
     * @param tx the transaction
     * @param blob the bytes
     * @return false when a writer claimed them meanwhile; they must not be deleted then
     * @throws SQLException when the database fails
     */
    public static boolean lock(Tx tx, Blob blob) throws SQLException {
        return tx.update(
                        "UPDATE hf_blob SET state = 'PURGING' WHERE digest = ? AND state = 'PURGING' AND NOT " + NAMED,
                        blob.digest())
                == 1;
    }

    /**
     * Notes that bytes were deleted, in the transaction that locked their row.
     *
     * @param tx the transaction
     * @param blob the bytes
     * @param now the time
     * @throws SQLException when the database fails
     */
    public static void gone(Tx tx, Blob blob, long now) throws SQLException {
        long turn = tx.number("UPDATE hf_collection SET turn = turn + 1 WHERE id = 1 RETURNING turn");
        tx.update("UPDATE hf_blob SET state = 'GONE', since = ?, turn = ? WHERE digest = ?", now, turn, blob.digest());
    }

    /**
     * Forgets bytes that were deleted long ago.
     *
     * @param tx the transaction
     * @param before those that were deleted before this time; no writer may still be storing what it began before it
     * @return how many rows were removed
     * @throws SQLException when the database fails
     */
    public static int forget(Tx tx, long before) throws SQLException {
        return tx.update("DELETE FROM hf_blob WHERE state = 'GONE' AND since < ?", before);
    }

    /**
     * Returns how many blobs are marked and wait for their grace to end, and their bytes.
     *
     * @param tx the transaction
     * @return number and bytes
     * @throws SQLException when the database fails
     */
    public static long[] waiting(Tx tx) throws SQLException {
        return tx.first(
                        row -> new long[] {row.getLong(1), row.getLong(2)},
                        "SELECT COUNT(*), COALESCE(SUM(size_bytes), 0) FROM hf_blob WHERE state IN ('DELETING', 'PURGING')")
                .orElseThrow();
    }
}

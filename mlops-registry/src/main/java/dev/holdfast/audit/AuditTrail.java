// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The record of who did what, in the order in which it was done.
 *
 * <p>Every entry carries the digest of the one before, {@code digest(n) = SHA-256(canonical JSON of entry n with
 * digest(n-1))}, and is written in the same transaction as the change that it records. {@link #verify()} finds an edit,
 * a removal and a reordering. Somebody who can write the database can also cut entries off the end or compute the whole
 * chain anew; that shows only against a {@link #head()} that was written down elsewhere, see {@link
 * #verify(AuditHead)}. Thread-safe.
 */
public final class AuditTrail {
    private static final int PAGE = 1_000;

    private final Store store;
    private final InstantSource clock;

    private AuditTrail(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Returns the trail of a workspace. A host asks {@code Workspace.audit()} instead.
     *
     * @param store the store
     * @param clock the clock
     * @return the trail
     */
    public static AuditTrail on(Store store, InstantSource clock) {
        return new AuditTrail(store, clock);
    }

    /**
     * Records something that the host did, beside what the library records by itself.
     *
     * @param actor who
     * @param action what, such as {@code "deployment.opened"}
     * @param target to what
     * @param details the particulars, name to value
     * @return the end of the trail with this entry
     * @throws IllegalArgumentException when a name is empty, longer than 500 characters or cannot be stored
     */
    public AuditHead record(Actor actor, String action, String target, Map<String, String> details) {
        Names.check("action", action);
        Names.check("target", target);
        return store.transact(Durability.FULL, tx -> {
            AuditLog.append(tx, Times.now(clock), actor.name(), actor.roles(), action, target, details);
            return head(tx);
        });
    }

    /**
     * Returns all entries.
     *
     * @return the entries, oldest first
     * @throws dev.holdfast.artifact.StorageException when the trail cannot be read
     */
    public List<AuditEntry> entries() {
        return store.read(tx -> tx.list(row -> Stored.of(row).entry(), Stored.SELECT + " ORDER BY sequence"));
    }

    /**
     * Returns the end of the trail, to be written down elsewhere.
     *
     * @return the number and the digest of the last entry
     */
    public AuditHead head() {
        return store.read(AuditTrail::head);
    }

    /**
     * Verifies every entry against its digest and the one before.
     *
     * @return whether all of them are as they were written
     */
    public AuditVerification verify() {
        return verify(new AuditHead(0, AuditLog.ORIGIN));
    }

    /**
     * Verifies every entry, and that the trail still contains an end that was written down earlier.
     *
     * @param anchor what {@link #head()} gave then
     * @return whether all entries are as they were written
     */
    public AuditVerification verify(AuditHead anchor) {
        return store.read(tx -> new Verifier(tx, anchor).verify());
    }

    /**
     * Writes all entries as JSON lines: one canonical object an entry, oldest first.
     *
     * @param out where to; not closed
     * @return how many entries were written
     * @throws IOException when writing fails
     */
    public long export(Appendable out) throws IOException {
        long last = 0;
        for (List<Stored> page = page(last); !page.isEmpty(); page = page(last)) {
            for (Stored each : page) {
                out.append(each.json()).append('\n');
                last = each.sequence();
            }
        }
        return last;
    }

    private List<Stored> page(long after) {
        return store.read(tx -> Stored.page(tx, after, PAGE));
    }

    private static AuditHead head(Tx tx) throws SQLException {
        return tx.first(
                        row -> new AuditHead(row.getLong(1), row.getString(2)),
                        "SELECT sequence, hash FROM hf_audit ORDER BY sequence DESC LIMIT 1")
                .orElse(new AuditHead(0, AuditLog.ORIGIN));
    }

    /** Walks the chain page by page. */
    private static final class Verifier {
        private final Tx tx;
        private final AuditHead anchor;
        private long checked;
        private String last = AuditLog.ORIGIN;

        Verifier(Tx tx, AuditHead anchor) {
            this.tx = tx;
            this.anchor = anchor;
        }

        AuditVerification verify() throws SQLException {
            for (List<Stored> page = Stored.page(tx, checked, PAGE);
                    !page.isEmpty();
                    page = Stored.page(tx, checked, PAGE)) {
                for (Stored each : page) {
                    Optional<AuditVerification.Break> found = examine(each);
                    if (found.isPresent()) {
                        return new AuditVerification(checked, found);
                    }
                    checked++;
                    last = each.hash();
                }
            }
            if (checked < anchor.sequence()) {
                return broken(
                        checked + 1,
                        AuditVerification.Tampering.REMOVED,
                        "the trail ends at entry " + checked + ", it had reached entry " + anchor.sequence());
            }
            return new AuditVerification(checked, Optional.empty());
        }

        private AuditVerification broken(long sequence, AuditVerification.Tampering kind, String detail) {
            return new AuditVerification(checked, Optional.of(new AuditVerification.Break(sequence, kind, detail)));
        }

        private Optional<AuditVerification.Break> examine(Stored entry) throws SQLException {
            long expected = checked + 1;
            if (entry.sequence() != expected) {
                return found(
                        expected,
                        AuditVerification.Tampering.REMOVED,
                        "expected entry " + expected + ", found entry " + entry.sequence());
            }
            if (!entry.hashAt(expected).equals(entry.hash())) {
                return Optional.of(explain(entry));
            }
            if (!entry.previous().equals(last)) {
                // The entry is whole, so the one that it was chained to was another.
                return found(
                        expected - 1,
                        AuditVerification.Tampering.EDITED,
                        "entry " + expected + " follows the digest " + entry.previous() + ", found " + last);
            }
            if (expected == anchor.sequence() && !entry.hash().equals(anchor.digest())) {
                return found(
                        expected,
                        AuditVerification.Tampering.EDITED,
                        "its digest was " + anchor.digest() + " when it was written down, found " + entry.hash());
            }
            return Optional.empty();
        }

        /** An entry whose digest would be right under another number was moved there; which number, tells how. */
        private AuditVerification.Break explain(Stored entry) throws SQLException {
            long place = entry.sequence();
            long count = tx.number("SELECT COUNT(*) FROM hf_audit");
            for (long original = 1; original <= count + PAGE; original++) {
                if (original != place && entry.hashAt(original).equals(entry.hash())) {
                    boolean gone = tx.number("SELECT COUNT(*) FROM hf_audit WHERE hash = ?", entry.previous()) == 0;
                    return gone && original > place
                            ? new AuditVerification.Break(
                                    place,
                                    AuditVerification.Tampering.REMOVED,
                                    "in its place stands what was entry " + original)
                            : new AuditVerification.Break(
                                    place,
                                    AuditVerification.Tampering.REORDERED,
                                    "in its place stands what was entry " + original);
                }
            }
            return new AuditVerification.Break(
                    place,
                    AuditVerification.Tampering.EDITED,
                    "expected digest " + entry.hash() + ", its contents have " + entry.hashAt(place));
        }

        private static Optional<AuditVerification.Break> found(
                long sequence, AuditVerification.Tampering kind, String detail) {
            return Optional.of(new AuditVerification.Break(sequence, kind, detail));
        }
    }

    /** An entry as its row has it. */
    private record Stored(
            long sequence,
            long at,
            String actor,
            String roles,
            String action,
            String target,
            String payload,
            String previous,
            String hash) {
        static final String SELECT =
                "SELECT sequence, at, actor, roles, action, target, payload, previous, hash FROM hf_audit";

        static List<Stored> page(Tx tx, long after, int size) throws SQLException {
            return tx.list(Stored::of, SELECT + " WHERE sequence > ? ORDER BY sequence LIMIT " + size, after);
        }

        static Stored of(java.sql.ResultSet row) throws SQLException {
            return new Stored(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    row.getString(9));
        }

        String hashAt(long number) {
            return AuditLog.hash(number, at, actor, roles, action, target, payload, previous);
        }

        AuditEntry entry() {
            Set<String> names = new HashSet<>();
            Json.toList(Json.parse(roles)).forEach(role -> names.add(Json.toText(role)));
            return new AuditEntry(
                    sequence, Times.toInstant(at), new Actor(actor, names), action, target, payload, previous, hash);
        }

        String json() {
            return Json.canonical(Json.object(
                    "sequence",
                    Json.number(sequence),
                    "at",
                    Json.number(at),
                    "actor",
                    actor,
                    "roles",
                    roles,
                    "action",
                    action,
                    "target",
                    target,
                    "payload",
                    payload,
                    "previous",
                    previous,
                    "digest",
                    hash));
        }
    }
}

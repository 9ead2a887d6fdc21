// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Persons;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.Verifier;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The record of who did what, in the order in which it was done.
 *
 * <p>Every entry carries the digest of the one before, {@code digest(n) = SHA-256(canonical JSON of entry n with
 * digest(n-1))}, and is written in the same transaction as the change that it records. {@link #verify()} finds what was
 * changed, removed, reordered, inserted or cut off by somebody who did not also compute the chain anew. Somebody who can
 * write the database can do even that; it shows against a {@link #checkpoint signed checkpoint}, whose key they do not
 * have, up to the entry that it names, and against a {@link #head()} that was written down elsewhere.
 *
 * <p>No entry holds the name of a person or what people wrote: a pseudonym stands for the one, a salted digest for the
 * other, so that both can be {@link #erase erased} and the chain stays as it is. Thread-safe.
 */
public final class AuditTrail {
    private static final int PAGE = 1_000;
    private static final List<String> NAMING =
            List.of("hf_run", "hf_approval", "hf_alias_change", "hf_override", "hf_version_hold", "hf_tombstone");

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
     * @param details the particulars, name to value; remarks, which can be erased
     * @return the end of the trail with this entry
     * @throws IllegalArgumentException when a name is empty, longer than 500 characters or cannot be stored
     */
    public AuditHead record(Actor actor, String action, String target, Map<String, String> details) {
        Names.check("action", action);
        Names.check("target", target);
        details.keySet().forEach(name -> Names.check("detail", name));
        return store.transact(Durability.FULL, tx -> {
            AuditLog.append(tx, Times.now(clock), actor.name(), actor.roles(), action, target, Map.of(), details);
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
        return entries(0, Integer.MAX_VALUE);
    }

    /**
     * Returns some entries.
     *
     * @param after the number of the last entry that is known already; 0 for the first page
     * @param limit how many at most, at least 1
     * @return the entries after that one, oldest first
     * @throws IllegalArgumentException when the limit is less than 1
     * @throws dev.holdfast.artifact.StorageException when the trail cannot be read
     */
    public List<AuditEntry> entries(long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit must be at least 1, got " + limit);
        }
        return store.read(
                tx -> Link.page(tx, after, limit).stream().map(Link::entry).toList());
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
     * Verifies every entry against its digest and the one before, and against the checkpoints, whoever signed them.
     *
     * @return whether all of them are as they were written
     */
    public AuditVerification verify() {
        return verify(Optional.empty(), List.of());
    }

    /**
     * Verifies every entry, and that the trail still contains an end that was written down earlier.
     *
     * @param anchor what {@link #head()} gave then
     * @return whether all entries are as they were written
     */
    public AuditVerification verify(AuditHead anchor) {
        return verify(Optional.of(anchor), List.of());
    }

    /**
     * Verifies every entry, and that each checkpoint was signed by a trusted key. A key that is used no more stays in the
     * list for the checkpoints that it signed.
     *
     * @param keys the keys that are trusted
     * @return whether all entries are as they were written
     */
    public AuditVerification verify(List<Verifier> keys) {
        return verify(Optional.empty(), keys);
    }

    /**
     * Verifies every entry against all that is known of them.
     *
     * @param anchor what {@link #head()} gave earlier
     * @param keys the keys that are trusted to sign checkpoints
     * @return whether all entries are as they were written
     */
    public AuditVerification verify(AuditHead anchor, List<Verifier> keys) {
        return verify(Optional.of(anchor), keys);
    }

    private AuditVerification verify(Optional<AuditHead> anchor, List<Verifier> keys) {
        // One transaction, so that head, checkpoints and entries are of one moment.
        return store.read(tx -> {
            AuditHead end = head(tx);
            List<Known> known = new ArrayList<>(Anchors.of(anchor));
            known.add(Anchors.head(end));
            for (Map.Entry<Long, String> each : notes(tx)) {
                known.add(Anchors.checkpoint(each.getKey(), each.getValue(), keys));
            }
            try {
                return new ChainCheck(reader -> read(tx, reader), end.sequence(), known).verify();
            } catch (Unreadable e) {
                throw e.failure;
            }
        });
    }

    private static void read(Tx tx, Predicate<Link> reader) {
        try {
            long last = Long.MIN_VALUE;
            for (List<Link> page = Link.page(tx, last, PAGE); !page.isEmpty(); page = Link.page(tx, last, PAGE)) {
                for (Link each : page) {
                    if (!reader.test(each)) {
                        return;
                    }
                    last = each.sequence();
                }
            }
        } catch (SQLException e) {
            throw new Unreadable(e);
        }
    }

    /** Carries a failure of the database out of a walk to where it is dealt with. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException failure;

        Unreadable(SQLException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /**
     * Signs the present end of the trail and keeps the checkpoint beside it. How often is the host's choice: what was
     * done since the last one can be cut off unseen by whoever can write the database.
     *
     * <p>Keys change so: sign once with the old key and the new one, then with the new one alone; the old public key stays
     * among those that {@link #verify(List)} is given.
     *
     * @param signers the keys, at least one; Ed25519 is the usual choice
     * @return the checkpoint, of which a copy may be kept elsewhere too
     * @throws IllegalArgumentException when no signer is given
     * @throws IllegalStateException when the trail has no entry yet
     */
    public AuditCheckpoint checkpoint(Signer... signers) {
        if (signers.length == 0) {
            throw new IllegalArgumentException("a checkpoint needs at least one signer, got none");
        }
        AuditHead end = head();
        if (end.sequence() == 0) {
            throw new IllegalStateException("the audit trail has no entry yet; there is nothing to sign");
        }
        String origin = store.read(tx -> Link.page(tx, 0, 1)).get(0).hash();
        // Signed outside of the transaction: a key may be far away and slow.
        AuditCheckpoint checkpoint = AuditCheckpoint.sign(end, origin, Times.now(clock), signers);
        store.transact(
                Durability.FULL,
                tx -> tx.update(
                        "INSERT INTO hf_audit_checkpoint (sequence, note) VALUES (?, ?)",
                        checkpoint.sequence(),
                        checkpoint.note()));
        return checkpoint;
    }

    /**
     * Returns the checkpoints that are kept beside the trail.
     *
     * @return the checkpoints, oldest first; their signatures are not verified
     * @throws IllegalArgumentException when one is damaged
     */
    public List<AuditCheckpoint> checkpoints() {
        return store.read(AuditTrail::notes).stream()
                .map(each -> AuditCheckpoint.parse(each.getValue()))
                .toList();
    }

    /**
     * Writes all entries as JSON lines: the head, the checkpoints, then one canonical object an entry, oldest first.
     * {@link AuditExport} verifies it without the database.
     *
     * @param out where to; not closed
     * @return how many entries were written
     * @throws IOException when writing fails
     */
    public long export(Appendable out) throws IOException {
        AuditHead end = head();
        out.append(AuditExport.header(end)).append('\n');
        for (Map.Entry<Long, String> each : store.read(AuditTrail::notes)) {
            if (each.getKey() <= end.sequence()) {
                out.append(AuditExport.checkpoint(each.getValue())).append('\n');
            }
        }
        long last = 0;
        while (last < end.sequence()) {
            long after = last;
            List<Link> page = store.read(tx -> Link.page(tx, after, PAGE));
            if (page.isEmpty()) {
                break;
            }
            for (Link each : page) {
                if (each.sequence() <= end.sequence()) {
                    out.append(each.json()).append('\n');
                }
                last = each.sequence();
            }
        }
        return Math.min(last, end.sequence());
    }

    /**
     * Erases what is known of a person: their name, and the remarks that they wrote or that mention them. The entries
     * stay, with a pseudonym and without remarks, and the chain verifies as before. The erasure is itself an entry.
     *
     * <p>What a person registered names them in its manifest, which approvals and signatures cover; see {@link
     * Erasure#manifests()}. Copies that were made before, such as backups and exports, are the host's to erase, and the
     * pages that a database has freed are gone once it reuses or vacuums them.
     *
     * @param person the name
     * @param actor who erases, somebody else
     * @param reason why, for the record; do not name the person
     * @return what was erased
     * @throws IllegalArgumentException when nobody of that name has acted, or the reason names the person
     */
    public Erasure erase(String person, Actor actor, String reason) {
        Names.check("person", person);
        Names.checkText("the reason", reason);
        Pattern mention = Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(text(person)) + "(?![\\p{L}\\p{N}])");
        if (actor.name().equals(person) || mention.matcher(text(reason)).find()) {
            throw new IllegalArgumentException(
                    "the record of an erasure must not name the person; let somebody else erase them, for a reason"
                            + " without their name");
        }
        return store.transact(Durability.FULL, tx -> {
            String pseudonym = Persons.find(tx, person)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "nobody of the name '" + person + "' has acted in this workspace"));
            List<Long> entries = mentions(tx, pseudonym, person, mention);
            for (long each : entries) {
                tx.update("UPDATE hf_audit SET remarks = NULL, salt = NULL WHERE sequence = ?", each);
            }
            tx.update("UPDATE hf_person SET name = NULL, salt = NULL WHERE pseudonym = ?", pseudonym);
            for (String table : NAMING) {
                String reasons = table.equals("hf_run") ? "" : ", reason = ''";
                tx.update("UPDATE " + table + " SET actor = ?" + reasons + " WHERE actor = ?", pseudonym, person);
            }
            AuditLog.append(
                    tx,
                    Times.now(clock),
                    actor.name(),
                    actor.roles(),
                    ChainCheck.ERASURE,
                    pseudonym,
                    Json.object(
                            "person",
                            pseudonym,
                            "remarks",
                            entries.stream().map(Json::number).toList()),
                    Map.of("reason", reason));
            return new Erasure(pseudonym, entries, manifests(tx, mention, person));
        });
    }

    private static List<Long> mentions(Tx tx, String pseudonym, String person, Pattern mention) throws SQLException {
        List<Long> own = tx.list(
                row -> row.getLong(1),
                "SELECT sequence FROM hf_audit WHERE actor = ? AND remarks IS NOT NULL ORDER BY sequence",
                pseudonym);
        List<Long> all = new ArrayList<>(own);
        tx.list(
                row -> mention.matcher(row.getString(2)).find() && all.add(row.getLong(1)),
                "SELECT sequence, remarks FROM hf_audit WHERE actor <> ? AND remarks LIKE ? ESCAPE '!'",
                pseudonym,
                like(person));
        return all.stream().sorted().toList();
    }

    private static List<String> manifests(Tx tx, Pattern mention, String person) throws SQLException {
        List<String> versions = new ArrayList<>();
        tx.list(
                row -> mention.matcher(row.getString(3)).find()
                        && versions.add(row.getString(1) + " version " + row.getLong(2)),
                "SELECT m.name, v.number, v.manifest FROM hf_model_version v JOIN hf_model m ON m.id = v.model"
                        + " WHERE v.manifest LIKE ? ESCAPE '!' ORDER BY m.name, v.number",
                like(person));
        return versions;
    }

    /** The text as it stands within JSON. */
    private static String text(String plain) {
        String quoted = Json.canonical(plain);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String like(String plain) {
        return "%" + text(plain).replaceAll("([!%_])", "!$1") + "%";
    }

    private static List<Map.Entry<Long, String>> notes(Tx tx) throws SQLException {
        return tx.list(
                row -> Map.entry(row.getLong(1), row.getString(2)),
                "SELECT sequence, note FROM hf_audit_checkpoint ORDER BY sequence, seq");
    }

    private static AuditHead head(Tx tx) throws SQLException {
        return tx.first(
                        row -> new AuditHead(row.getLong(1), row.getString(2)),
                        "SELECT sequence, hash FROM hf_audit_head WHERE id = 1")
                .orElse(new AuditHead(0, AuditLog.ORIGIN));
    }
}

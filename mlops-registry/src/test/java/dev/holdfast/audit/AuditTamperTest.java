// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.AuditVerification.Break;
import dev.holdfast.audit.AuditVerification.Tampering;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Persons;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.Verifier;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes, removes, reorders, inserts and cuts off what a trail consists of: the first broken entry and the kind show.
 * {@code -Dholdfast.stride=1} changes every byte, without it every seventh.
 */
class AuditTamperTest {
    private static final int ENTRIES = 6;
    private static final int STRIDE = Integer.getInteger("holdfast.stride", 7);
    private static final List<String> TEXTS = List.of(
            "actor", "roles", "action", "target", "payload", "remarks", "salt", "commitment", "previous", "hash");

    private final ManualClock clock = new ManualClock();
    private Path folder = Path.of("");
    private Store store;
    private AuditTrail audit;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        store = store(folder);
        audit = AuditTrail.on(store, clock);
        for (int i = 1; i <= ENTRIES; i++) {
            audit.record(Actor.of(i % 2 == 0 ? "b" : "a", "r"), "act", "t" + i, Map.of("n", "\u00fc" + i));
        }
    }

    Store store(Path place) {
        Path file = place.resolve("test.db");
        return Store.open(
                SqliteDialect.dataSource(file),
                new SqliteDialect(),
                Store.Settings.of(file.toString(), Duration.ofSeconds(20), 0));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void tamper(String sql, Object... arguments) {
        store.transact(Durability.FULL, tx -> tx.update(sql, arguments));
    }

    private static Break broken(AuditVerification verification) {
        return verification.firstBreak().orElseThrow(() -> new AssertionError("the trail was found intact"));
    }

    private static String flipped(String text, int i) {
        return text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
    }

    /** Every character of every text, and the low byte of every number, of every entry. */
    @Test
    void everyByteOfEveryColumnThatIsChangedIsFoundInItsEntry() {
        int changes = 0;
        for (long entry = 1; entry <= ENTRIES; entry++) {
            for (String column : TEXTS) {
                String before = column(column, entry);
                for (int i = (int) entry % STRIDE; i < before.length(); i += STRIDE) {
                    tamper("UPDATE hf_audit SET " + column + " = ? WHERE sequence = ?", flipped(before, i), entry);
                    Break found = broken(audit.verify());
                    assertThat(found.sequence()).as(column + " " + i).isEqualTo(entry);
                    assertThat(found.kind()).as(column + " " + i).isEqualTo(Tampering.CHANGED);
                    changes++;
                }
                tamper("UPDATE hf_audit SET " + column + " = ? WHERE sequence = ?", before, entry);
            }
            for (int bit = (int) entry % STRIDE; bit < 40; bit += STRIDE) {
                long mask = 1L << bit;
                tamper("UPDATE hf_audit SET at = (at | ?) - (at & ?) WHERE sequence = ?", mask, mask, entry);
                assertThat(broken(audit.verify()))
                        .extracting(Break::sequence, Break::kind)
                        .containsExactly(entry, Tampering.CHANGED);
                tamper("UPDATE hf_audit SET at = (at | ?) - (at & ?) WHERE sequence = ?", mask, mask, entry);
                changes++;
            }
        }
        assertThat(audit.verify().orThrow().entries()).isEqualTo(ENTRIES);
        assertThat(changes).isGreaterThan(2_000 / STRIDE);
    }

    private String column(String column, long entry) {
        return store.read(tx -> tx.first(
                        row -> row.getString(1), "SELECT " + column + " FROM hf_audit WHERE sequence = ?", entry))
                .orElseThrow();
    }

    @Test
    void everyCharacterOfTheNamesOfPeopleIsBoundToTheirPseudonyms() {
        for (String column : List.of("name", "salt")) {
            for (int i = 0; i < (column.equals("name") ? 1 : 64); i++) {
                int at = i;
                String before = store.read(tx -> tx.first(
                                row -> row.getString(1),
                                "SELECT p." + column + " FROM hf_person p JOIN hf_audit a ON a.actor = p.pseudonym"
                                        + " WHERE a.sequence = 2"))
                        .orElseThrow();
                tamper("UPDATE hf_person SET " + column + " = ? WHERE name = 'b'", flipped(before, at));
                assertThat(broken(audit.verify()))
                        .extracting(Break::sequence, Break::kind)
                        .containsExactly(2L, Tampering.CHANGED);
                tamper("UPDATE hf_person SET " + column + " = ? WHERE pseudonym = ?", before, column("actor", 2));
            }
        }
        tamper("UPDATE hf_person SET name = 'c' WHERE name = 'b'");
        assertThat(broken(audit.verify()).detail())
                .startsWith("the name of its actor does not belong to the pseudonym");
        tamper("DELETE FROM hf_person WHERE name = 'c'");
        assertThat(broken(audit.verify()))
                .isEqualTo(new Break(
                        2, Tampering.CHANGED, "the name of its actor is gone, no entry says that it was erased"));
    }

    @Test
    void remarksThatAreGoneWithoutARecordAreFound() {
        tamper("UPDATE hf_audit SET remarks = NULL, salt = NULL WHERE sequence IN (3, 5)");

        assertThat(broken(audit.verify()))
                .isEqualTo(
                        new Break(3, Tampering.CHANGED, "its remarks are gone, no entry says that they were erased"));
    }

    @Test
    void aChangedNumberIsFound() {
        for (long entry = 1; entry <= ENTRIES; entry++) {
            for (int bit = 0; bit < 20; bit++) {
                long other = entry ^ (1L << bit);
                boolean taken = other >= 1 && other <= ENTRIES;
                if (!taken) {
                    tamper("UPDATE hf_audit SET sequence = ? WHERE sequence = ?", other, entry);
                    Break found = broken(audit.verify());
                    assertThat(found.kind()).isIn(Tampering.REORDERED, Tampering.TRUNCATED, Tampering.INSERTED);
                    assertThat(found.sequence()).isEqualTo(other < 1 ? 1 : entry);
                    tamper("UPDATE hf_audit SET sequence = ? WHERE sequence = ?", entry, other);
                }
            }
        }
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void everyEntryThatIsRemovedIsNamedNumberedAnewOrNot() {
        for (long entry = 1; entry <= ENTRIES; entry++) {
            List<List<Object>> rows = dump();
            tamper("DELETE FROM hf_audit WHERE sequence = ?", entry);
            Tampering kind = entry == ENTRIES ? Tampering.TRUNCATED : Tampering.REMOVED;
            assertThat(broken(audit.verify()))
                    .extracting(Break::sequence, Break::kind)
                    .containsExactly(entry, kind);

            renumber(entry + 1, -1);
            assertThat(broken(audit.verify()))
                    .extracting(Break::sequence, Break::kind)
                    .containsExactly(entry, kind);
            restore(rows);
        }
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void anyTwoEntriesThatChangePlacesAreFound() {
        for (long one = 1; one < ENTRIES; one++) {
            for (long two = one + 1; two <= ENTRIES; two++) {
                exchange(one, two);
                assertThat(broken(audit.verify()))
                        .extracting(Break::sequence, Break::kind)
                        .containsExactly(one, Tampering.REORDERED);
                exchange(one, two);
            }
        }
        assertThat(audit.verify().intact()).isTrue();
    }

    private void exchange(long one, long two) {
        tamper("UPDATE hf_audit SET sequence = -1 WHERE sequence = ?", one);
        tamper("UPDATE hf_audit SET sequence = ? WHERE sequence = ?", one, two);
        tamper("UPDATE hf_audit SET sequence = ? WHERE sequence = -1", two);
    }

    @Test
    void anEntryThatIsInsertedIsFoundWhetherOrNotItIsWellMade() {
        for (long place = 1; place <= ENTRIES; place++) {
            for (boolean wellMade : new boolean[] {false, true}) {
                List<List<Object>> rows = dump();
                String previous = column("previous", place);
                renumber(place, 1);
                insert(place, previous, wellMade);
                assertThat(broken(audit.verify()))
                        .as(place + ", well made: " + wellMade)
                        .extracting(Break::sequence, Break::kind)
                        .containsExactly(place, Tampering.INSERTED);
                restore(rows);
            }
        }
        insert(ENTRIES + 1L, column("hash", ENTRIES), true);
        assertThat(broken(audit.verify()))
                .isEqualTo(new Break(ENTRIES + 1L, Tampering.INSERTED, "the trail ends at entry 6, as its head says"));
    }

    private void insert(long place, String previous, boolean wellMade) {
        String salt = Persons.salt();
        String commitment = Persons.commitment(salt, "{}");
        String actor = column("actor", place == 1 ? 2 : 1);
        String hash =
                AuditLog.hash(new StringBuilder(), place, 7, actor, "[]", "forged", "t", "{}", commitment, previous);
        tamper(
                "INSERT INTO hf_audit (sequence, at, actor, roles, action, target, payload, remarks, salt, commitment,"
                        + " previous, hash) VALUES (?, 7, ?, '[]', 'forged', 't', '{}', '{}', ?, ?, ?, ?)",
                place,
                actor,
                salt,
                commitment,
                previous,
                wellMade ? hash : "0".repeat(64));
    }

    /** Moves the entries from a number on, the outermost first, as no two may have one number. */
    private void renumber(long from, int by) {
        tamper("UPDATE hf_audit SET sequence = -sequence WHERE sequence >= ?", from);
        tamper("UPDATE hf_audit SET sequence = -sequence + ? WHERE sequence < 0", by);
    }

    private List<List<Object>> dump() {
        return store.read(tx -> tx.list(
                row -> {
                    List<Object> cells = new ArrayList<>();
                    for (int i = 1; i <= 12; i++) {
                        cells.add(row.getObject(i));
                    }
                    return cells;
                },
                "SELECT sequence, at, actor, roles, action, target, payload, remarks, salt, commitment, previous, hash"
                        + " FROM hf_audit ORDER BY sequence"));
    }

    private void restore(List<List<Object>> rows) {
        tamper("DELETE FROM hf_audit");
        for (List<Object> row : rows) {
            tamper(
                    "INSERT INTO hf_audit (sequence, at, actor, roles, action, target, payload, remarks, salt,"
                            + " commitment, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row.toArray());
        }
    }

    @Test
    void everyEndThatIsCutOffShowsAgainstACheckpointThoughTheHeadWasSetBack() throws GeneralSecurityException {
        KeyPair keys = ed25519();
        List<Verifier> trusted = List.of(Keys.verifier(keys.getPublic()));
        audit.checkpoint(Keys.signer(keys));
        assertThat(audit.verify(trusted).orThrow().checkpoints()).isEqualTo(1);
        for (long last = ENTRIES - 1; last >= 0; last--) {
            tamper("DELETE FROM hf_audit WHERE sequence > ?", last);
            tamper(
                    "UPDATE hf_audit_head SET sequence = ?, hash = ?",
                    last,
                    last == 0 ? AuditLog.ORIGIN : column("hash", last));
            assertThat(broken(audit.verify(trusted)))
                    .isEqualTo(new Break(
                            last + 1,
                            Tampering.TRUNCATED,
                            "the trail ends at entry " + last + ", the checkpoint of entry 6 says that it had reached"
                                    + " entry 6"));
        }
    }

    @Test
    void aTrailThatWasWrittenAnewShowsAgainstACheckpoint() throws GeneralSecurityException {
        KeyPair keys = ed25519();
        List<Verifier> trusted = List.of(Keys.verifier(keys.getPublic()));
        audit.checkpoint(Keys.signer(keys));
        tamper("DELETE FROM hf_audit WHERE sequence >= 4");
        tamper("UPDATE hf_audit_head SET sequence = 3, hash = ?", column("hash", 3));
        for (int i = 4; i <= 8; i++) {
            audit.record(Actor.of("a"), "act", "t" + i, Map.of());
        }

        assertThat(broken(audit.verify(trusted)).kind()).isEqualTo(Tampering.CHANGED);
        assertThat(broken(audit.verify(trusted)).sequence()).isEqualTo(6);
        assertThat(broken(audit.verify(trusted)).detail())
                .startsWith("the checkpoint of entry 6 says that its digest was ");
    }

    @Test
    void everyByteOfACheckpointIsSigned() throws GeneralSecurityException {
        KeyPair keys = ed25519();
        List<Verifier> trusted = List.of(Keys.verifier(keys.getPublic()));
        String note = audit.checkpoint(Keys.signer(keys)).note();
        // What follows the dash of the signature's line is the name of the key, a hint that decides nothing.
        int hint = note.indexOf('\u2014');
        for (int i = 0; i < note.length(); i += STRIDE) {
            if (i <= hint + 1 || i >= hint + 2 + 64) {
                tamper("UPDATE hf_audit_checkpoint SET note = ?", flipped(note, i));
                Break found = broken(audit.verify(trusted));
                assertThat(found.kind()).as("character " + i).isIn(Tampering.CHANGED);
                assertThat(found.sequence()).isIn(1L, (long) ENTRIES);
            }
        }
    }

    @Test
    void aCheckpointByAnUnknownKeyOrOfAnotherTrailIsFound() throws GeneralSecurityException {
        KeyPair mallory = ed25519();
        KeyPair ours = ed25519();
        Signer signer = Keys.signer(mallory);
        AuditCheckpoint forged = audit.checkpoint(signer);

        assertThat(broken(audit.verify(List.of(Keys.verifier(ours.getPublic())))))
                .isEqualTo(new Break(
                        6,
                        Tampering.CHANGED,
                        "the checkpoint of entry 6 is signed by [" + signer.keyId()
                                + "], expected a signature by one of the trusted keys ["
                                + Keys.keyId(ours.getPublic()) + "]"));
        tamper("DELETE FROM hf_audit_checkpoint");
        AuditCheckpoint other = AuditCheckpoint.sign(
                new AuditHead(forged.sequence(), forged.digest()), "f".repeat(64), 0, Keys.signer(ours));
        tamper("INSERT INTO hf_audit_checkpoint (sequence, note) VALUES (6, ?)", other.note());
        assertThat(broken(audit.verify(List.of(Keys.verifier(ours.getPublic()))))
                        .detail())
                .startsWith("the checkpoint of entry 6 is of a trail whose first entry has the digest ffff");
    }

    private static KeyPair ed25519() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** The export: each byte of each line, lines removed, exchanged, repeated, cut off. */
    @Test
    void anExportShowsTheSameWithoutTheDatabase() throws IOException, GeneralSecurityException {
        KeyPair keys = ed25519();
        List<Verifier> trusted = List.of(Keys.verifier(keys.getPublic()));
        audit.checkpoint(Keys.signer(keys));
        StringBuilder out = new StringBuilder();
        assertThat(audit.export(out)).isEqualTo(ENTRIES);
        Path file = Files.writeString(folder.resolve("audit.jsonl"), out);
        assertThat(AuditExport.verify(file, audit.head(), trusted).orThrow().entries())
                .isEqualTo(ENTRIES);
        assertThat(AuditExport.verify(file).orThrow().checkpoints()).isEqualTo(1);

        byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
        int entry = -1;
        int changes = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (entry >= 1 && i % STRIDE == 0) {
                byte[] changed = bytes.clone();
                changed[i] ^= 1;
                Files.write(file, changed);
                Break found = broken(AuditExport.verify(file, trusted));
                assertThat(found.sequence()).as("byte " + i).isEqualTo(entry);
                changes++;
            }
            entry += bytes[i] == '\n' ? 1 : 0;
        }
        assertThat(changes).isGreaterThan(3_000 / STRIDE);

        List<String> lines = out.toString().lines().toList();
        for (int line = 2; line < lines.size(); line++) {
            int number = line - 1;
            List<String> removed = new ArrayList<>(lines);
            removed.remove(line);
            assertExport(removed, number, number == ENTRIES ? Tampering.TRUNCATED : Tampering.REMOVED);
            assertExport(lines.subList(0, line), number, Tampering.TRUNCATED);
            List<String> repeated = new ArrayList<>(lines);
            repeated.add(line, lines.get(line));
            assertExport(repeated, number + 1, Tampering.INSERTED);
            List<String> garbage = new ArrayList<>(lines);
            garbage.add(line, "{}");
            assertExport(garbage, number, Tampering.INSERTED);
            for (int other = line + 1; other < lines.size(); other++) {
                List<String> exchanged = new ArrayList<>(lines);
                Collections.swap(exchanged, line, other);
                assertExport(exchanged, number, Tampering.REORDERED);
            }
        }
    }

    private void assertExport(List<String> lines, long sequence, Tampering kind) throws IOException {
        Path file = folder.resolve("changed.jsonl");
        Files.writeString(file, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        assertThat(broken(AuditExport.verify(file)))
                .extracting(Break::sequence, Break::kind)
                .containsExactly(sequence, kind);
    }
}

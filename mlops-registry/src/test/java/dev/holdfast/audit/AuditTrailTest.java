// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.AuditVerification.Tampering;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
    private static final Actor ANNA = Actor.of("anna", "trainer", "admin");

    private final ManualClock clock = new ManualClock();
    private final Store store;
    private final AuditTrail audit;

    AuditTrailTest(@TempDir Path folder) {
        Path file = folder.resolve("test.db");
        store = Store.open(
                SqliteDialect.dataSource(file),
                new SqliteDialect(),
                Store.Settings.of(file.toString(), Duration.ofSeconds(20), 0));
        audit = AuditTrail.on(store, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void record(int count) {
        for (int i = 1; i <= count; i++) {
            audit.record(ANNA, "did", "thing " + i, Map.of("note", "n" + i));
        }
    }

    private void tamper(String sql, Object... arguments) {
        store.transact(Durability.FULL, tx -> tx.update(sql, arguments));
    }

    private void assertBroken(long sequence, Tampering kind, String detail) {
        AuditVerification verification = audit.verify();
        assertThat(verification.intact()).isFalse();
        assertThat(verification.firstBreak()).get().satisfies(found -> {
            assertThat(found.sequence()).isEqualTo(sequence);
            assertThat(found.kind()).isEqualTo(kind);
            assertThat(found.detail()).startsWith(detail);
        });
        assertThatThrownBy(verification::orThrow)
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the audit trail is broken at entry " + sequence + ", " + kind + ": " + detail);
    }

    @Test
    void anEmptyTrailIsIntact() {
        assertThat(audit.verify()).isEqualTo(new AuditVerification(0, 0, 0, java.util.Optional.empty()));
        assertThat(audit.head()).isEqualTo(new AuditHead(0, AuditLog.ORIGIN));
        assertThat(audit.entries()).isEmpty();
    }

    @Test
    void entriesComeBackInTheirOrderAndChained() {
        record(2);
        clock.advance(Duration.ofSeconds(-5));
        record(1);

        assertThat(audit.entries()).hasSize(3).satisfies(entries -> {
            AuditEntry second = entries.get(1);
            assertThat(second.sequence()).isEqualTo(2);
            assertThat(second.actor()).isEqualTo(ANNA);
            assertThat(second.action()).isEqualTo("did");
            assertThat(second.target()).isEqualTo("thing 2");
            assertThat(second.payload()).isEqualTo("{}");
            assertThat(second.remarks()).contains("{\"note\":\"n2\"}");
            assertThat(second.previous()).isEqualTo(entries.get(0).digest());
            assertThat(entries.get(2).at()).isBefore(second.at());
        });
        assertThat(audit.verify().orThrow().entries()).isEqualTo(3);
        assertThat(audit.head())
                .isEqualTo(new AuditHead(3, audit.entries().get(2).digest()));
    }

    @Test
    void anEditIsFoundInEveryColumn() {
        record(3);
        for (String column : new String[] {"action", "target", "payload", "roles", "commitment", "hash"}) {
            String before = store.read(tx ->
                            tx.first(row -> row.getString(1), "SELECT " + column + " FROM hf_audit WHERE sequence = 2"))
                    .orElseThrow();
            tamper("UPDATE hf_audit SET " + column + " = ? WHERE sequence = 2", before.replace('d', 'e') + " ");
            assertBroken(2, Tampering.CHANGED, "expected digest ");
            tamper("UPDATE hf_audit SET " + column + " = ? WHERE sequence = 2", before);
        }
        tamper("UPDATE hf_audit SET at = at + 1 WHERE sequence = 2");
        assertBroken(2, Tampering.CHANGED, "expected digest ");
    }

    @Test
    void anEditWhoseDigestWasComputedAnewIsFoundByTheNextEntry() {
        record(3);
        AuditEntry second = audit.entries().get(1);
        String forged = store.read(tx -> tx.first(
                        row -> AuditLog.hash(
                                new StringBuilder(),
                                2,
                                row.getLong(1),
                                row.getString(2),
                                "[\"owner\"]",
                                second.action(),
                                second.target(),
                                second.payload(),
                                row.getString(3),
                                second.previous()),
                        "SELECT at, actor, commitment FROM hf_audit WHERE sequence = 2"))
                .orElseThrow();
        tamper("UPDATE hf_audit SET roles = '[\"owner\"]', hash = ? WHERE sequence = 2", forged);

        assertBroken(2, Tampering.CHANGED, "entry 3 follows the digest " + second.digest());
    }

    @Test
    void aRemovalIsFoundWhetherOrNotTheRestIsNumberedAnew() {
        record(4);
        tamper("DELETE FROM hf_audit WHERE sequence = 2");
        assertBroken(2, Tampering.REMOVED, "expected entry 2, found entry 3");

        tamper("UPDATE hf_audit SET sequence = sequence - 1 WHERE sequence > 2");
        assertBroken(2, Tampering.REMOVED, "in its place stands what was entry 3");
    }

    @Test
    void aReorderingIsFound() {
        record(4);
        tamper("UPDATE hf_audit SET sequence = 99 WHERE sequence = 2");
        tamper("UPDATE hf_audit SET sequence = 2 WHERE sequence = 3");
        tamper("UPDATE hf_audit SET sequence = 3 WHERE sequence = 99");

        assertBroken(2, Tampering.REORDERED, "in its place stands what was entry 3");
    }

    @Test
    void aTrailThatWasCutShortShowsAgainstItsHeadAndAgainstOneThatWasWrittenDown() {
        record(3);
        AuditHead head = audit.head();
        tamper("DELETE FROM hf_audit WHERE sequence = 3");
        assertBroken(
                3,
                Tampering.TRUNCATED,
                "the trail ends at entry 2, the head of the trail says that it had" + " reached entry 3");
        assertThatThrownBy(() -> record(1))
                .isInstanceOf(StorageException.class)
                .hasMessage("nothing is changed any more, because the audit trail is broken: it had reached entry 3,"
                        + " which is gone; verify the trail and restore the database from a copy");

        tamper("UPDATE hf_audit_head SET sequence = 2, hash = (SELECT hash FROM hf_audit WHERE sequence = 2)");
        assertThat(audit.verify().intact()).isTrue();
        assertThat(audit.verify(head).firstBreak())
                .contains(new AuditVerification.Break(
                        3,
                        Tampering.TRUNCATED,
                        "the trail ends at entry 2, the anchor that was written down says that it had reached entry"
                                + " 3"));
        record(2);
        assertThat(audit.verify().intact()).isTrue();
        assertThat(audit.verify(head).firstBreak()).get().satisfies(found -> {
            assertThat(found.sequence()).isEqualTo(3);
            assertThat(found.kind()).isEqualTo(Tampering.CHANGED);
            assertThat(found.detail())
                    .startsWith("the anchor that was written down says that its digest was " + head.digest());
        });
    }

    @Test
    void theLastEntryWrittenAnewShowsAgainstTheHead() {
        record(2);
        AuditEntry last = audit.entries().get(1);
        tamper("UPDATE hf_audit_head SET hash = ?", "0".repeat(64));

        assertBroken(
                2,
                Tampering.CHANGED,
                "the head of the trail says that its digest was " + "0".repeat(64) + ", found " + last.digest());
        assertThatThrownBy(() -> record(1)).hasMessageContaining("entry 2 had the digest " + "0".repeat(64));
        tamper("DELETE FROM hf_audit_head");
        assertThatThrownBy(() -> record(1)).hasMessageContaining("its head is gone");
        assertBroken(1, Tampering.INSERTED, "the trail ends at entry 0, as its head says");
    }

    @Test
    void entriesOfManyThreadsAreChainedWithoutGaps() throws Exception {
        var executor = Executors.newFixedThreadPool(8);
        try {
            var futures = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(i -> executor.submit(() -> audit.record(ANNA, "did", "thing", Map.of())))
                    .toList();
            for (var future : futures) {
                future.get();
            }
        } finally {
            executor.shutdown();
        }
        assertThat(audit.verify().orThrow().entries()).isEqualTo(40);
    }

    @Test
    void whatCannotBeNamedIsNotRecorded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> audit.record(ANNA, "", "thing", Map.of()))
                .withMessage("the name of an action must have 1 to 500 characters, got 0");
        assertThat(audit.entries()).isEmpty();
    }

    @Test
    void entriesAreReadPageByPage() {
        record(5);

        assertThat(audit.entries(2, 2)).extracting(AuditEntry::sequence).containsExactly(3L, 4L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> audit.entries(0, 0))
                .withMessage("the limit must be at least 1, got 0");
    }

    @Test
    void anActorHasItsRolesInOrder() {
        assertThat(ANNA.roles()).containsExactly("admin", "trainer");
        assertThat(ANNA).isEqualTo(Actor.of("anna", "admin", "trainer"));
    }
}

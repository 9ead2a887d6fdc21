// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who can write the database copies approvals that were given to where they were not given. */
class ReplayedApprovalTest {
    private static final Actor BEN = Actor.of("ben", "risk");
    private static final Actor CARLA = Actor.of("carla", "owner");
    private static final PromotionPolicy POLICY =
            PromotionPolicy.of(Gates.approvals(2).inRoles("risk", "owner"));
    private static final String COLUMNS = "digest, actor, roles, reason, at, audit";

    private final ManualClock clock = new ManualClock();
    private DataSource database;
    private Workspace workspace;
    private RegisteredModel credit;
    private ModelVersion one;
    private ModelVersion two;

    @BeforeEach
    void open(@TempDir Path temporary) {
        database = database(temporary);
        workspace = workspace(temporary, database);
        credit = workspace.registry().model("credit");
        one = version(1);
        two = version(2);
        credit.approve(one, BEN, "fine");
        credit.approve(one, CARLA, "fine");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    DataSource database(Path folder) {
        return SqliteDialect.dataSource(folder.resolve("holdfast.db"));
    }

    Workspace workspace(Path folder, DataSource source) {
        return Workspace.open(folder, o -> o.clock(clock).actor(Actor.of("anna")));
    }

    final ManualClock clock() {
        return clock;
    }

    private ModelVersion version(double threshold) {
        RunRecord run = workspace
                .tracker()
                .run("e", "r", r -> r.model(new ThresholdModel(threshold)).record());
        return credit.register(run);
    }

    private void forge(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private Promotion promote(ModelVersion version) {
        return credit.promote(version).to("champion").as(BEN).under(POLICY).because("replay");
    }

    /** It is refused for this reason, nothing moved, the trail tells of the attempt and is whole. */
    private void assertRefused(ModelVersion version, String observed) {
        long revision = credit.aliasRevision("champion");
        Promotion promotion = promote(version);

        assertThat(promotion).isInstanceOf(Promotion.Refused.class);
        assertThat(promotion.failed()).extracting(GateResult::observed).containsExactly(observed);
        assertThat(credit.aliasRevision("champion")).isEqualTo(revision);
        List<AuditEntry> entries = workspace.audit().entries();
        AuditEntry last = entries.get(entries.size() - 1);
        assertThat(last.action()).isEqualTo("promotion.refused");
        assertThat(last.actor()).isEqualTo(BEN);
        assertThat(last.payload()).contains("\"manifest\":\"" + version.digest() + "\"");
        assertThat(last.remarks().orElseThrow()).contains(observed).contains("\"reason\":\"replay\"");
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    @Test
    void approvalsThatAreCopiedToAnotherVersionDoNotCountThere() throws SQLException {
        forge("INSERT INTO hf_approval (model, version, " + COLUMNS + ") SELECT model, 2, " + COLUMNS
                + " FROM hf_approval WHERE version = 1");

        assertRefused(two, "none; not counted: ben (not in the audit trail), carla (not in the audit trail)");
        assertThat(credit.approvals(two)).isEmpty();
        assertThat(promote(one)).as("whom they were given").isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void aCopyThatNamesTheDigestOfTheOtherVersionDoesNotCountEither() throws SQLException {
        forge("INSERT INTO hf_approval (model, version, " + COLUMNS + ") SELECT model, 2, '" + two.digest()
                + "', actor, roles, reason, at, audit FROM hf_approval WHERE version = 1");

        assertRefused(two, "none; not counted: ben (not in the audit trail), carla (not in the audit trail)");
    }

    @Test
    void anApprovalThatIsMovedToAnotherVersionIsLostToBoth() throws SQLException {
        forge("UPDATE hf_approval SET version = 2");

        assertRefused(two, "none; not counted: ben (not in the audit trail), carla (not in the audit trail)");
        assertRefused(one, "none");
    }

    @Test
    void anApprovalThatIsInsertedTwiceCountsOnce() throws SQLException {
        forge("DELETE FROM hf_approval WHERE actor = 'carla'");
        forge("INSERT INTO hf_approval (model, version, " + COLUMNS + ") SELECT model, version, " + COLUMNS
                + " FROM hf_approval");

        assertRefused(one, "1, by ben [risk]; not counted: ben (a copy of another approval)");
    }

    @Test
    void anApprovalThatIsInsertedInTheNameOfAnotherPersonOrRoleDoesNotCount() throws SQLException {
        forge("UPDATE hf_approval SET actor = 'dave' WHERE actor = 'carla'");
        assertRefused(one, "1, by ben [risk]; not counted: dave (not in the audit trail)");

        forge("UPDATE hf_approval SET actor = 'carla', roles = '[\"owner\",\"risk\"]' WHERE actor = 'dave'");
        assertRefused(one, "1, by ben [risk]; not counted: carla (not in the audit trail)");
    }

    @Test
    void anApprovalThatWasMadeYoungerDoesNotCount() throws SQLException {
        forge("UPDATE hf_approval SET at = at + 1000000 WHERE actor = 'ben'");

        assertRefused(one, "1, by carla [owner]; not counted: ben (not in the audit trail)");
    }

    @Test
    void anApprovalWithoutAnEntryInTheTrailDoesNotCount() throws SQLException {
        forge("UPDATE hf_approval SET audit = NULL WHERE actor = 'ben'");

        assertRefused(one, "1, by carla [owner]; not counted: ben (not in the audit trail)");
    }

    @Test
    void aUsedApprovalDoesNotCountAgainNorDoesItsCopy() throws SQLException {
        promote(one).orThrow();
        credit.approve(two, BEN, "better");
        credit.approve(two, CARLA, "better");
        promote(two).orThrow();
        credit.rollback("champion").as(BEN).because("complaints");
        assertRefused(two, "none; not counted: ben (used before, for revision 2), carla (used before, for revision 2)");

        forge("INSERT INTO hf_approval (model, version, " + COLUMNS + ") SELECT model, version, " + COLUMNS
                + " FROM hf_approval WHERE version = 2");
        assertRefused(
                two,
                "none; not counted: ben (used before, for revision 2), carla (used before, for revision 2),"
                        + " ben (a copy of another approval), carla (a copy of another approval)");
    }

    @Test
    void aUsedApprovalWhoseUseWasRubbedOutDoesNotCountAgain() throws SQLException {
        promote(one).orThrow();
        credit.approve(two, BEN, "better");
        credit.approve(two, CARLA, "better");
        promote(two).orThrow();
        credit.rollback("champion").as(BEN).because("complaints");
        forge("DELETE FROM hf_approval_use");

        assertRefused(two, "none; not counted: ben (used before, for revision 2), carla (used before, for revision 2)");
    }

    @Test
    void nothingOfADeletedVersionNamesWhoWasErased() throws SQLException {
        credit.delete(two, CARLA, "tidy");
        workspace.audit().erase("anna", CARLA, "left");

        List<String> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT digest, manifest, actor, reason FROM hf_tombstone")) {
            while (row.next()) {
                for (int i = 1; i <= 4; i++) {
                    found.add(row.getString(i));
                }
            }
        }
        assertThat(found).containsExactly(two.digest(), "", "carla", "tidy");
        assertThat(workspace.registry().lineage().versionsOf(two.runId()))
                .as("lineage still knows it")
                .hasSize(1);
    }
}

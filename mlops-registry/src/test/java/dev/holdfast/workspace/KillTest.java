// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.registry.AliasChange;
import dev.holdfast.registry.Approval;
import dev.holdfast.registry.Gates;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.Child;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that registers, approves and promotes is killed at any moment: every change that it had acknowledged is
 * there, the audit trail verifies, and no number was given twice. {@code -Dholdfast.kills=N} kills more often, {@code
 * -Dholdfast.seed=N} at other moments.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("holdfast.kills", 2);
    private static final long SEED = Long.getLong("holdfast.seed", 1);

    @Test
    void whatWasAcknowledgedSurvivesAKillOnSqlite(@TempDir Path temporary) throws Exception {
        kill(temporary, temporary.resolve("w").toString());
    }

    @Test
    void whatWasAcknowledgedSurvivesAKillOnPostgres(@TempDir Path temporary) throws Exception {
        try (PostgresServer server = PostgresServer.start(temporary.resolve("data"))) {
            kill(temporary, server.url(), temporary.toString());
        }
    }

    private static void kill(Path temporary, String... place) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Long, String> digests = new HashMap<>();
        Map<String, Long> acknowledged = new HashMap<>();
        int kills = 0;
        try (Workspace workspace = Child.open(place)) {
            // A slow disk may let none get as far as a promotion; one at least must.
            for (; kills < KILLS || (!acknowledged.containsKey("promoted") && kills < KILLS + 30); kills++) {
                List<String> lines =
                        Child.start(Promoter.class, temporary, place).killAfter(random.nextInt(5, 400));
                RegisteredModel model = workspace.registry().model("m");
                for (String line : lines) {
                    String[] words = line.split("\t", -1);
                    acknowledged.merge(words[0], 1L, Long::sum);
                    check(model, words, digests);
                }
                assertThat(workspace.audit().verify().orThrow().entries()).isPositive();
            }
            checkAll(workspace, digests);
            System.err.println(place[0].replaceFirst(".*/w$", "sqlite") + ": " + kills + " kills, acknowledged "
                    + acknowledged + ", " + workspace.audit().verify().entries() + " audit entries");
        }
        assertThat(acknowledged.keySet()).contains("registered", "approved", "promoted");
    }

    private static void check(RegisteredModel model, String[] words, Map<Long, String> digests) {
        long number = Long.parseLong(words[1]);
        ModelVersion version = model.version(number);
        assertThat(version.digest()).isEqualTo(words[2]);
        switch (words[0]) {
            case "registered" -> {
                assertThat(digests.put(number, words[2]))
                        .as("the number " + number + " was given before")
                        .isNull();
                assertThat(version.load(ThresholdModel.codec())).isNotNull();
            }
            case "approved" ->
                assertThat(model.approvals(version))
                        .extracting(Approval::reason)
                        .contains("ok " + number);
            case "promoted" ->
                assertThat(model.aliasHistory("champion"))
                        .filteredOn(change -> change.version() == number)
                        .hasSize(1);
            default -> throw new AssertionError("an unknown line: " + words[0]);
        }
    }

    private static void checkAll(Workspace workspace, Map<Long, String> digests) {
        RegisteredModel model = workspace.registry().model("m");
        List<ModelVersion> versions = model.versions();
        assertThat(versions)
                .extracting(ModelVersion::number)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(versions).extracting(ModelVersion::number).containsAll(digests.keySet());
        for (ModelVersion version : versions) {
            assertThat(version.load(ThresholdModel.codec())).isNotNull();
        }
        List<AliasChange> history = model.aliasHistory("champion");
        assertThat(history.size()).isEqualTo((int) model.aliasRevision("champion"));
        assertThat(model.aliased("champion").number())
                .isEqualTo(history.get(history.size() - 1).version());
        assertThat(workspace.registry().verify().broken()).isEmpty();
    }

    /** Registers, approves and promotes until it is killed, and says each time when it is done. */
    static final class Promoter {
        private static final PromotionPolicy POLICY =
                PromotionPolicy.of(Gates.approvals(1), Gates.approverIsNotAuthor());

        private Promoter() {}

        public static void main(String[] place) {
            try (Workspace workspace = Child.open(place)) {
                RegisteredModel model = workspace.registry().model("m");
                for (int i = 0; ; i++) {
                    int threshold = i;
                    RunRecord run = workspace
                            .tracker()
                            .run(
                                    "e",
                                    "r",
                                    r -> r.model(new ThresholdModel(threshold)).record());
                    ModelVersion version = model.register(run);
                    say("registered", version);
                    model.approve(version, Actor.of("other"), "ok " + version.number());
                    say("approved", version);
                    model.promote(version)
                            .to("champion")
                            .as(Actor.of("child"))
                            .under(POLICY)
                            .because("test")
                            .orThrow();
                    say("promoted", version);
                }
            }
        }

        private static void say(String what, ModelVersion version) {
            System.out.println(what + "\t" + version.number() + "\t" + version.digest());
        }
    }
}

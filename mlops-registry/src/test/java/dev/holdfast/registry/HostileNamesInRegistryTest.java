// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.internal.store.Json;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever people and programs call things in the registry is kept to the character, or refused with a word on why. */
class HostileNamesInRegistryTest {
    private static final Actor ANNA = Actor.of("anna");

    /** Names that are odd, but data. */
    private static final List<String> KEPT = List.of(
            "../x",
            "..\\x",
            "%2f..%2F",
            "%00",
            "CON",
            "nul.txt",
            ".",
            " ",
            "trailing. ",
            "a:b*?|<>\"",
            "'; DROP TABLE hf_alias; --",
            "\" OR 1=1 --",
            "%",
            "_",
            "!",
            "${sequence} {0} $(id)",
            "{\"reason\":\"x\"}",
            "\u0130\u0131",
            "e\u0301",
            "\u00e9",
            "\ud83d\ude00",
            "x".repeat(300),
            "\u4e2d".repeat(500));

    /** Names that are refused, with what is said of them. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("", "must have 1 to 500 characters, got 0"),
            Map.entry("x".repeat(501), "must have 1 to 500 characters, got 501"),
            Map.entry("a\0b", "cannot hold the character NUL, got one at index 1"),
            Map.entry("a\ud800b", "must be well-formed Unicode, got half of a surrogate pair at index 1"),
            Map.entry("\udc00", "must be well-formed Unicode, got half of a surrogate pair at index 0"),
            Map.entry("a\nb", "cannot have the character U+000A"),
            Map.entry("\u001b[31m", "cannot have the character U+001B"),
            Map.entry("\u202egnp.exe", "cannot have the character U+202E"),
            Map.entry("a\u2066b", "cannot have the character U+2066"),
            Map.entry("\u200f", "cannot have the character U+200F"),
            Map.entry("a\u2028", "cannot have the character U+2028"),
            Map.entry("\ufffe", "cannot have the character U+FFFE"));

    /** What a name cannot have and a text can: it is somebody's words, and is never compared. */
    private static final List<String> WORDS =
            List.of("", "two\nlines\tand more", "\u202eback", "\u001b[31m", "\ufffe", "x".repeat(20_000));

    /** What no text can have. */
    private static final List<String> NO_WORDS = List.of("a\0b", "a\ud800b", "\udc00");

    private Workspace workspace;
    private RegisteredModel credit;
    private ModelVersion version;

    @BeforeEach
    void open(@TempDir Path folder) {
        workspace = backing().open(folder, o -> o.clock(new ManualClock()).actor(ANNA));
        credit = workspace.registry().model("credit");
        RunRecord run = workspace
                .tracker()
                .run("e", "r", r -> r.model(new ThresholdModel(1)).record());
        version = credit.register(run);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    Backing backing() {
        return Backing.sqlite();
    }

    private void promote(String alias, Actor actor, String reason) {
        credit.promote(version)
                .to(alias)
                .as(actor)
                .under(PromotionPolicy.of())
                .because(reason)
                .orThrow();
    }

    /** Everything in the registry that takes a name. */
    private Map<String, Consumer<String>> names() {
        Map<String, Consumer<String>> places = new LinkedHashMap<>();
        places.put("alias", name -> promote(name, ANNA, "x"));
        places.put(
                "alias of an override",
                name -> credit.requestOverride(version, name, ANNA, Duration.ofHours(1), "fire"));
        places.put("holder", name -> credit.hold(version, name, ANNA, "x"));
        places.put("holder of a lease", name -> credit.lease(name, Set.of(1L), Duration.ofHours(1), "x"));
        places.put("tag", name -> credit.tag(version, name, "v", ANNA));
        places.put("amendment", name -> credit.amend(version, name, "d", ANNA, "x"));
        places.put("actor", name -> credit.approve(version, Actor.of(name, "risk"), "x"));
        places.put("role", name -> credit.approve(version, Actor.of("ben", name), "x"));
        places.put("action", name -> workspace.audit().record(ANNA, name, "t", Map.of()));
        places.put("detail", name -> workspace.audit().record(ANNA, "a", "t", Map.of(name, "v")));
        places.put("target", name -> workspace.audit().record(ANNA, "a", name, Map.of()));
        return places;
    }

    /** Everything in the registry that takes somebody's words. */
    private Map<String, Consumer<String>> words() {
        Map<String, Consumer<String>> places = new LinkedHashMap<>();
        places.put("promotion", words -> promote("champion", ANNA, words));
        places.put("hold", words -> credit.hold(version, "h", ANNA, words));
        places.put("release", words -> credit.release(version, "h", ANNA, words));
        places.put("approval", words -> credit.approve(version, ANNA, words));
        places.put("document", words -> credit.amend(version, "notes", words, ANNA, "x"));
        places.put("value of a tag", words -> credit.tag(version, "t", words, ANNA));
        return places;
    }

    @Test
    void aNameThatCannotBeReadAsItIsWrittenIsRefusedWhereverItIsGiven() {
        int entries = workspace.audit().entries().size();

        names().forEach((place, accept) -> REFUSED.forEach((name, message) -> assertThatIllegalArgumentException()
                .as(place)
                .isThrownBy(() -> accept.accept(name))
                .withMessageContaining(message)));

        assertThat(credit.aliases()).isEmpty();
        assertThat(credit.holds(version)).isEmpty();
        assertThat(credit.tags(version)).isEmpty();
        assertThat(credit.approvals(version)).isEmpty();
        assertThat(credit.pendingOverrides()).isEmpty();
        assertThat(workspace.audit().entries()).hasSize(entries);
    }

    @Test
    void anOddNameIsKeptToTheCharacterWhereverItIsGiven() {
        names().forEach((place, accept) -> KEPT.forEach(accept));

        assertThat(credit.aliases()).containsExactlyInAnyOrderElementsOf(KEPT);
        assertThat(credit.tags(version)).containsOnlyKeys(KEPT);
        assertThat(credit.holds(version)).extracting(Hold::holder).containsExactlyInAnyOrderElementsOf(KEPT);
        assertThat(credit.pendingOverrides())
                .extracting(EmergencyOverride::alias)
                .containsExactlyInAnyOrderElementsOf(KEPT);
        List<Actor> approvers = new ArrayList<>();
        workspace.audit().entries().stream()
                .filter(entry -> entry.action().equals("version.approved"))
                .map(AuditEntry::actor)
                .forEach(approvers::add);
        for (String name : KEPT) {
            assertThat(credit.alias(name)).as(name).contains(version);
            assertThat(credit.aliasHistory(name)).hasSize(1);
            assertThat(credit.amendment(version, name)).contains("d");
            assertThat(workspace.registry().search(VersionCondition.alias(name)).list())
                    .containsExactly(version);
            assertThat(workspace
                            .registry()
                            .search(VersionCondition.tag(name, "v"))
                            .list())
                    .containsExactly(version);
            assertThat(approvers).contains(Actor.of(name, "risk"), Actor.of("ben", name));
            assertThat(workspace.audit().entries())
                    .extracting(AuditEntry::action)
                    .contains(name);
            assertThat(workspace.audit().entries())
                    .extracting(AuditEntry::target)
                    .contains(name);
            assertThat(credit.release(version, name, ANNA, "done")).isTrue();
        }
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    @Test
    void aPersonWithAnOddNameIsErasedAndNobodyElse() {
        KEPT.forEach(name -> credit.approve(version, Actor.of(name), "mine"));
        for (String name : KEPT) {
            workspace.audit().erase(name, ANNA, "asked for by letter");
            assertThat(workspace.audit().entries())
                    .extracting(entry -> entry.actor().name())
                    .doesNotContain(name)
                    .containsAll(KEPT.subList(KEPT.indexOf(name) + 1, KEPT.size()));
        }
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    @Test
    void wordsAreKeptToTheCharacterAndWhatNoDatabaseKeepsIsRefused() {
        words().forEach((place, accept) -> NO_WORDS.forEach(words -> assertThatIllegalArgumentException()
                .as(place)
                .isThrownBy(() -> accept.accept(words))
                .withMessageContaining("at index")));
        for (String words : WORDS) {
            words().forEach((place, accept) -> accept.accept(words));

            assertThat(credit.aliasHistory("champion").get(0).kind()).isEqualTo(AliasChange.Kind.PROMOTION);
            List<AliasChange> history = credit.aliasHistory("champion");
            assertThat(history.get(history.size() - 1).reason()).isEqualTo(words);
            assertThat(credit.amendment(version, "notes")).contains(words);
            assertThat(credit.tags(version)).containsEntry("t", words);
        }
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    /** They are JSON, which has a way to write any character. */
    @Test
    void detailsOfTheTrailAreKeptToTheCharacterWhateverTheyAre() {
        List<String> all = new ArrayList<>(WORDS);
        all.addAll(NO_WORDS);
        all.addAll(KEPT);
        for (String words : all) {
            workspace.audit().record(ANNA, "a", "t", Map.of("note", words));

            List<AuditEntry> entries = workspace.audit().entries();
            assertThat(Json.parseObject(
                            entries.get(entries.size() - 1).remarks().orElseThrow()))
                    .containsEntry("note", words);
        }
        assertThat(workspace.audit().verify().intact()).isTrue();
    }
}

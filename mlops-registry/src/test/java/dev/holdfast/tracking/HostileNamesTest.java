// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.model.Attachment;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Outcome;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every place where a name is accepted, with every kind of name that has broken others. */
class HostileNamesTest {
    private static final Table ROWS = Table.of(NumberColumn.of("x", 1));

    /** Names that are odd, but data: they are kept as they are. */
    private static final List<String> KEPT = List.of(
            "../x",
            "/etc/passwd",
            "C:\\x",
            "\\\\server\\share",
            "%2f..%2F",
            "%00",
            "CON",
            "nul.txt",
            ".",
            "..",
            "trailing. ",
            " ",
            "~",
            "a:b",
            "a*b?c|d<e>f\"g",
            "'; DROP TABLE hf_run; --",
            "\" OR 1=1 --",
            "${sequence} {0} %s $(id) `id`",
            "\u0130\u0131",
            "e\u0301",
            "\u00e9",
            "\ud83d\ude00",
            "\u4e2d\u6587",
            "x".repeat(300),
            "\u4e2d".repeat(500));

    /** Names that are refused, with what is said of them. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("", "must have 1 to 500 characters, got 0"),
            Map.entry("x".repeat(10_240), "must have 1 to 500 characters, got 10240"),
            Map.entry("a\0b", "cannot hold the character NUL, got one at index 1"),
            Map.entry("a\ud800b", "must be well-formed Unicode, got half of a surrogate pair at index 1"),
            Map.entry("\udc00", "must be well-formed Unicode, got half of a surrogate pair at index 0"),
            Map.entry("a\nb", "cannot have the character U+000A"),
            Map.entry("\t", "cannot have the character U+0009"),
            Map.entry("\u001b[31m", "cannot have the character U+001B"),
            Map.entry("\u0085", "cannot have the character U+0085"),
            Map.entry("\u202egnp.exe", "cannot have the character U+202E"),
            Map.entry("a\u2066b", "cannot have the character U+2066"),
            Map.entry("\u200f", "cannot have the character U+200F"),
            Map.entry("\u061c", "cannot have the character U+061C"),
            Map.entry("a\u2028", "cannot have the character U+2028"),
            Map.entry("\ufffe", "cannot have the character U+FFFE"),
            Map.entry("\ud83f\udfff", "cannot have the character U+1FFFF"),
            Map.entry("\ufdd0", "cannot have the character U+FDD0"));

    private final Path folder;
    private final Workspace workspace;

    HostileNamesTest(@TempDir Path folder) {
        this.folder = folder;
        workspace = backing()
                .open(folder.resolve("w"), o -> o.clock(new ManualClock()).actor(Actor.of("anna")));
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private Map<String, Consumer<String>> places(Run run) {
        Tracker tracker = workspace.tracker();
        Map<String, Consumer<String>> places = new LinkedHashMap<>();
        places.put("experiment", name -> tracker.run(name, "r", each -> true));
        places.put("run", name -> tracker.run("e", name, each -> true));
        places.put("part", name -> run.run(name, each -> true));
        places.put("parameter", name -> run.parameter(name, 1));
        places.put("metric", name -> run.metric(name, 1));
        places.put("metrics", name -> run.metrics(1, Map.of(name, 1.0)));
        places.put("tag", name -> run.tag(name, "v"));
        places.put("data set", name -> run.dataset(DatasetRole.TRAINING, name, ROWS));
        places.put("attachment", name -> run.attachment(Attachment.of(name, "text/plain", new byte[] {1})));
        places.put("metric at a step", name -> run.metric(name, 7, 1));
        places.put("values of metrics", name -> run.metrics(List.of(new MetricValue(name, 8, 1))));
        places.put(
                "fingerprint",
                name -> run.dataset(
                        new DatasetReference(DatasetRole.TEST, "d" + name.hashCode(), name, "", 1, ROWS.schema())));
        places.put("kind of evidence", name -> run.evidence(Examination.of(name, Outcome.PASSED)));
        places.put("media type of an artifact", name -> run.artifact("a" + name.hashCode(), name, out -> out.write(1)));
        places.put("media type", name -> run.attachment(Attachment.of("n" + name.hashCode(), name, new byte[] {1})));
        places.put("model", name -> workspace.registry().model(name));
        places.put("actor", Actor::of);
        places.put("role", name -> Actor.of("anna", name));
        return places;
    }

    private Map<String, Consumer<String>> additions(RunRecord like) {
        Tracker tracker = workspace.tracker();
        Map<String, Consumer<String>> places = new LinkedHashMap<>();
        places.put("experiment", name -> add(tracker, like, name, "r", Map.of(), Map.of(), Map.of()));
        places.put("run", name -> add(tracker, like, "e", name, Map.of(), Map.of(), Map.of()));
        places.put("parameter", name -> add(tracker, like, "e", "r", Map.of(name, 1L), Map.of(), Map.of()));
        places.put("metric", name -> add(tracker, like, "e", "r", Map.of(), Map.of(name, 1.0), Map.of()));
        places.put("tag", name -> add(tracker, like, "e", "r", Map.of(), Map.of(), Map.of(name, "v")));
        return places;
    }

    private static void add(
            Tracker tracker,
            RunRecord like,
            String experiment,
            String name,
            Map<String, Object> parameters,
            Map<String, Double> metrics,
            Map<String, String> tags) {
        RunRecord run = new RunRecord(
                UUID.randomUUID().toString().replace("-", ""),
                experiment,
                name,
                like.status(),
                like.actor(),
                like.parent(),
                like.startedAt(),
                like.endedAt(),
                like.failure(),
                parameters,
                metrics,
                tags,
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                like.environment());
        MetricHistory history = sink ->
                metrics.keySet().forEach(metric -> sink.accept(metric, new MetricPoint(0, 1, like.startedAt())));
        assertThat(tracker.add(run, history, Map.of())).isTrue();
    }

    @Test
    void aNameThatCannotBeReadAsItIsWrittenIsRefusedWhereverItIsGiven() {
        try (Run run = workspace.tracker().start("e", "r")) {
            places(run)
                    .forEach((place, accept) -> REFUSED.forEach((name, message) -> assertThatIllegalArgumentException()
                            .as(place)
                            .isThrownBy(() -> accept.accept(name))
                            .withMessageContaining(message)));
            run.complete();
        }
        RunRecord run = workspace.tracker().runs("e").get(0);
        additions(run)
                .forEach((place, accept) -> REFUSED.forEach((name, message) -> assertThatIllegalArgumentException()
                        .as("added with a " + place)
                        .isThrownBy(() -> accept.accept(name))
                        .withMessageContaining(message)));
        assertThat(workspace.tracker().runs("e")).hasSize(1);
        assertThat(workspace.tracker().artifacts(run.id())).isEmpty();
        assertThat(run.evidence()).isEmpty();
        assertThat(run.parameters()).isEmpty();
        assertThat(run.metrics()).isEmpty();
        assertThat(run.tags()).isEmpty();
        assertThat(run.datasets()).isEmpty();
        assertThat(run.attachments()).isEmpty();
        assertThat(workspace.tracker().experiments()).containsExactly("e");
    }

    @Test
    void anOddNameIsDataWhereverItIsGiven() throws IOException {
        String id;
        try (Run run = workspace.tracker().start("e", "r")) {
            id = run.id();
            places(run).forEach((place, accept) -> KEPT.forEach(accept));
            run.model(new ThresholdModel(1));
            run.complete();
        }
        RunRecord run = workspace.tracker().find(id).orElseThrow();
        assertThat(run.parameters().keySet()).containsExactlyElementsOf(KEPT);
        assertThat(run.metrics().keySet()).containsExactlyInAnyOrderElementsOf(KEPT);
        assertThat(run.tags().keySet()).containsExactlyInAnyOrderElementsOf(KEPT);
        assertThat(run.datasets()).extracting(DatasetReference::name).containsAll(KEPT);
        assertThat(run.datasets()).extracting(DatasetReference::fingerprint).containsAll(KEPT);
        assertThat(run.evidence()).extracting(EvidenceReference::kind).containsExactlyElementsOf(KEPT);
        assertThat(workspace.tracker().artifacts(id))
                .extracting(RunArtifact::mediaType)
                .containsExactlyElementsOf(KEPT);
        assertThat(run.attachments()).extracting(StoredAttachment::name).containsAll(KEPT);
        assertThat(workspace.tracker().experiments()).containsAll(KEPT);
        for (String name : KEPT) {
            assertThat(workspace.tracker().history(id, name)).hasSize(4);
            assertThat(workspace.tracker().search(RunCondition.tag(name, "v")).list())
                    .extracting(RunRecord::id)
                    .containsExactly(id);
            RegisteredModel model = workspace.registry().model(name);
            model.promote(model.register(run))
                    .to(name)
                    .as(Actor.of(name))
                    .under(PromotionPolicy.of())
                    .because(name)
                    .orThrow();
            assertThat(model.alias(name)).isPresent();
        }
        additions(run).forEach((place, accept) -> KEPT.forEach(accept));
        assertThat(workspace.tracker().runs("e")).extracting(RunRecord::name).containsAll(KEPT);
        assertThat(workspace.audit().verify().intact()).isTrue();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(each -> folder.relativize(each).toString()))
                    .allMatch(file -> file.matches(
                            "|w|w/holdfast\\.(json|db|db-wal|db-shm)|w/blobs(/tmp|/[0-9a-f](/[0-9a-f]{63})?)?"));
        }
    }

    /** What finds a run, by each of the names in it, in words and as text. */
    private static Map<String, Function<String, RunCondition>> conditions() {
        Map<String, Function<String, RunCondition>> conditions = new LinkedHashMap<>();
        conditions.put("experiment", RunCondition::experiment);
        conditions.put("name", RunCondition::named);
        conditions.put("metric", name -> RunCondition.metric(name).atLeast(1));
        conditions.put("metric that is there", name -> RunCondition.metric(name).exists());
        conditions.put("parameter", name -> RunCondition.parameter(name).is(name));
        conditions.put("number", name -> RunCondition.parameter("n" + name).is(1));
        conditions.put("tag", name -> RunCondition.tag(name, name));
        conditions.put("set tag", RunCondition::hasTag);
        conditions.put("data set", RunCondition::dataset);
        return conditions;
    }

    @Test
    void anOddNameIsFoundByConditionsAndByTheirTexts() {
        Tracker tracker = workspace.tracker();
        List<String> names = KEPT.stream().filter(name -> name.length() < 499).toList();
        for (String name : names) {
            tracker.run(
                    name,
                    name,
                    run -> run.metric(name, 1)
                            .parameter(name, name)
                            .parameter("n" + name, 1)
                            .tag(name, name)
                            .dataset(new DatasetReference(DatasetRole.TEST, "d", name, "", 1, ROWS.schema())));
        }
        for (String name : names) {
            conditions().forEach((what, condition) -> {
                RunCondition asked = condition.apply(name);
                assertThat(RunCondition.parse(asked.toString())).as(what).isEqualTo(asked);
                assertThat(tracker.search(RunCondition.parse(asked.toString())).list())
                        .as("%s %s", what, asked)
                        .extracting(RunRecord::name)
                        .containsExactly(name);
            });
            assertThat(tracker.search(RunCondition.childOf(name)).list()).isEmpty();
            assertThat(tracker.find(name)).isEmpty();
            assertThat(tracker.history(name, name)).isEmpty();
            assertThat(tracker.artifacts(name)).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tracker.resume(name))
                    .withMessage("expected a run of this workspace, got the id " + name + " that is not in it");
        }
    }

    @Test
    void whatCannotBeStoredIsAskedForInVain() {
        Tracker tracker = workspace.tracker();
        // What drivers of databases write in the place of what they cannot.
        tracker.run("a?b", "?", run -> run.tag("?", "a?b").metric("?", 1).metric("a?b", 1));
        for (String text : List.of("a\0b", "a\ud800b", "\udc00")) {
            String message = text.equals("a\0b")
                    ? "a text in a condition cannot hold the character NUL, got one at index 1"
                    : "a text in a condition must be well-formed Unicode, got half of a surrogate pair at index "
                            + (text.length() - 1) / 2;
            conditions()
                    .forEach((what, condition) -> assertThatIllegalArgumentException()
                            .as(what)
                            .isThrownBy(() -> condition.apply(text))
                            .withMessageContaining(message.substring(0, message.indexOf("index"))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunCondition.metric(text).descending())
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunCondition.childOf(text))
                    .withMessage(message);
            assertThat(tracker.find(text)).isEmpty();
            assertThat(tracker.runs(text)).isEmpty();
            assertThat(tracker.history(text, "m")).isEmpty();
            assertThat(tracker.history(tracker.runs("a?b").get(0).id(), text)).isEmpty();
            assertThat(tracker.artifacts(text)).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> tracker.resume(text));
        }
    }

    /** Of the names that are kept elsewhere, those that some file system cannot hold, or that lead out of a folder. */
    private static final List<String> NO_PATHS = List.of(
            "../x",
            "/etc/passwd",
            "C:\\x",
            "\\\\server\\share",
            "CON",
            "nul.txt",
            ".",
            "..",
            "trailing. ",
            " ",
            "a:b",
            "a*b?c|d<e>f\"g",
            "\" OR 1=1 --",
            "x".repeat(300),
            "\u4e2d".repeat(500));

    @Test
    void thePathOfAnArtifactIsDataOrRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        List<String> refused = new ArrayList<>(NO_PATHS);
        NO_PATHS.forEach(name -> refused.addAll(List.of("a/" + name, name + "/a", "a/" + name + "/b")));
        refused.addAll(List.of(
                "a//b", "a/", "/a", "a/../../b", "a/./b", "x".repeat(1_001), "lpt1.txt", "a\\..\\b", "a/com\u00b9"));
        REFUSED.keySet().forEach(name -> refused.addAll(List.of(name, "a/" + name + "/b")));
        String id;
        try (Run run = workspace.tracker().start("e", "r")) {
            id = run.id();
            for (String path : refused) {
                assertThatIllegalArgumentException()
                        .as(path)
                        .isThrownBy(() -> run.artifact(path, file))
                        .withMessageStartingWith("the path of an artifact ");
                assertThatIllegalArgumentException()
                        .as(path)
                        .isThrownBy(() -> run.artifact(path, "text/plain", out -> out.write(1)));
                assertThat(RunArtifact.isPath(path)).as(path).isFalse();
            }
            assertThat(workspace.tracker().artifacts(id)).isEmpty();
            for (String name : KEPT) {
                if (!NO_PATHS.contains(name)) {
                    run.artifact(name, file).artifact("a/" + name + "/b", file);
                }
            }
            run.complete();
        }
        RunRecord like = workspace.tracker().find(id).orElseThrow();
        List<String> kept = KEPT.stream()
                .filter(name -> !NO_PATHS.contains(name))
                .flatMap(name -> Stream.of(name, "a/" + name + "/b"))
                .toList();
        assertThat(workspace.tracker().artifacts(id))
                .extracting(RunArtifact::path)
                .containsExactlyElementsOf(kept);
        for (RunArtifact artifact : workspace.tracker().artifacts(id)) {
            try (InputStream in = workspace.tracker().open(artifact)) {
                assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("content");
            }
        }
        for (String path : refused) {
            assertThatIllegalArgumentException()
                    .as(path)
                    .isThrownBy(() -> workspace.tracker().add(like, sink -> {}, Map.of(path, file)))
                    .withMessageStartingWith("the path of an artifact ");
        }
    }
}

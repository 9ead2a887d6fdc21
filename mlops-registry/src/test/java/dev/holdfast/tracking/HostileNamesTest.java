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
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
        places.put("media type", name -> run.attachment(Attachment.of("n" + name.hashCode(), name, new byte[] {1})));
        places.put("model", name -> workspace.registry().model(name));
        places.put("actor", Actor::of);
        places.put("role", name -> Actor.of("anna", name));
        return places;
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
        assertThat(run.datasets()).extracting(DatasetReference::name).containsExactlyElementsOf(KEPT);
        assertThat(run.attachments()).extracting(StoredAttachment::name).containsAll(KEPT);
        assertThat(workspace.tracker().experiments()).containsAll(KEPT);
        for (String name : KEPT) {
            assertThat(workspace.tracker().history(id, name)).hasSize(2);
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
        assertThat(workspace.audit().verify().intact()).isTrue();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(each -> folder.relativize(each).toString()))
                    .allMatch(file -> file.matches(
                            "|w|w/holdfast\\.(json|db|db-wal|db-shm)|w/blobs(/tmp|/[0-9a-f](/[0-9a-f]{63})?)?"));
        }
    }
}

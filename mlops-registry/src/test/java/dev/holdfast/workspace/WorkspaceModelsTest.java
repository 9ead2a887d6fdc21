// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Row;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.run.Fixtures;
import dev.holdfast.testing.run.ModelReference;
import dev.holdfast.testing.run.Settings;
import dev.holdfast.testkit.ThresholdModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test is given from a workspace, and what it is told when that cannot be. */
class WorkspaceModelsTest {
    private Path folder = Path.of("");

    @BeforeEach
    void fill(@TempDir Path temporary) {
        folder = temporary.resolve("w");
        Actor ann = Actor.of("ann");
        try (Workspace workspace = Workspace.open(folder, o -> o.actor(ann))) {
            RegisteredModel credit = workspace.registry().model("credit");
            for (double threshold : new double[] {50, 60}) {
                ModelVersion version = credit.register(workspace
                        .tracker()
                        .run(
                                "credit",
                                "threshold",
                                run -> run.model(new ThresholdModel(threshold)).record()));
                if (threshold == 50) {
                    credit.promote(version)
                            .to("champion")
                            .as(ann)
                            .under(PromotionPolicy.of())
                            .because("test")
                            .orThrow();
                }
            }
        }
    }

    /** What an annotation names, as it needs no arguments. */
    static final class Thresholds implements ModelCodec<Row, ClassScores> {
        @Override
        public String format() {
            return ThresholdModel.FORMAT;
        }

        @Override
        public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
            return ThresholdModel.codec().read(in);
        }
    }

    static class Injected {
        @ModelUnderTest(value = "credit@champion", codec = Thresholds.class)
        Predictor<Row, ClassScores> champion = row -> ClassScores.of("none", 1);

        @ModelUnderTest(value = "credit@2", codec = Thresholds.class)
        StorableModel<Row, ClassScores> second = new ThresholdModel(0);
    }

    private Settings settings(Path workspace) {
        Map<String, String> values =
                Map.of(Settings.WORKSPACE, workspace.toString(), WorkspaceModels.PATIENCE, "PT0.2S");
        return key -> Optional.ofNullable(values.get(key));
    }

    @Test
    void theSourceIsFoundAndGivesVersionsByAliasAndNumber() {
        Injected test = new Injected();
        Fixtures.with(settings(folder)).inject(Injected.class, test);
        assertThat(test.champion).isEqualTo(new ThresholdModel(50));
        assertThat(test.second).isEqualTo(new ThresholdModel(60));
    }

    private void assertRefused(String reference, Path workspace, String message) {
        ModelReference named = ModelReference.parse(reference, "").withCodec(new Thresholds());
        assertThatThrownBy(() -> new WorkspaceModels().load(named, settings(workspace)))
                .hasMessage(message);
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        assertRefused(
                "credit@candidate",
                folder,
                "the model 'credit' has no alias 'candidate' in the workspace " + folder
                        + "; its aliases are [champion], its versions [1, 2]");
        assertRefused(
                "loans@champion",
                folder,
                "there is no model 'loans' in the workspace " + folder + "; its models are [credit]");
        assertRefused("credit@7", folder, "model 'credit' has no version 7; its versions are [1, 2]");
    }

    @Test
    void whereThereIsNoWorkspaceNoneIsMade() {
        Path gone = folder.resolveSibling("gone");
        assertRefused(
                "credit@champion",
                gone,
                "there is no workspace in " + gone + "; name its folder by the setting holdfast.workspace");
        assertThat(gone).doesNotExist();
        assertThatThrownBy(() -> new WorkspaceModels()
                        .load(ModelReference.parse("credit@champion", ""), key -> Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "it is not known in which workspace: name its folder by the setting holdfast.workspace, or in"
                                + " the annotation by workspace");
        assertThat(new WorkspaceModels()
                        .load(
                                ModelReference.parse("credit@champion", folder.toString())
                                        .withCodec(new Thresholds()),
                                key -> Optional.empty()))
                .isEqualTo(new ThresholdModel(50));
    }

    @Test
    void aWorkspaceThatIsLockedFailsTheTestAndSaysSo() throws Exception {
        try (Connection connection =
                        SqliteDialect.dataSource(folder.resolve("holdfast.db")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("CREATE TABLE held (x)");
            assertThatThrownBy(() -> Fixtures.with(settings(folder)).inject(Injected.class, new Injected()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("the model \"credit@champion\" cannot be loaded: the workspace " + folder
                            + " could not be opened: ")
                    .hasMessageContaining("was locked by another process for longer than 200 ms");
        }
    }

    @Test
    void aFormatThatNoCodecReadsAndAPatienceThatIsNoneAreRefused() {
        assertThatThrownBy(
                        () -> new WorkspaceModels().load(ModelReference.parse("credit@champion", ""), settings(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the format 'threshold/1' of credit version 1 cannot be read without Tribuo: add it to the tests,"
                                + " or name the codec in the annotation");
        assertThatThrownBy(() -> new WorkspaceModels()
                        .load(ModelReference.parse("credit@champion", folder.toString()), key -> Optional.of("soon")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holdfast.workspace.patience must be a duration such as PT10S, got 'soon'");
    }

    @Test
    void loadingChangesNothing() throws Exception {
        String before = listing();
        new WorkspaceModels().load(ModelReference.parse("credit@1", "").withCodec(new Thresholds()), settings(folder));
        assertThat(listing()).isEqualTo(before);
        try (Workspace workspace = Workspace.open(folder)) {
            assertThat(workspace.audit().verify().toString()).isNotEmpty();
            assertThat(workspace.registry().model("credit").versions()).hasSize(2);
        }
    }

    private String listing() throws IOException {
        StringBuilder text = new StringBuilder();
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted().toList()) {
                text.append(folder.relativize(each))
                        .append(' ')
                        .append(Files.isDirectory(each) ? "" : Files.size(each))
                        .append('\n');
            }
        }
        return text.toString();
    }
}

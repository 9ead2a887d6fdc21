// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Retrainer;
import dev.holdfast.model.Retraining;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.Reproduction.Difference;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
    private static final Table DATA = Table.of(NumberColumn.of("Income", 10, 20, 60));

    private final Workspace workspace;
    private final Tracker tracker;

    ReproductionTest(@TempDir Path folder) {
        workspace = Workspace.open(
                folder.resolve("w"), o -> o.clock(new ManualClock()).actor(Actor.of("anna")));
        tracker = workspace.tracker();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    /** Learns the mean of the incomes, which knows nothing of their order. */
    private static Retrainer mean() {
        return retrainer(data -> new Retraining.Trained(model(data)));
    }

    private static ThresholdModel model(Table data) {
        double sum = 0;
        for (Row row : data) {
            sum += row.number("Income");
        }
        return new ThresholdModel(sum / data.rowCount());
    }

    private interface Training {
        Retraining on(Table data) throws IOException;
    }

    private static Retrainer retrainer(Training training) {
        return new Retrainer() {
            @Override
            public String format() {
                return ThresholdModel.FORMAT;
            }

            @Override
            public Retraining retrain(InputStream model, Table data) throws IOException {
                assertThat(model.readAllBytes()).isNotEmpty();
                return training.on(data);
            }
        };
    }

    private RunRecord trained() {
        return tracker.run(
                "credit",
                "mean",
                r -> r.dataset(DatasetRole.TRAINING, "loans", DATA)
                        .dataset(DatasetRole.TEST, "others", DATA.slice(0, 1))
                        .model(model(DATA))
                        .record());
    }

    @Test
    void theSameDataGiveTheSameBytes() {
        RunRecord run = trained();

        assertThat(tracker.reproduce(run, mean(), DATA))
                .isEqualTo(new Reproduction.Identical(
                        run.model().orElseThrow().blob().digest()));
        assertThat(tracker.reproduce(run, mean(), DATA.rows(2, 1, 0))).isInstanceOf(Reproduction.Identical.class);
    }

    @Test
    void otherDataAreNamedFirst() {
        RunRecord run = trained();
        Table other = DATA.slice(0, 1);

        assertThat(tracker.reproduce(run, mean(), other))
                .isEqualTo(new Reproduction.Different(
                        false, List.of(new Difference("data", DATA.fingerprint(), other.fingerprint()))));
    }

    /** A model of the same parameters that writes more than them. */
    private record Verbose(ThresholdModel inner, Map<String, String> provenance)
            implements StorableModel<Row, ClassScores> {
        @Override
        public String format() {
            return inner.format();
        }

        @Override
        public Signature signature() {
            return inner.signature();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            inner.writeTo(out);
            out.write(' ');
        }

        @Override
        public String parameterDigest() {
            return inner.parameterDigest();
        }

        @Override
        public ClassScores predict(Row row) {
            return inner.predict(row);
        }
    }

    @Test
    void whatTheTrainingTellsDifferentlyIsNamedBesideTheOrderOfTheRows() {
        RunRecord run = trained();
        Map<String, String> other = new LinkedHashMap<>(model(DATA).provenance());
        other.put("trainer.epochs", "7");
        Table shuffled = DATA.rows(2, 0, 1);

        assertThat(tracker.reproduce(
                        run, retrainer(data -> new Retraining.Trained(new Verbose(model(data), other))), shuffled))
                .isEqualTo(new Reproduction.Different(
                        true,
                        List.of(
                                new Difference("row order", DATA.fingerprint(), shuffled.fingerprint()),
                                new Difference("trainer.epochs", "", "7"))));
        assertThat(tracker.reproduce(
                        run,
                        retrainer(data -> new Retraining.Trained(
                                new Verbose(model(data), model(data).provenance()))),
                        DATA))
                .isInstanceOfSatisfying(Reproduction.Different.class, different -> {
                    assertThat(different.sameParameters()).isTrue();
                    assertThat(different.differences())
                            .extracting(Difference::what)
                            .containsExactly("bytes");
                });
    }

    @Test
    void anotherJavaAndOtherLibrariesAreNamed() {
        RunRecord run = trained();
        Map<String, String> environment = new TreeMap<>(run.environment());
        environment.put("java.version", "17.0.1");
        environment.remove("os.arch");
        environment.put("processors", "1024");
        RunRecord elsewhere = new RunRecord(
                run.id(),
                run.experiment(),
                run.name(),
                run.status(),
                run.actor(),
                run.parent(),
                run.startedAt(),
                run.endedAt(),
                run.failure(),
                run.parameters(),
                run.metrics(),
                run.tags(),
                run.datasets(),
                run.evidence(),
                run.model(),
                run.attachments(),
                environment);
        Reproduction result = new Reproducing(elsewhere, List.of(new Dependency("gone.jar", "g:gone:1", "ab", 3)))
                .with(workspace.blobs(), retrainer(data -> new Retraining.Trained(new ThresholdModel(7))), DATA);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Reproduction.Different.class,
                        different -> assertThat(different.differences())
                                .contains(
                                        new Difference("java.version", "17.0.1", System.getProperty("java.version")),
                                        new Difference("os.arch", "", System.getProperty("os.arch")),
                                        new Difference("dependency g:gone", "g:gone:1 ab", ""))
                                .extracting(Difference::what)
                                .doesNotContain("processors", "data"));
    }

    @Test
    void whatCannotBeReproducedSaysWhy() {
        RunRecord bare = tracker.run("credit", "bare", r -> r.record());
        Retrainer other = new Retrainer() {
            @Override
            public String format() {
                return "other/1";
            }

            @Override
            public Retraining retrain(InputStream model, Table data) {
                throw new AssertionError("not asked");
            }
        };

        assertThat(tracker.reproduce(bare, mean(), DATA))
                .isEqualTo(new Reproduction.Impossible("the run stored no model"));
        assertThat(tracker.reproduce(trained(), other, DATA))
                .isEqualTo(new Reproduction.Impossible(
                        "its model is of format threshold/1, and what was given trains models of format other/1"));
        assertThat(tracker.reproduce(trained(), retrainer(data -> new Retraining.Impossible("no weights")), DATA))
                .isEqualTo(new Reproduction.Impossible("no weights"));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> tracker.reproduce(
                        trained(),
                        retrainer(data -> {
                            throw new IOException("no model");
                        }),
                        DATA))
                .withMessageEndingWith(" cannot be read as threshold/1: no model");
    }
}

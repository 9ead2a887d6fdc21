// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.tribuo.TribuoTrainer;
import dev.holdfast.workspace.Workspace;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tribuo.Model;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;

/** Loading a random forest of some 28 MB: Tribuo from a file, the registry for the first time, and again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgs = "-Xmx2g")
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class LoadVersion {
    private static final int ROWS = 8_000;
    private static final int TREES = 40;

    /** A row of noise, on which trees grow large. */
    public record Noise(double a, double b, double c, double d, double e, double f, String label) {}

    private Path folder;
    private Path plain;
    private Workspace cold;
    private Workspace warm;
    private ModelVersion first;
    private ModelVersion again;

    /** Trains and registers, and writes the Tribuo model alone to a file beside. */
    @Setup(Level.Trial)
    public void register() throws IOException {
        Random random = new Random(1);
        List<Noise> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Noise(
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextInt(3) == 0 ? "bad" : "good"));
        }
        Table table = Table.of(Noise.class, rows);
        TrainedClassifier model = TribuoTrainer.classification(
                        seed -> new RandomForestTrainer<>(
                                new CARTClassificationTrainer(Integer.MAX_VALUE, 0.5f, seed),
                                new VotingCombiner(),
                                TREES,
                                seed),
                        FeatureSpec.of(table.schema()).target("label"))
                .seed(1)
                .train(table);
        folder = Files.createTempDirectory("holdfast");
        plain = Files.write(folder.resolve("plain.tribuo"), protobuf(model));
        // Nothing stays at hand in the first, so that each load is one from the disk.
        cold = Workspace.open(folder.resolve("w"), options -> options.loadedModels(0));
        RunRecord run = cold.tracker().run("e", "r", r -> r.model(model).record());
        first = cold.registry().model("forest").register(run);
        warm = Workspace.open(folder.resolve("w"));
        again = warm.registry().model("forest").version(1);
        again.load(TribuoCodec.classification());
    }

    /** What Tribuo wrote, out of the frame that TribuoCodec describes. */
    private static byte[] protobuf(TrainedClassifier model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        ByteBuffer frame = ByteBuffer.wrap(out.toByteArray()).position("HFTRIBUO".length() + Integer.BYTES);
        frame.position(frame.getInt() + frame.position());
        byte[] protobuf = new byte[frame.getInt()];
        frame.get(protobuf);
        return protobuf;
    }

    /** Closes and deletes. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        cold.close();
        warm.close();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Tribuo alone: nothing is verified, classes are loaded by whatever names the file holds. */
    @Benchmark
    public Model<?> tribuo() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(plain))) {
            return Model.deserializeFromStream(in);
        }
    }

    /** The registry for the first time: every byte verified, class names checked before a class is loaded. */
    @Benchmark
    public StorableModel<Row, ClassScores> verified() {
        return first.load(TribuoCodec.classification());
    }

    /** The registry again: the manifest is read from the database, the model is at hand. */
    @Benchmark
    public StorableModel<Row, ClassScores> again() {
        return warm.registry().model("forest").version(1).load(TribuoCodec.classification());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.signing.UntrustedException;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.tracking.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which loads read bytes, and which find a model at hand that was verified before. */
class LoadedModelsTest {
    private static final Actor ANNA = Actor.of("anna");
    private static final int KIB = 1_024;

    private final Path folder;
    private final Store store;
    private final Spy blobs;

    LoadedModelsTest(@TempDir Path temporary) {
        folder = temporary;
        Path file = temporary.resolve("w.db");
        store = Store.open(
                SqliteDialect.dataSource(file),
                new SqliteDialect(),
                Store.Settings.of(file.toString(), Duration.ofSeconds(20), 0));
        blobs = new Spy(FolderBlobs.in(temporary.resolve("blobs")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A blob store that counts how often bytes are asked for. */
    private static final class Spy implements BlobStore {
        private final BlobStore blobs;
        private final AtomicInteger asked = new AtomicInteger();

        Spy(BlobStore blobs) {
            this.blobs = blobs;
        }

        @Override
        public Blob put(Content content) {
            return blobs.put(content);
        }

        @Override
        public InputStream open(Blob blob) {
            asked.incrementAndGet();
            return blobs.open(blob);
        }

        @Override
        public byte[] read(Blob blob) {
            asked.incrementAndGet();
            return blobs.read(blob);
        }

        @Override
        public void verify(Blob blob) {
            blobs.verify(blob);
        }

        @Override
        public Stream<Blob> list() {
            return blobs.list();
        }

        @Override
        public boolean delete(Blob blob) {
            return blobs.delete(blob);
        }

        @Override
        public long deleteUnfinished(Instant before) {
            return blobs.deleteUnfinished(before);
        }
    }

    /** A model of that many bytes, all the same. */
    private record Padded(int size, byte content) implements StorableModel<Row, ClassScores> {
        @Override
        public String format() {
            return "padded/1";
        }

        @Override
        public Signature signature() {
            return new Signature(Schema.of(Field.optional("x", ColumnType.NUMBER)), "y", List.of("good", "bad"));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, content);
            out.write(bytes);
        }

        @Override
        public String parameterDigest() {
            return "0".repeat(64);
        }

        @Override
        public Map<String, String> provenance() {
            return Map.of();
        }

        @Override
        public ClassScores predict(Row row) {
            return ClassScores.of(List.of("good", "bad"), 1, 0);
        }
    }

    private record PaddedCodec(boolean isShareable) implements ModelCodec<Row, ClassScores> {
        @Override
        public String format() {
            return "padded/1";
        }

        @Override
        public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
            byte[] bytes = in.readAllBytes();
            return new Padded(bytes.length, bytes[0]);
        }
    }

    private static final PaddedCodec CODEC = new PaddedCodec(true);

    private RegisteredModel model(long loadedBytes, UnaryOperator<Safeguards> safeguards) {
        ManualClock clock = new ManualClock();
        Tracker tracker = Tracker.on(store, blobs, clock, ANNA);
        return Registry.on(store, blobs, tracker, clock, ANNA, loadedBytes, safeguards.apply(Safeguards.none()))
                .model("credit");
    }

    private RegisteredModel model(long loadedBytes) {
        return model(loadedBytes, none -> none);
    }

    private ModelVersion register(RegisteredModel model, int size, int content) {
        Tracker tracker = Tracker.on(store, blobs, new ManualClock(), ANNA);
        return model.register(tracker.run(
                "e", "r", r -> r.model(new Padded(size, (byte) content)).record()));
    }

    @Test
    void aSecondLoadFindsTheModelAtHandAndAsksForNoByte() {
        RegisteredModel credit = model(100 * KIB);
        ModelVersion version = register(credit, KIB, 1);
        StorableModel<Row, ClassScores> first = version.load(CODEC);
        assertThat(blobs.asked).hasValue(1);

        assertThat(version.load(CODEC)).isSameAs(first);
        assertThat(credit.version(1).load(new PaddedCodec(true))).isSameAs(first);
        assertThat(blobs.asked).hasValue(1);
    }

    @Test
    void twoVersionsOfTheSameBytesAreOneModel() {
        RegisteredModel credit = model(100 * KIB);
        StorableModel<Row, ClassScores> first = register(credit, KIB, 1).load(CODEC);

        assertThat(register(credit, KIB, 1).load(CODEC)).isSameAs(first);
        assertThat(register(credit, KIB, 2).load(CODEC)).isNotSameAs(first);
    }

    @Test
    void noMoreIsKeptThanTheBytesThatWereAllowed() {
        RegisteredModel credit = model(100 * KIB);
        List<ModelVersion> versions = new ArrayList<>();
        List<StorableModel<Row, ClassScores>> models = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            versions.add(register(credit, 20 * KIB, i));
            models.add(versions.get(i).load(CODEC));
        }
        int asked = blobs.asked.get();
        int atHand = 0;
        for (int i = 0; i < 20; i++) {
            atHand += versions.get(i).load(CODEC) == models.get(i) ? 1 : 0;
        }

        assertThat(asked).isEqualTo(20);
        assertThat(atHand).isLessThanOrEqualTo(5);
        assertThat(blobs.asked).hasValue(asked + 20 - atHand);
    }

    @Test
    void oneThatIsUsedAgainAndAgainOutlivesOthersThatAreLoadedOnce() {
        RegisteredModel credit = model(100 * KIB);
        ModelVersion champion = register(credit, 20 * KIB, 100);
        StorableModel<Row, ClassScores> model = champion.load(CODEC);
        for (int i = 0; i < 20; i++) {
            register(credit, 20 * KIB, i).load(CODEC);
            assertThat(champion.load(CODEC)).isSameAs(model);
        }
        assertThat(blobs.asked).hasValue(21);
    }

    @Test
    void aModelThatExceedsTheBoundAloneIsNotKept() {
        ModelVersion version = register(model(100 * KIB), 101 * KIB, 1);

        assertThat(version.load(CODEC)).isNotSameAs(version.load(CODEC));
        assertThat(blobs.asked).hasValue(2);
    }

    @Test
    void aBoundOfZeroKeepsNothingHoweverSmall() {
        ModelVersion version = register(model(0), 1, 1);

        assertThat(version.load(CODEC)).isNotSameAs(version.load(CODEC));
        assertThat(blobs.asked).hasValue(2);
    }

    @Test
    void whatACodecDoesNotShareIsReadEachTime() {
        ModelVersion version = register(model(100 * KIB), KIB, 1);
        PaddedCodec codec = new PaddedCodec(false);

        assertThat(version.load(codec)).isNotSameAs(version.load(codec));
        assertThat(blobs.asked).hasValue(2);
    }

    @Test
    void manyWhoLoadAtOnceReadOnce() throws Exception {
        ModelVersion version = register(model(100 * KIB), 50 * KIB, 1);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<StorableModel<Row, ClassScores>>> loads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                loads.add(threads.submit(() -> {
                    start.await();
                    return version.load(CODEC);
                }));
            }
            start.countDown();
            for (Future<StorableModel<Row, ClassScores>> load : loads) {
                assertThat(load.get()).isSameAs(loads.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(blobs.asked).hasValue(1);
    }

    private Path file() throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("blobs"))) {
            return walk.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void whatIsAtHandIsWhatWasVerifiedEvenIfTheFileWasTamperedWithSince() throws IOException {
        RegisteredModel credit = model(100 * KIB);
        ModelVersion version = register(credit, KIB, 1);
        StorableModel<Row, ClassScores> verified = version.load(CODEC);
        byte[] tampered = new byte[KIB];
        Files.write(file(), tampered);

        assertThat(version.load(CODEC)).isSameAs(verified);
        assertThat(verified).isEqualTo(new Padded(KIB, (byte) 1));
        assertThatThrownBy(() -> model(0).version(1).load(CODEC))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
    }

    @Test
    void aLoadThatFailedIsNotRemembered() throws IOException {
        RegisteredModel credit = model(100 * KIB);
        ModelVersion version = register(credit, KIB, 1);
        Path file = file();
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);

        assertThatThrownBy(() -> version.load(CODEC))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        Files.write(file, bytes);
        assertThat(version.load(CODEC)).isEqualTo(new Padded(KIB, (byte) 1));
    }

    @Test
    void aVersionThatWasRetiredOrDeletedMeanwhileIsStillReadByWhoHoldsIt() {
        RegisteredModel credit = model(100 * KIB);
        ModelVersion retired = register(credit, KIB, 1);
        ModelVersion deleted = register(credit, KIB, 2);
        StorableModel<Row, ClassScores> first = retired.load(CODEC);
        StorableModel<Row, ClassScores> second = deleted.load(CODEC);
        credit.retire(retired, ANNA, "old");
        credit.delete(deleted, ANNA, "wrong");

        assertThat(retired.load(CODEC)).isSameAs(first);
        assertThat(credit.version(1).state()).isEqualTo(VersionState.RETIRED);
        assertThat(credit.version(1).load(CODEC)).isSameAs(first);
        assertThat(deleted.load(CODEC)).isSameAs(second);
        assertThatThrownBy(() -> credit.version(2)).hasMessageContaining("was deleted");
    }

    @Test
    void signaturesAreAskedForAlsoWhenTheModelIsAtHand() throws GeneralSecurityException, SQLException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        RegisteredModel credit = model(
                100 * KIB,
                none -> none.signer(Keys.signer(keys)).trust(TrustPolicy.signedBy(Keys.verifier(keys.getPublic()))));
        ModelVersion version = register(credit, KIB, 1);
        version.load(CODEC);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("w.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM hf_signature");
        }

        assertThatThrownBy(() -> version.load(CODEC)).isInstanceOf(UntrustedException.class);
        assertThat(blobs.asked).hasValue(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.FaultyProxy.Fault;
import dev.holdfast.artifact.FaultyProxy.Fault.Kind;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.internal.store.Digests;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Blobs in an S3-compatible store, against a real server. */
class S3BlobsTest extends BlobStoreContract {
    @TempDir
    static Path server;

    private static S3Server s3;
    private static S3Client client;

    private final String prefix = "team/" + UUID.randomUUID() + "/";
    private final Path scratch;

    S3BlobsTest(@TempDir Path temporary) {
        scratch = temporary.resolve("scratch");
    }

    @BeforeAll
    static void start() throws Exception {
        s3 = new S3Server(server);
        client = S3Server.client(s3.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        s3.close();
    }

    @Override
    BlobStore blobs() {
        return new S3Blobs(client, S3Server.BUCKET, prefix, scratch, 5L << 20, Duration.ofMillis(1));
    }

    @Override
    void damage(Blob blob, byte[] bytes) {
        replace(blob, bytes);
    }

    /** The SDK makes an array for each chunk that it signs; that none is kept shows with a heap smaller than the blob. */
    @Override
    long allocationFor(long size) {
        return (64L << 20) + size / 4 * 5;
    }

    private S3Blobs through(S3Client connected) {
        return new S3Blobs(connected, S3Server.BUCKET, prefix, scratch, 5L << 20, Duration.ofMillis(1));
    }

    /** What is done through a network that does to each request what a function of its first line says. */
    private interface Work {
        void in(BlobStore blobs, FaultyProxy proxy) throws IOException;
    }

    private void withFaults(Function<String, Fault> faults, Work work) throws IOException {
        try (FaultyProxy proxy = new FaultyProxy(s3.port(), faults);
                S3Client connected = S3Server.client(proxy.port())) {
            work.in(through(connected), proxy);
        }
    }

    /** A fault of the first requests whose line contains a text. */
    private static Function<String, Fault> first(int times, String text, Fault.Kind kind, long at) {
        AtomicInteger left = new AtomicInteger(times);
        return line -> line.contains(text) && left.getAndDecrement() > 0 ? new Fault(kind, at) : Fault.NONE;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private List<MultipartUpload> uploads() {
        return client.listMultipartUploads(list -> list.bucket(S3Server.BUCKET).prefix(prefix))
                .uploads();
    }

    @ParameterizedTest
    @ValueSource(ints = {5 << 20, (5 << 20) + 1, 16_000_000})
    void sizesAtTheBorderOfAPartComeBack(int size) throws IOException {
        byte[] bytes = random(size);
        Blob blob = blobs().put(out -> out.write(bytes));

        assertThat(read(blobs(), blob)).isEqualTo(bytes);
        assertThat(listed()).containsExactly(blob);
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aConnectionThatIsResetInTheMiddleOfAPartCostsThatPartOnly() throws IOException {
        byte[] bytes = random(16_000_000);
        withFaults(first(2, "partNumber=2", Kind.RESET_REQUEST, 3_000_000), (blobs, proxy) -> {
            Blob blob = blobs.put(out -> out.write(bytes));
            assertThat(read(blobs(), blob)).isEqualTo(bytes);
            assertThat(proxy.requests())
                    .filteredOn(line -> line.contains("partNumber="))
                    .extracting(line -> line.replaceAll(".*partNumber=(\\d+).*", "$1"))
                    .containsExactly("1", "2", "2", "2", "3", "4");
        });
        assertThat(uploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploads", "partNumber=3", "PUT", "POST", "HEAD"})
    void errorsOfTheServerAreOvercome(String request) throws IOException {
        byte[] bytes = random(16_000_000);
        withFaults(first(3, request, Kind.STATUS, 500), (blobs, proxy) -> {
            Blob blob = blobs.put(out -> out.write(bytes));
            assertThat(read(blobs, blob)).isEqualTo(bytes);
        });
        assertThat(uploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 16_000_000})
    void anAnswerThatIsLostAfterTheServerDidItsWorkIsNoFailure(int size) throws IOException {
        byte[] bytes = random(size);
        String last = size == 100 ? "PUT" : "?uploadId=";
        withFaults(first(1, last, Kind.STATUS_AFTERWARDS, 503), (blobs, proxy) -> {
            Blob blob = blobs.put(out -> out.write(bytes));
            assertThat(read(blobs, blob)).isEqualTo(bytes);
        });
        assertThat(uploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 16_000_000})
    void anUploadThatFailsForGoodLeavesNothing(int size) throws IOException {
        byte[] bytes = random(size);
        String last = size == 100_000 ? "PUT" : "partNumber=3";
        withFaults(first(Integer.MAX_VALUE, last, Kind.STATUS, 503), (blobs, proxy) -> {
            assertThatThrownBy(() -> blobs.put(out -> out.write(bytes)))
                    .isInstanceOfSatisfying(StorageException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.FAILED);
                        assertThat(e.place()).startsWith("s3://models/" + prefix);
                    })
                    .hasMessageStartingWith("could not write s3://models/" + prefix);
            assertThat(proxy.requests()).filteredOn(line -> line.contains(last)).hasSize(5);
        });
        assertThat(listed()).isEmpty();
        assertThat(uploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 16_000_000})
    void bytesThatChangeOnTheWayThereAreSentAgain(int size) throws IOException {
        byte[] bytes = random(size);
        withFaults(first(1, size == 100_000 ? "PUT" : "partNumber=2", Kind.FLIP_REQUEST, 50_000), (blobs, proxy) -> {
            Blob blob = blobs.put(out -> out.write(bytes));
            assertThat(read(blobs(), blob)).isEqualTo(bytes);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 16_000_000})
    void bytesThatChangeOnTheWayBackAreReadAgain(int size) throws IOException {
        byte[] bytes = random(size);
        Blob blob = blobs().put(out -> out.write(bytes));
        withFaults(first(1, "GET", Kind.FLIP_RESPONSE, 77_777), (blobs, proxy) -> {
            assertThat(read(blobs, blob)).isEqualTo(bytes);
            blobs.verify(blob);
        });
        withFaults(
                first(Integer.MAX_VALUE, "GET", Kind.FLIP_RESPONSE, 77_777),
                (blobs, proxy) -> assertThatThrownBy(() -> blobs.open(blob))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT)));
    }

    @Test
    void aReadingThatBreaksOffGoesOnWhereItBroke() throws IOException {
        byte[] bytes = random(16_000_000);
        Blob blob = blobs().put(out -> out.write(bytes));
        withFaults(first(3, "GET", Kind.RESET_RESPONSE, 4_000_000), (blobs, proxy) -> {
            assertThat(read(blobs, blob)).isEqualTo(bytes);
            assertThat(proxy.requests()).hasSize(4);
        });
    }

    @Test
    void aReadingThatNeverGetsOnFails() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        withFaults(first(Integer.MAX_VALUE, "GET", Kind.RESET_RESPONSE, 0), (blobs, proxy) -> {
            assertThatThrownBy(() -> blobs.open(blob))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED))
                    .hasMessageStartingWith("could not read s3://models/" + prefix);
            assertThat(proxy.requests()).hasSize(5);
        });
    }

    @Test
    void aSlowServerIsWaitedFor() throws IOException {
        byte[] bytes = random(300_000);
        Blob blob = blobs().put(out -> out.write(bytes));
        withFaults(
                first(1, "GET", Kind.SLOW, 100_000),
                (blobs, proxy) -> assertThat(read(blobs, blob)).isEqualTo(bytes));
    }

    @Test
    void bytesThatAreThereAreNotSentAgain() throws IOException {
        byte[] bytes = random(16_000_000);
        Blob blob = blobs().put(out -> out.write(bytes));
        withFaults(line -> Fault.NONE, (blobs, proxy) -> {
            assertThat(blobs.put(out -> out.write(bytes))).isEqualTo(blob);
            assertThat(proxy.requests()).singleElement().asString().startsWith("HEAD ");
        });
    }

    @Test
    void aStoreWithoutConditionsIsWrittenWithoutThem() throws IOException {
        withFaults(first(1, "PUT", Kind.STATUS, 501), (blobs, proxy) -> {
            Blob blob = blobs.put(out -> out.write(HELLO));
            assertThat(read(blobs, blob)).isEqualTo(HELLO);
        });
    }

    private String key(Blob blob) {
        return prefix + blob.digest().substring(0, 2) + "/" + blob.digest().substring(2);
    }

    private void replace(Blob blob, byte[] bytes) {
        client.putObject(put -> put.bucket(S3Server.BUCKET).key(key(blob)), RequestBody.fromBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 0})
    void aDamagedObjectIsNamedSetAsideAndHealedByStoringItAgain(int length) throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        replace(blob, "hallo!".substring(0, length).getBytes(StandardCharsets.UTF_8));
        String place = "s3://models/" + key(blob);
        String aside = "s3://models/" + prefix + "quarantine/" + blob.digest();

        assertThatThrownBy(() -> blobs().open(blob))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
                    assertThat(e.place()).isEqualTo(place);
                })
                .hasMessageStartingWith(place + " is damaged: expected 5 bytes with SHA-256 " + blob.digest()
                        + ", found " + length + " bytes with ")
                .hasMessageEndingWith(
                        ", and was moved to " + aside + "; restore it from a copy, or store the same bytes again");
        assertThat(listed()).isEmpty();
        assertThatThrownBy(() -> blobs().verify(blob))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessage(place + " is damaged and was moved to " + aside
                        + "; restore it from a copy, or store the same bytes again");
        blobs().put(out -> out.write(HELLO));
        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
        assertThat(blobs().delete(blob)).isTrue();
        assertThatThrownBy(() -> blobs().verify(blob))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
    }

    @Test
    void anObjectThatWasCutShortIsHealedByStoringItAgain() throws IOException {
        byte[] bytes = random(16_000_000);
        Blob blob = blobs().put(out -> out.write(bytes));
        replace(blob, Arrays.copyOf(bytes, 1000));
        assertThat(listed()).containsExactly(new Blob(blob.digest(), 1000));

        blobs().put(out -> out.write(bytes));
        assertThat(read(blobs(), blob)).isEqualTo(bytes);
    }

    @Test
    void uploadsOfDeadWritersAreTakenBack() {
        Blob blob = blobs().put(out -> out.write(HELLO));
        String id = client.createMultipartUpload(create ->
                        create.bucket(S3Server.BUCKET).key(key(new Blob("0".repeat(64), 1))))
                .uploadId();
        client.uploadPart(
                part -> part.bucket(S3Server.BUCKET)
                        .key(key(new Blob("0".repeat(64), 1)))
                        .uploadId(id)
                        .partNumber(1),
                RequestBody.fromBytes(HELLO));

        assertThat(blobs().deleteUnfinished(Instant.EPOCH)).isZero();
        assertThat(uploads()).hasSize(1);
        assertThat(blobs().deleteUnfinished(Instant.parse("9999-01-01T00:00:00Z")))
                .isEqualTo(1);
        assertThat(uploads()).isEmpty();
        assertThat(listed()).containsExactly(blob);
    }

    @Test
    void spoolsOfDeadWritersAreDeleted() throws IOException {
        Files.createDirectories(scratch);
        Path dead = Files.writeString(scratch.resolve("holdfast-1.spool"), "half");
        Path other = Files.writeString(scratch.resolve("other.txt"), "not ours");

        assertThat(blobs().deleteUnfinished(Instant.EPOCH)).isZero();
        assertThat(blobs().deleteUnfinished(Instant.MAX)).isEqualTo(1);
        assertThat(dead).doesNotExist();
        Files.delete(other);
    }

    @Test
    void listsOfMoreThanAPageAreReadPageByPage() throws IOException {
        for (int i = 0; i < 1_050; i++) {
            byte[] key = {(byte) i, (byte) (i >> 8)};
            replace(new Blob(Digests.hex(Digests.sha256().digest(key)), 0), key);
        }
        client.putObject(put -> put.bucket(S3Server.BUCKET).key(prefix + "ab/readme"), RequestBody.fromBytes(HELLO));
        withFaults(first(1, "list-type=2", Kind.STATUS, 503), (blobs, proxy) -> {
            try (Stream<Blob> all = blobs.list()) {
                assertThat(all.map(Blob::digest)).isSorted().hasSize(1_050).doesNotHaveDuplicates();
            }
            assertThat(proxy.requests()).hasSize(3);
        });
    }

    @Test
    void failuresAreTyped() {
        BlobStore nowhere = new S3Blobs(client, "no-such-bucket", "", scratch, 5L << 20, Duration.ofMillis(1));
        assertThatThrownBy(() -> nowhere.put(out -> out.write(HELLO)))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("could not write s3://no-such-bucket/2c/f24dba")
                .hasMessageEndingWith("; create the bucket 'no-such-bucket' first");
        assertThatThrownBy(() -> nowhere.list().toList())
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("could not list s3://no-such-bucket/");
        assertThatThrownBy(() -> nowhere.deleteUnfinished(Instant.EPOCH)).isInstanceOf(StorageException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Blobs.of(client, S3Server.BUCKET, "team", scratch))
                .withMessage("a prefix must be empty or end with '/', got 'team'; write 'team/'");
    }

    @Test
    void whatIsForbiddenIsToldWithWhatToAllow() throws IOException {
        withFaults(line -> new Fault(Kind.STATUS, 403), (blobs, proxy) -> {
            assertThatThrownBy(() -> blobs.put(out -> out.write(HELLO)))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY))
                    .hasMessageContaining("; allow s3:GetObject, PutObject, DeleteObject, ListBucket");
            assertThatThrownBy(() -> blobs.delete(new Blob("0".repeat(64), 1)))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY));
        });
        withFaults(
                line -> new Fault(Kind.STATUS, 507),
                (blobs, proxy) -> assertThatThrownBy(() -> blobs.put(out -> out.write(HELLO)))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.FULL)));
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (S3Client connected = S3Server.client(port)) {
            BlobStore blobs = new S3Blobs(connected, S3Server.BUCKET, prefix, scratch, 5L << 20, Duration.ofMillis(1));
            assertThatThrownBy(() -> blobs.put(out -> out.write(HELLO)))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
            assertThatThrownBy(() -> blobs.verify(new Blob("0".repeat(64), 1))).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void aScratchFolderThatCannotBeUsedIsNamed() throws IOException {
        Files.writeString(scratch, "a file");
        BlobStore blobs = blobs();
        assertThatThrownBy(() -> blobs.put(out -> out.write(new byte[2 << 20])))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.place()).isEqualTo(scratch.toString()))
                .hasMessageContaining("by way of the folder " + scratch);
        Files.delete(scratch);
    }

    @Test
    void anInterruptedWriterStopsAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> blobs().put(out -> out.write(HELLO))).isInstanceOf(StorageException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @AfterEach
    void nothingIsLeftInTheScratchFolder() throws IOException {
        if (Files.exists(scratch)) {
            try (Stream<Path> files = Files.list(scratch)) {
                assertThat(files).isEmpty();
            }
        }
    }
}

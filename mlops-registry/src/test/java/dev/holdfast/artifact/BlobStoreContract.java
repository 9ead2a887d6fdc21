// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.holdfast.artifact.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every blob store must do; an implementation is added by a subclass. */
abstract class BlobStoreContract {
    static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    abstract BlobStore blobs();

    static byte[] read(BlobStore blobs, Blob blob) throws IOException {
        try (InputStream in = blobs.open(blob)) {
            return in.readAllBytes();
        }
    }

    @Test
    void bytesAreNamedByTheirDigestAndComeBack() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));

        assertThat(blob).isEqualTo(new Blob("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", 5));
        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
        blobs().verify(blob);
    }

    @Test
    void noBytesAreBytesToo() throws IOException {
        Blob blob = blobs().put(out -> {});

        assertThat(blob.sizeBytes()).isZero();
        assertThat(read(blobs(), blob)).isEmpty();
    }

    @Test
    void bytesAreReadIntoMemoryAsAWhole() {
        for (int size : new int[] {0, 1, 65_536, 65_537, 17 << 20}) {
            byte[] bytes = new byte[size];
            new SplittableRandom(size).nextBytes(bytes);
            Blob blob = blobs().put(out -> out.write(bytes));

            assertThat(blobs().read(blob)).as("%d bytes", size).isEqualTo(bytes);
        }
    }

    @Test
    void moreThanAnArrayHoldsIsNotReadIntoMemory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> blobs().read(new Blob("0".repeat(64), 1L << 31)))
                .withMessage(
                        "expected at most 2147483639 bytes to read into memory, got 2147483648; open them as a stream");
    }

    @Test
    void moreThanFitsInMemoryAtOnceIsStreamed() throws IOException {
        byte[] block = new byte[1 << 20];
        Blob blob = blobs().put(out -> {
            for (int i = 0; i < 17; i++) {
                block[0] = (byte) i;
                out.write(block);
            }
            out.write(42);
        });

        try (InputStream in = blobs().open(blob)) {
            assertThat(in.markSupported()).isFalse();
            assertThat(in.read()).isZero();
            in.skipNBytes((17 << 20) - 1);
            assertThat(in.read()).isEqualTo(42);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void ofDamagedBytesNotOneIsHandedOutToWhoActsOnTheFirst() throws IOException {
        for (int size : new int[] {5, 17 << 20}) {
            byte[] bytes = new byte[size];
            Blob blob = blobs().put(out -> out.write(bytes));
            try (InputStream in = blobs().openVerified(blob)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            bytes[0] = 1;
            damage(blob, bytes);

            assertThatThrownBy(() -> blobs().openVerified(blob))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
        }
    }

    /** Puts other bytes in the place of a blob. */
    abstract void damage(Blob blob, byte[] bytes) throws IOException;

    @Test
    void whatIsNotThereIsMissing() {
        assertThatThrownBy(() -> blobs().open(new Blob("0".repeat(64), 1)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        assertThatThrownBy(() -> blobs().read(new Blob("0".repeat(64), 1)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        assertThatThrownBy(() -> blobs().verify(new Blob("0".repeat(64), 1)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
    }

    @Test
    void contentThatFailsToBeWrittenLeavesNothing() {
        assertThatThrownBy(() -> blobs().put(out -> {
                    out.write(HELLO);
                    throw new IOException("out of ideas");
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("out of ideas");
        assertThatThrownBy(() ->
                        blobs().open(new Blob("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", 5)))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void aNameThatIsNoDigestIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blob("../../etc/passwd", 1))
                .withMessage("a digest must have 64 lower-case hexadecimal digits, got '../../etc/passwd'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blob("A".repeat(64), 1))
                .withMessageStartingWith("a digest must have 64 lower-case");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blob("a".repeat(64), -1))
                .withMessage("a size must be at least 0, got -1");
    }

    final List<Blob> listed() {
        try (Stream<Blob> blobs = blobs().list()) {
            return blobs.toList();
        }
    }

    @Test
    void anUntouchedStoreListsNothing() {
        assertThat(listed()).isEmpty();
        assertThat(blobs().deleteUnfinished(Instant.MAX)).isZero();
    }

    @Test
    void allBlobsAreListedOnceInTheOrderOfTheirDigests() {
        List<Blob> stored = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[i];
            stored.add(blobs().put(out -> out.write(bytes)));
        }
        stored.sort(Comparator.comparing(Blob::digest));

        assertThat(listed()).isEqualTo(stored);
    }

    @Test
    void aListReadsNoFurtherThanItIsAskedFor() {
        for (int i = 0; i < 10; i++) {
            byte[] bytes = new byte[i];
            blobs().put(out -> out.write(bytes));
        }
        try (Stream<Blob> blobs = blobs().list()) {
            assertThat(blobs.limit(3).map(Blob::digest)).isSorted().hasSize(3);
        }
    }

    @Test
    void whatIsDeletedIsGoneAndCanBeStoredAgain() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Blob other = blobs().put(out -> out.write(42));

        assertThat(blobs().delete(blob)).isTrue();
        assertThat(blobs().delete(blob)).isFalse();
        assertThat(listed()).containsExactly(other);
        assertThatThrownBy(() -> blobs().open(blob))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        assertThat(blobs().put(out -> out.write(HELLO))).isEqualTo(blob);
        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
    }

    @Test
    void theSizeDoesNotDecideWhatIsDeleted() {
        Blob blob = blobs().put(out -> out.write(HELLO));

        assertThat(blobs().delete(new Blob(blob.digest(), 77))).isTrue();
        assertThat(listed()).isEmpty();
    }

    /** Run it with {@code -Dholdfast.blob.bytes=3000000001 -Xmx256m} to pass the largest int with a tenth of the memory. */
    @Test
    void manyBytesNeedLittleMemory() throws IOException {
        long size = Long.getLong("holdfast.blob.bytes", 40_000_000);
        byte[] block = new byte[100_003];
        blobs().put(out -> out.write(1));
        long before = allocated();
        Blob blob = blobs().put(out -> {
            for (long left = size; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        });
        long afterPut = allocated();
        long read = 0;
        try (InputStream in = blobs().open(blob)) {
            for (int got = in.read(block); got >= 0; got = in.read(block)) {
                read += got;
            }
        }

        assertThat(blob.sizeBytes()).isEqualTo(size).isEqualTo(read);
        assertThat(listed()).contains(blob);
        assertThat(afterPut - before).as("bytes allocated by writing").isLessThan(allocationFor(size));
        assertThat(allocated() - afterPut).as("bytes allocated by reading").isLessThan(allocationFor(size));
    }

    /** How much the writing or reading thread may allocate in all. */
    long allocationFor(long size) {
        return 8L << 20;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void writesOfAnySizeGiveTheSameBytes() throws IOException {
        byte[] bytes = new byte[300_000];
        new SplittableRandom(7).nextBytes(bytes);
        Blob whole = blobs().put(out -> out.write(bytes));
        for (int piece : new int[] {1, 7, 65_535, 65_536, 65_537, 131_072}) {
            blobs().delete(whole);
            Blob pieces = blobs().put(out -> {
                for (int from = 0; from < bytes.length; from += piece) {
                    int length = Math.min(piece, bytes.length - from);
                    if (length == 1) {
                        out.write(bytes[from]);
                    } else {
                        out.write(bytes, from, length);
                    }
                    out.flush();
                }
                out.close();
            });
            assertThat(pieces).isEqualTo(whole);
            assertThat(read(blobs(), pieces)).isEqualTo(bytes);
        }
    }

    @Test
    void whatIsHashedIsWhatIsWrittenEvenWhenTheSourceChangesMeanwhile() throws IOException {
        byte[] source = new byte[200_000];
        Blob blob = blobs().put(out -> {
            out.write(source, 0, 100_000);
            Arrays.fill(source, (byte) 1);
            out.write(source, 100_000, 100_000);
            Arrays.fill(source, (byte) 2);
        });

        byte[] expected = new byte[200_000];
        Arrays.fill(expected, 100_000, 200_000, (byte) 1);
        assertThat(read(blobs(), blob)).isEqualTo(expected);
    }

    @Test
    void contentThatBreaksOffWithABugPassesItOnAndLeavesNothing() {
        assertThatThrownBy(() -> blobs().put(out -> {
                    out.write(HELLO);
                    throw new ArithmeticException("a bug");
                }))
                .isInstanceOf(ArithmeticException.class);
        assertThat(listed()).isEmpty();
        assertThat(blobs().deleteUnfinished(Instant.MAX)).isZero();
    }

    @Test
    void writersOfTheSameBytesAtOnceAllSucceed() throws Exception {
        byte[] bytes = new byte[100_000];
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Blob>> written = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                written.add(threads.submit(() -> blobs().put(out -> out.write(bytes))));
            }
            for (Future<Blob> each : written) {
                assertThat(read(blobs(), each.get())).isEqualTo(bytes);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(listed()).hasSize(1);
    }
}

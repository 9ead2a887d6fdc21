// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.FolderBlobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Blobs in a folder beside SHA-256 of the same bytes: written (and forced to the disk), stored again, verified, and read.
 * The folder is a new one below {@code java.io.tmpdir}; the disk below it is a part of what is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx64m"})
public class ArtifactBytes {
    private static final int BLOCK = 1 << 16;

    /** How many MiB a blob has. */
    @Param({"23", "256"})
    public int mebibytes;

    private final byte[] block = new byte[BLOCK];
    private Path folder = Path.of("");
    private FolderBlobs blobs = FolderBlobs.in(folder);
    private Blob blob = new Blob("0".repeat(64), 0);

    /** Creates the benchmark; JMH does. */
    public ArtifactBytes() {}

    /**
     * Stores a blob in a new folder.
     *
     * @throws IOException when the folder cannot be made
     */
    @Setup
    public void store() throws IOException {
        new SplittableRandom(7).nextBytes(block);
        folder = Files.createTempDirectory("holdfast-blobs");
        blobs = FolderBlobs.in(folder);
        blob = write();
    }

    /**
     * Deletes the folder.
     *
     * @throws IOException when it cannot be deleted
     */
    @TearDown(Level.Trial)
    public void clear() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Blob write() {
        return blobs.put(out -> {
            for (int i = 0; i < mebibytes * 16; i++) {
                out.write(block);
            }
        });
    }

    /**
     * Digests the bytes from memory: the yardstick.
     *
     * @return the digest
     * @throws NoSuchAlgorithmException never
     */
    @Benchmark
    public byte[] sha256() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < mebibytes * 16; i++) {
            digest.update(block);
        }
        return digest.digest();
    }

    /**
     * Writes the bytes and forces them to the disk.
     *
     * @return their name
     */
    @Benchmark
    public Blob put() {
        blobs.delete(blob);
        return write();
    }

    /** Reads and digests the bytes. */
    @Benchmark
    public void verify() {
        blobs.verify(blob);
    }

    /**
     * Reads all bytes, the last of them after all were verified.
     *
     * @return how many
     */
    @Benchmark
    public long open() {
        return drain(blobs.open(blob));
    }

    /**
     * Reads all bytes, none before all were verified.
     *
     * @return how many
     */
    @Benchmark
    public long openVerified() {
        return drain(blobs.openVerified(blob));
    }

    private static long drain(InputStream bytes) {
        try (InputStream in = bytes) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs in a folder. */
class FolderBlobsTest extends BlobStoreContract {
    private final Path folder;

    FolderBlobsTest(@TempDir Path temporary) {
        folder = temporary.resolve("blobs");
    }

    @Override
    BlobStore blobs() {
        return FolderBlobs.in(folder);
    }

    @Override
    void damage(Blob blob, byte[] bytes) throws IOException {
        Files.write(file(blob), bytes);
    }

    private Path file(Blob blob) {
        return folder.resolve(blob.digest().substring(0, 1))
                .resolve(blob.digest().substring(1));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void equalBytesAreKeptOnceAndNoTemporaryFileIsLeft() throws IOException {
        Blob one = blobs().put(out -> out.write(HELLO));
        Blob two = blobs().put(out -> out.write(HELLO));

        assertThat(two).isEqualTo(one);
        assertThat(files()).containsExactly(file(one));
    }

    @Test
    void damageIsNamedWithTheFileAndWhatWasFound() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Files.writeString(file(blob), "hallo");

        assertThatThrownBy(() -> blobs().open(blob))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
                    assertThat(e.place()).isEqualTo(file(blob).toString());
                })
                .hasMessageMatching(Pattern.quote("the file " + file(blob)
                                + " is damaged: expected 5 bytes with SHA-256 " + blob.digest()
                                + ", found 5 bytes with d3751d33f9cd5049c4af2b462735457e4d3baf130bcbb87f389e349fbaeb20b9"
                                + ", and was moved to " + folder.resolve("quarantine") + "/" + blob.digest())
                        + "-[0-9a-f-]{36}; restore it from a copy, or store the same bytes again");
    }

    @Test
    void aDamagedFileIsSetAsideAndStillTellsWhatIsWrong() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Files.writeString(file(blob), "hallo");
        assertThatThrownBy(() -> blobs().verify(blob)).isInstanceOf(StorageException.class);

        assertThat(file(blob)).doesNotExist();
        assertThat(listed()).isEmpty();
        assertThat(quarantined()).singleElement().satisfies(aside -> {
            assertThat(aside).hasContent("hallo");
            assertThatThrownBy(() -> blobs().open(blob))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                    .hasMessageContaining("and was moved to " + aside);
        });
        blobs().put(out -> out.write(HELLO));
        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
        assertThat(quarantined()).hasSize(1);
        assertThat(blobs().delete(blob)).isTrue();
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void aWholeFileThatADyingProcessLeftInTheQuarantineIsPutBack() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Path quarantine = Files.createDirectories(folder.resolve("quarantine"));
        Files.writeString(quarantine.resolve(blob.digest() + "-0"), "hallo");
        Files.move(file(blob), quarantine.resolve(blob.digest() + "-1"));

        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
        assertThat(file(blob)).exists();
    }

    @Test
    void aStoreThatMayOnlyBeReadKeepsADamagedFileWhereItIs() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Files.writeString(file(blob), "hallo");
        BlobStore readOnly = new FolderBlobs(folder, new Disk() {
            @Override
            void rename(Path from, Path to) throws IOException {
                throw new IOException("read-only");
            }
        });

        assertThatThrownBy(() -> readOnly.open(blob))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith(
                        "found 5 bytes with d3751d33f9cd5049c4af2b462735457e4d3baf130bcbb87f389e349fbaeb20b9"
                                + "; restore it from a copy, or store the same bytes again");
        assertThat(file(blob)).hasContent("hallo");
    }

    @Test
    void damageOnTheWayFromTheDiskIsNoDamage() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        AtomicInteger readings = new AtomicInteger();
        BlobStore flaky = new FolderBlobs(folder, new Disk() {
            @Override
            InputStream read(Path file) throws IOException {
                return readings.getAndIncrement() == 0 ? new ByteArrayInputStream(new byte[5]) : super.read(file);
            }
        });

        assertThat(read(flaky, blob)).isEqualTo(HELLO);
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void aFileThatIsTooLongIsNotReadIntoMemory() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        try (RandomAccessFile file = new RandomAccessFile(file(blob).toFile(), "rw")) {
            file.setLength(100L << 20);
        }

        assertThatThrownBy(() -> blobs().open(blob))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("found 104857600 bytes with");
    }

    private Blob large() {
        byte[] block = new byte[1 << 20];
        return blobs().put(out -> {
            for (int i = 0; i < 17; i++) {
                block[i] = (byte) i;
                out.write(block);
            }
        });
    }

    @Test
    void ofALargeDamagedBlobNoEndIsReadAndTheFileIsSetAside() throws IOException {
        Blob blob = large();
        try (RandomAccessFile file = new RandomAccessFile(file(blob).toFile(), "rw")) {
            file.seek(12_345_678);
            file.write(1);
        }

        try (InputStream in = blobs().open(blob)) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                    .hasMessageContaining("is damaged: expected 17825792 bytes with SHA-256 " + blob.digest()
                            + ", found 17825792 bytes with ")
                    .hasMessageContaining(", and was moved to " + folder.resolve("quarantine"));
        }
        assertThat(quarantined()).hasSize(1);
        assertThatThrownBy(() -> blobs().open(blob))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
        assertThat(large()).isEqualTo(blob);
        assertThat(read(blobs(), blob)).hasSize(17 << 20);
    }

    @Test
    void aLargeBlobOfAnotherLengthIsRefusedBeforeItsFirstByte() throws IOException {
        Blob blob = large();
        try (RandomAccessFile file = new RandomAccessFile(file(blob).toFile(), "rw")) {
            file.setLength((17 << 20) - 1);
        }

        assertThatThrownBy(() -> blobs().open(blob))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("found 17825791 bytes with");
    }

    @Test
    void aLargeWholeFileInTheQuarantineIsPutBackWhenItIsOpened() throws IOException {
        Blob blob = large();
        Path quarantine = Files.createDirectories(folder.resolve("quarantine"));
        Files.move(file(blob), quarantine.resolve(blob.digest() + "-1"));

        assertThat(read(blobs(), blob)).hasSize(17 << 20);
        assertThat(file(blob)).exists();
    }

    @Test
    void aNameWithAnotherSizeIsRefusedButTheFileIsNotDamaged() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));

        assertThatThrownBy(() -> blobs().open(new Blob(blob.digest(), 6)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(
                        "expected 6 bytes with SHA-256 " + blob.digest() + ", found 5 bytes with " + blob.digest());
        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
    }

    private List<Path> quarantined() throws IOException {
        Path quarantine = folder.resolve("quarantine");
        if (!Files.exists(quarantine)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(quarantine)) {
            return files.toList();
        }
    }

    @Test
    void storingTheSameBytesAgainHealsADamagedFile() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Files.writeString(file(blob), "hallo");

        blobs().put(out -> out.write(HELLO));

        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
    }

    @Test
    void everyFlippedByteIsFound() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        for (int i = 0; i < HELLO.length; i++) {
            byte[] damaged = HELLO.clone();
            damaged[i] ^= 1;
            Files.write(file(blob), damaged);

            assertThatThrownBy(() -> blobs().open(blob)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void whatIsNoBlobIsNotListed() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Files.writeString(folder.resolve("tmp").resolve("0".repeat(62)), "unfinished");
        Files.writeString(file(blob).resolveSibling("0".repeat(61)), "too short");
        Files.writeString(file(blob).resolveSibling("A".repeat(62)), "not as it is written");
        Files.createDirectory(file(blob).resolveSibling("0".repeat(62)));
        Files.writeString(folder.resolve("readme"), "a file");

        assertThat(listed()).containsExactly(blob);
    }

    @Test
    void aBlobThatWasCutShortIsListedAsItIsAndCanBeDeleted() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Files.writeString(file(blob), "hel");

        assertThat(listed()).containsExactly(new Blob(blob.digest(), 3));
        assertThat(blobs().delete(blob)).isTrue();
        assertThat(listed()).isEmpty();
    }

    @Test
    void onlyWritesWithoutProgressAreTakenForDead() throws IOException {
        Blob blob = blobs().put(out -> out.write(HELLO));
        Path dead = Files.writeString(folder.resolve("tmp").resolve("dead"), "half");
        Path alive = Files.writeString(folder.resolve("tmp").resolve("alive"), "half");
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        Files.setLastModifiedTime(dead, FileTime.from(noon.minusMillis(1)));
        Files.setLastModifiedTime(alive, FileTime.from(noon));
        Files.setLastModifiedTime(file(blob), FileTime.from(noon.minusSeconds(60)));

        assertThat(blobs().deleteUnfinished(noon)).isEqualTo(1);
        assertThat(files()).containsExactlyInAnyOrder(alive, file(blob));
        assertThat(blobs().deleteUnfinished(noon)).isZero();
    }

    @Test
    void aWriterThatWasTakenForDeadFailsAndStoresNothing() throws IOException {
        assertThatThrownBy(() -> blobs().put(out -> {
                    out.write(HELLO);
                    out.flush();
                    blobs().deleteUnfinished(Instant.MAX);
                }))
                .isInstanceOf(StorageException.class);
        assertThat(listed()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeListedIsReported() throws IOException {
        Files.writeString(folder, "no folder");

        assertThatThrownBy(this::listed)
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("could not list the file " + folder);
    }

    @Test
    void anInterruptedThreadStoresItsBytes() throws IOException {
        Thread.currentThread().interrupt();
        Blob blob = blobs().put(out -> out.write(HELLO));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(read(blobs(), blob)).isEqualTo(HELLO);
    }

    @Test
    void aFileInThePlaceOfTheFolderIsReported() throws IOException {
        Files.writeString(folder, "no folder");

        assertThatThrownBy(() -> blobs().put(out -> out.write(HELLO)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED))
                .hasMessageStartingWith("could not write the file " + folder);
    }

    /** After any operation the power may fail: then the blob is there as a whole or not at all, and can be stored. */
    @Test
    void aPowerCutAfterAnyOperationLeavesTheOldOrTheNewState() throws IOException {
        int points = 0;
        while (cutAfter(points)) {
            points++;
        }
        assertThat(points).isGreaterThanOrEqualTo(7);
    }

    /** One process renames and dies; another finds the bytes there and is told that they are stored. */
    @Test
    void bytesThatADeadWriterLeftAreForcedBeforeASecondIsToldThatTheyAreStored() throws IOException {
        int operation = 0;
        for (boolean acknowledged = false; !acknowledged; operation++) {
            Path place = folder.resolve("dead" + operation);
            FailingDisk disk = new FailingDisk(operation);
            try {
                new FolderBlobs(place, disk).put(out -> out.write(HELLO));
                acknowledged = true;
            } catch (StorageException expected) {
                assertThat(expected).hasRootCauseMessage("power cut");
            }
            disk.goOn();
            Blob blob = new FolderBlobs(place, disk).put(out -> out.write(HELLO));
            disk.loseWhatWasNotForced();
            assertThat(read(FolderBlobs.in(place), blob)).isEqualTo(HELLO);
        }
        assertThat(operation).isGreaterThanOrEqualTo(25);
    }

    /** Also the first blob of each of the folders. */
    @Test
    void everyBlobForcesItsFileAndItsFolderAndNothingElse() throws IOException {
        FailingDisk disk = new FailingDisk(Integer.MAX_VALUE);
        FolderBlobs blobs = new FolderBlobs(folder, disk);
        blobs.put(out -> out.write(HELLO));
        assertThat(disk.forces)
                .as("of the first also the folder, and the one above")
                .isEqualTo(4);
        for (int i = 0; i < 40; i++) {
            byte[] content = {(byte) i};
            int before = disk.forces;
            blobs.put(out -> out.write(content));
            assertThat(disk.forces - before).isEqualTo(2);
        }
        try (Stream<Path> heads = Files.list(folder)) {
            assertThat(heads.filter(head -> head.getFileName().toString().length() == 1))
                    .hasSize(16);
        }
    }

    @Test
    void aFolderThatSomebodyTidiedAwayIsMadeAgain() throws IOException {
        FolderBlobs blobs = FolderBlobs.in(folder);
        blobs.put(out -> out.write(7));
        Files.delete(folder.resolve("2"));

        assertThat(read(blobs, blobs.put(out -> out.write(HELLO)))).isEqualTo(HELLO);
    }

    private boolean cutAfter(int operations) throws IOException {
        Path place = folder.resolve("cut" + operations);
        FailingDisk disk = new FailingDisk(operations);
        boolean acknowledged = false;
        try {
            new FolderBlobs(place, disk).put(out -> out.write(HELLO));
            acknowledged = true;
        } catch (StorageException expected) {
            assertThat(expected).hasRootCauseMessage("power cut");
        }
        disk.loseWhatWasNotForced();
        BlobStore after = FolderBlobs.in(place);
        Blob blob = new Blob("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", 5);
        if (acknowledged) {
            assertThat(read(after, blob)).isEqualTo(HELLO);
        } else if (Files.exists(place.resolve("2").resolve(blob.digest().substring(1)))) {
            assertThat(read(after, blob)).isEqualTo(HELLO);
        }
        assertThat(after.put(out -> out.write(HELLO))).isEqualTo(blob);
        assertThat(read(after, blob)).isEqualTo(HELLO);
        return !acknowledged;
    }

    /** A disk that stops after some operations and then forgets contents and names that were not forced. */
    private static final class FailingDisk extends Disk {
        private int limit;
        private int done;
        private int forces;
        private final Set<Path> unforcedFiles = new HashSet<>();
        private final List<Path> unforcedNames = new ArrayList<>();

        FailingDisk(int limit) {
            this.limit = limit;
        }

        /** The machine goes on; only the process had died. */
        void goOn() {
            limit = Integer.MAX_VALUE;
        }

        private void step() throws IOException {
            if (done++ >= limit) {
                throw new IOException("power cut");
            }
        }

        @Override
        FileOutputStream create(Path file) throws IOException {
            step();
            unforcedFiles.add(file);
            return super.create(file);
        }

        @Override
        void force(Path file, FileOutputStream written) throws IOException {
            step();
            forces++;
            super.force(file, written);
            unforcedFiles.remove(file);
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            step();
            super.rename(from, to);
            unforcedNames.add(to);
            if (unforcedFiles.remove(from)) {
                unforcedFiles.add(to);
            }
        }

        @Override
        void createFolder(Path created) throws IOException {
            step();
            if (!Files.exists(created)) {
                unforcedNames.add(created);
            }
            super.createFolder(created);
        }

        @Override
        void forceFolder(Path forced) throws IOException {
            step();
            forces++;
            super.forceFolder(forced);
            unforcedNames.removeIf(name -> forced.equals(name.getParent()));
        }

        @Override
        boolean delete(Path file) throws IOException {
            step();
            return super.delete(file);
        }

        void loseWhatWasNotForced() throws IOException {
            for (Path name : unforcedNames) {
                if (Files.exists(name)) {
                    // A folder goes with what was put into it meanwhile.
                    try (Stream<Path> below = Files.walk(name)) {
                        for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                            Files.delete(each);
                        }
                    }
                }
            }
            for (Path file : unforcedFiles) {
                if (Files.exists(file)) {
                    Files.write(file, new byte[2]);
                }
            }
        }
    }
}

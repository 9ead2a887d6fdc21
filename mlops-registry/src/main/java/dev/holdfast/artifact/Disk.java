// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The few things that a blob store does to a disk; a seam where tests stop and damage what was not forced. */
class Disk {
    FileOutputStream create(Path file) throws IOException {
        return new FileOutputStream(Files.createFile(file).toFile());
    }

    /** Returns when the file's bytes are on the disk. */
    void force(Path file, FileOutputStream written) throws IOException {
        // By the descriptor that wrote: opening the file by its name would create it again if it was deleted meanwhile,
        // and a FileChannel closes when the thread is interrupted.
        written.getFD().sync();
    }

    /** Opens a file in a way that an interrupted thread can read. */
    InputStream read(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        } else if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        return new FileInputStream(file.toFile());
    }

    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    /** Returns when the names in a folder are on the disk, where the platform can say so. */
    void forceFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders and needs no forcing of them.
            if (java.io.File.separatorChar == '/') {
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns whether there was a file to delete. */
    boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }
}

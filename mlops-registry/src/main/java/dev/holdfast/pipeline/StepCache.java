// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.internal.store.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results of steps in a folder, found by what they were made from: the pipeline, the step, its version and the content of
 * its input.
 *
 * <p>A run that was ended by a failure is resumed by running it again: the steps that had succeeded are found here. Each
 * file carries the SHA-256 of its content and is checked when it is read; one that is damaged counts as absent. Files are
 * complete or not there, also after a crash, and may be deleted at any time. A cache that cannot be read or written makes
 * a run slower and never makes it fail.
 *
 * <p>Thread-safe; several processes may share a folder.
 */
public final class StepCache {
    private static final Logger LOG = LoggerFactory.getLogger(StepCache.class);
    private static final String FORMAT = "holdfast-step-cache/1";
    private static final int HEADER = 64;

    private final Path folder;

    private StepCache(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the cache in a folder.
     *
     * @param folder the folder, made when it is first needed
     * @return the cache
     */
    public static StepCache in(Path folder) {
        return new StepCache(Objects.requireNonNull(folder, "folder"));
    }

    /** What a result was made from. */
    record Origin(String pipeline, String step, String version, String input) {
        /** Lengths keep apart what would read the same side by side. */
        String key() {
            StringBuilder text = new StringBuilder(FORMAT);
            for (String part : List.of(pipeline, step, version, input)) {
                text.append('\n').append(part.length()).append(' ').append(part);
            }
            return Digests.of(text.toString());
        }

        private String place() {
            return Digests.of(FORMAT + '\n' + pipeline.length() + ' ' + pipeline + '\n' + step);
        }
    }

    /** Returns the verified bytes of a result, or empty when there are none that can be trusted. */
    Optional<byte[]> find(Origin origin) {
        Path file = file(origin.key());
        try {
            byte[] all = Files.readAllBytes(file);
            byte[] content = Arrays.copyOfRange(all, Math.min(HEADER, all.length), all.length);
            String digest = new String(all, 0, Math.min(HEADER, all.length), StandardCharsets.US_ASCII);
            if (digest.equals(Digests.of(content))) {
                return Optional.of(content);
            }
            LOG.warn("The cached result of step '{}' in {} is damaged; the step runs again", origin.step(), file);
        } catch (NoSuchFileException e) {
            LOG.debug("Nothing is cached for step '{}' in {}", origin.step(), file);
        } catch (IOException e) {
            LOG.warn("The cached result of step '{}' cannot be read; the step runs again", origin.step(), e);
        }
        return Optional.empty();
    }

    /** Says in words what is different from the time before. */
    String whyMissed(Origin origin) {
        try {
            List<String> before = Files.readAllLines(folder.resolve(origin.place() + ".last"));
            if (before.size() == 2 && !before.get(0).equals(Digests.of(origin.version()))) {
                return "its version is new: " + origin.version();
            }
            if (before.size() == 2 && !before.get(1).equals(Digests.of(origin.input()))) {
                return "its input is new: " + origin.input();
            }
            return "its stored result is gone or damaged";
        } catch (IOException e) {
            return "it has not run before";
        }
    }

    void put(Origin origin, byte[] content) {
        try {
            Files.createDirectories(folder);
            write(file(origin.key()), Digests.of(content).getBytes(StandardCharsets.US_ASCII), content);
            String last = Digests.of(origin.version()) + "\n" + Digests.of(origin.input()) + "\n";
            write(folder.resolve(origin.place() + ".last"), last.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.warn("The result of step '{}' cannot be cached in {}", origin.step(), folder, e);
        }
    }

    private Path file(String key) {
        return folder.resolve(key + ".step");
    }

    private void write(Path file, byte[]... parts) throws IOException {
        Path temporary = Files.createTempFile(folder, "step", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                for (byte[] part : parts) {
                    ByteBuffer buffer = ByteBuffer.wrap(part);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public String toString() {
        return "StepCache.in(" + folder + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a repository told last, so that short runs need not each look at all of its files. Whether tracked files differ
 * from the commit is asked at most once a second, and at once when the commit or the index is another; everything else
 * is read each time. Thread-safe.
 */
final class GitMemory {
    private static final long AGE = Duration.ofSeconds(1).toNanos();

    private record Look(GitRepository git, String commit, FileTime index, long at, String changes) {}

    private final LongSupplier nanos;
    private volatile @Nullable Look last;

    /** A memory that reckons with a clock of nanoseconds. */
    GitMemory(LongSupplier nanos) {
        this.nanos = nanos;
    }

    Map<String, String> facts(Path folder) {
        return GitRepository.facts(folder, this::changes);
    }

    private String changes(GitRepository git, String commit) throws IOException {
        Path file = git.own().resolve("index");
        FileTime index = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
        long now = nanos.getAsLong();
        Look known = last;
        if (known != null
                && known.git().equals(git)
                && known.commit().equals(commit)
                && known.index().equals(index)
                && now - known.at() < AGE) {
            return known.changes();
        }
        String changes = new GitChanges(git).describe(commit);
        last = new Look(git, commit, index, now, changes);
        return changes;
    }
}

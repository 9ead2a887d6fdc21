// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import java.util.Objects;

/**
 * A file that a run stored.
 *
 * @param path where it stands among the files of the run: relative, its folders separated by {@code /}, such as
 *     {@code "plots/roc.svg"}
 * @param mediaType what the bytes are
 * @param blob the bytes
 */
public record RunArtifact(String path, String mediaType, Blob blob) {
    /**
     * Checks that nothing is null.
     *
     * @param path where it stands among the files of the run
     * @param mediaType what the bytes are
     * @param blob the bytes
     */
    public RunArtifact {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(blob, "blob");
    }

    /**
     * Tells whether a text can be the path of a file of a run: relative, made of names that every file system can hold,
     * leading nowhere else.
     *
     * @param path the text
     * @return whether it can
     */
    public static boolean isPath(String path) {
        try {
            ArtifactPaths.check(path);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

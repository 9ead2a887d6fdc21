// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import java.util.Objects;

/**
 * An attachment that a run stored.
 *
 * @param name its name, unique within the run
 * @param mediaType what the bytes are
 * @param blob the bytes
 */
public record StoredAttachment(String name, String mediaType, Blob blob) {
    /** Checks that nothing is null. */
    public StoredAttachment {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(blob, "blob");
    }
}

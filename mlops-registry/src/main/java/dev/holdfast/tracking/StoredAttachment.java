// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;

/**
 * An attachment that a run stored.
 *
 * @param name its name, unique within the run
 * @param mediaType what the bytes are
 * @param blob the bytes
 */
public record StoredAttachment(String name, String mediaType, Blob blob) {}

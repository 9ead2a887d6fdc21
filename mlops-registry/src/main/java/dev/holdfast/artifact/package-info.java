// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes that must survive: blobs named by their SHA-256, written once, verified whenever they are read. Start from
 * {@link dev.holdfast.artifact.BlobStore}.
 */
@NullMarked
package dev.holdfast.artifact;

import org.jspecify.annotations.NullMarked;

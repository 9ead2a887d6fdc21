// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one entry from elsewhere than the entry.
 *
 * @param sequence the entry
 * @param digest the digest that it had
 * @param source who says so, for messages
 * @param origin the digest of the first entry of the trail, where it was noted
 * @param fault why this is not to be believed, or null
 * @param isCheckpoint whether it is a checkpoint of the trail itself
 */
record Known(
        long sequence,
        String digest,
        String source,
        @Nullable String origin,
        @Nullable String fault,
        boolean isCheckpoint) {}

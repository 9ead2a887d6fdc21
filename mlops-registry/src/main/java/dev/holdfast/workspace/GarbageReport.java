// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

/**
 * What a collection did.
 *
 * @param deleted how many blobs it deleted
 * @param deletedBytes their bytes
 * @param marked how many blobs that nobody names it found for the first time
 * @param rescued how many marked blobs were named or stored again meanwhile
 * @param unfinished how many writes of dead writers it cleared
 * @param waiting how many marked blobs wait for a later collection
 * @param waitingBytes their bytes
 */
public record GarbageReport(
        long deleted, long deletedBytes, long marked, long rescued, long unfinished, long waiting, long waitingBytes) {}

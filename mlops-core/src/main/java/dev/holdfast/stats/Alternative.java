// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

/** What a test of two samples looks for. */
public enum Alternative {
    /** The samples differ in either direction. */
    TWO_SIDED,
    /** The first sample tends to smaller values than the second; for proportions, the first is smaller. */
    LESS,
    /** The first sample tends to larger values than the second; for proportions, the first is larger. */
    GREATER
}

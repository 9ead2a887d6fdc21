// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/**
 * A run as one of its attempts writes to it: what was begun, or resumed, once. Of several attempts only the last may
 * write.
 */
record RunKey(long seq, String id, String experiment, String name, long attempt) {}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/** What is known of a run. */
public record RunRecord(String id) {}

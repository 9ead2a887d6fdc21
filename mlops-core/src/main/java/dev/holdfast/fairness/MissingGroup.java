// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

/** What becomes of rows whose sensitive value is missing. */
public enum MissingGroup {
    /** They are a group of their own, named {@code "(missing)"}. */
    OWN_GROUP,
    /** They take no part in the comparison of that attribute; the report says how many they were. */
    EXCLUDE
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/** What a data set was used for in a run. */
public enum DatasetRole {
    /** The model learned from it. */
    TRAINING,
    /** Options were chosen by it. */
    VALIDATION,
    /** The finished model was measured on it. */
    TEST,
    /** The model answered it. */
    SCORING
}

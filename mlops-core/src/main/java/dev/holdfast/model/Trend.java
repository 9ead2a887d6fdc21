// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

/** Where an output may move when a column is raised; staying the same is allowed by both. */
public enum Trend {
    /** The output never falls. */
    RISING,
    /** The output never rises. */
    FALLING
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/** How bad it is when a rule does not hold. */
public enum Severity {
    /** Worth a look; the data may be used. */
    WARN,
    /** The data must not be used as they are. */
    FAIL
}

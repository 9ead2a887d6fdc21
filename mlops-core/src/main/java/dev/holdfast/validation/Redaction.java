// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/** What is shown instead of a value of a sensitive column, in samples, sentences, exceptions and reports. */
public enum Redaction {
    /** Every character but blanks and ASCII punctuation becomes {@code *}; length and punctuation stay. */
    MASK,
    /**
     * The first 12 hexadecimal digits of the HMAC-SHA-256 under the key that whoever checks gives, so that equal values can
     * be told to be equal; without a key nothing is shown.
     */
    HASH,
    /** Nothing is shown. */
    OMIT
}

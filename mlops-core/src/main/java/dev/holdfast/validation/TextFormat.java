// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/** Well-known forms of text that a rule can ask for. */
public enum TextFormat {
    /** A mail address with one {@code @} and a domain of at least two labels. */
    EMAIL,
    /** An http, https or ftp address with a host. */
    URL,
    /** A UUID in the form 8-4-4-4-12. */
    UUID,
    /** Four decimal numbers up to 255 without leading zeros. */
    IPV4,
    /** An IPv6 address, shortened by one {@code ::} or ending in an IPv4 address or not. */
    IPV6,
    /** A payment card number: 12 to 19 digits with a valid Luhn check digit. */
    CARD,
    /** An international bank account number with valid check digits. */
    IBAN,
    /** One JSON value. */
    JSON
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/**
 * What ended a run before its work was done.
 *
 * @param type the class of what was thrown; empty when nothing was, as in a run that was closed before it was completed
 * @param message its message; empty when it had none
 * @param stackDigest the SHA-256 of where it was thrown from, and of where its causes were: equal for runs that failed
 *     in the same way, 64 lower-case hexadecimal digits; empty when nothing was thrown or it was not recorded
 */
public record RunFailure(String type, String message, String stackDigest) {}

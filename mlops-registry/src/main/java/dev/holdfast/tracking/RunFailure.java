// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/**
 * What ended a run before its work was done.
 *
 * @param type the class of what was thrown
 * @param message its message; empty when it had none
 */
public record RunFailure(String type, String message) {}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

/**
 * Which version of which model is served.
 *
 * @param model the model's name
 * @param number the version's number, at least 1
 * @param digest the SHA-256 of the version's manifest
 */
public record DeployedVersion(String model, long number, String digest) {

    @Override
    public String toString() {
        return model + " version " + number;
    }
}

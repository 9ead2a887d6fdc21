// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/** placeholder */
final class ClassPath {
    static final String FACT = "dependencies";

    private ClassPath() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.testkit.Backing;

class PostgresRegistryTest extends RegistryTest {
    @Override
    Backing backing() {
        return Backing.postgres();
    }
}

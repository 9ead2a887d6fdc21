// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.testkit.Backing;

class PostgresHostileNamesInRegistryTest extends HostileNamesInRegistryTest {
    @Override
    Backing backing() {
        return Backing.postgres();
    }
}

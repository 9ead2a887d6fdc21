// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.testkit.Backing;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PostgresHostileNamesTest extends HostileNamesTest {
    PostgresHostileNamesTest(@TempDir Path folder) {
        super(folder);
    }

    @Override
    Backing backing() {
        return Backing.postgres();
    }
}

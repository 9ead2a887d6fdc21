// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.internal.store.PostgresDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.testkit.Postgres;
import java.nio.file.Path;
import java.time.Duration;

class PostgresAuditTamperTest extends AuditTamperTest {
    @Override
    Store store(Path place) {
        return Store.open(
                Postgres.schema(),
                new PostgresDialect(),
                Store.Settings.of("a schema of its own", Duration.ofSeconds(20), 0));
    }
}

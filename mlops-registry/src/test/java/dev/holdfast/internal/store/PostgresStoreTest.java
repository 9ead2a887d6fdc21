// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.testkit.Postgres;
import java.time.Duration;
import javax.sql.DataSource;

class PostgresStoreTest extends StoreContract {
    private final DataSource schema = Postgres.schema();

    @Override
    Store open(boolean migrate) {
        Store.Settings settings = Store.Settings.of(PostgresDialect.place(schema), Duration.ofSeconds(20), 7);
        return Store.open(schema, new PostgresDialect(), migrate ? settings : settings.withoutMigration());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Postgres;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends StoreContract {
    private final DataSource schema = Postgres.schema();

    @Override
    Dialect dialect() {
        return new PostgresDialect();
    }

    @Override
    Store open(boolean migrate) {
        Store.Settings settings = Store.Settings.of(PostgresDialect.place(schema), Duration.ofSeconds(20), 7);
        return Store.open(schema, new PostgresDialect(), migrate ? settings : settings.withoutMigration());
    }

    @Test
    void aDeadlockIsResolvedByDoingOneAgain() throws Exception {
        try (Store store = open()) {
            store.transact(Durability.FULL, tx -> {
                tx.update("INSERT INTO hf_experiment (name, created_at) VALUES ('a', 0), ('b', 0)");
                return true;
            });
            CyclicBarrier both = new CyclicBarrier(2);
            AtomicInteger attempts = new AtomicInteger();
            ExecutorService executor = Executors.newFixedThreadPool(2);
            try {
                Future<Integer> one = executor.submit(() -> increment(store, "a", "b", both, attempts));
                Future<Integer> two = executor.submit(() -> increment(store, "b", "a", both, attempts));
                assertThat(one.get() + two.get()).isEqualTo(2);
            } finally {
                executor.shutdown();
            }
            assertThat(attempts).hasValue(3);
            assertThat(store.<Long>read(tx -> tx.number("SELECT SUM(created_at) FROM hf_experiment")))
                    .isEqualTo(4);
        }
    }

    private static int increment(Store store, String first, String second, CyclicBarrier both, AtomicInteger attempts) {
        String sql = "UPDATE hf_experiment SET created_at = created_at + 1 WHERE name = ?";
        return store.transact(Durability.PROCESS, tx -> {
            boolean meet = attempts.incrementAndGet() <= 2;
            tx.update(sql, first);
            if (meet) {
                try {
                    both.await(10, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            return tx.update(sql, second);
        });
    }

    @Test
    void aConnectionThatIsLostBeforeTheCommitIsNoticedByNobody() {
        try (Store store = open()) {
            AtomicInteger attempts = new AtomicInteger();
            store.transact(Durability.FULL, tx -> {
                tx.update("INSERT INTO hf_experiment (name, created_at) VALUES ('a', 0)");
                if (attempts.incrementAndGet() == 1) {
                    tx.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                }
                return tx.update("UPDATE hf_experiment SET created_at = created_at + 1");
            });
            assertThat(attempts).hasValue(2);
            assertThat(store.<Long>read(tx -> tx.number("SELECT SUM(created_at) FROM hf_experiment")))
                    .isEqualTo(1);
        }
    }
}

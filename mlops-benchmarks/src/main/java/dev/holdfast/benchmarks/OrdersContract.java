// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atMost;
import static dev.holdfast.validation.Limit.within;

import dev.holdfast.validation.DataContract;
import dev.holdfast.validation.TextFormat;
import java.time.Instant;

/** What one asks of the orders: twenty checks of the kinds that contracts are made of, on ten of the columns. */
final class OrdersContract {
    private OrdersContract() {}

    static DataContract twentyChecks() {
        return DataContract.named("orders")
                .column("id", c -> c.integer().required().between(1_000_000, 9_999_999))
                .column("amount", c -> c.number().required().nonNegative().below(100_000))
                .column("price", c -> c.number().between(0, 1_000_000).missing(atMost(0.05)))
                .column("quantity", c -> c.required().between(1, 100).mean(within(45, 56)))
                .column("stock", c -> c.between(-1_000_000, 4_000_000).missing(atMost(0.10)))
                .column("city", c -> c.matches("city[0-9]{1,3}"))
                .column("status", c -> c.in("new", "paid", "sent", "returned", "closed"))
                .column("email", c -> c.format(TextFormat.EMAIL))
                .column(
                        "ordered",
                        c -> c.during(Instant.parse("2015-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:00Z")))
                .column("discount", c -> c.between(0, 0.5))
                .rows(r -> r.check(
                        "returned-orders-had-a-quantity",
                        when("status").is("returned").then("quantity").above(0)))
                .build();
    }
}

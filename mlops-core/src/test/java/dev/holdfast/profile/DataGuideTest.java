// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Ragged;
import dev.holdfast.data.RejectedRow;
import dev.holdfast.data.TableSource;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows about data, as it stands there. */
class DataGuideTest {
    @Test
    void profilesAFileThatMayBeLargerThanMemory(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("orders.csv");
        Files.writeString(file, "id,amount,zip\n" + "1,2.50,007\n2,,010\n3,9.99,010\n".repeat(500));
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            // snippet: data
            TableSource orders = Csv.stream(file);
            Profile profile =
                    Profiler.withDefaults().profile(orders, executor, 2); // one pass, the same for any threads
            ColumnProfile amount = profile.column("amount");
            long missing = amount.missing();
            Measurement median = amount.quantile(0.5); // exact while small, then with the interval that holds it
            Profile week = profile.merge(Profile.parse(profile.toBytes())); // yesterday's, stored in a few KB a column
            String html = profile.report().toHtml();

            List<RejectedRow> left = new ArrayList<>();
            TableSource tolerant = Csv.with(csv -> csv.separator(',')
                            .missing("", "NA")
                            .ragged(Ragged.QUARANTINE)
                            .rejected(left::add))
                    .stream(file);
            // end
            assertThat(missing).isEqualTo(500);
            assertThat(median).isEqualTo(Estimate.exact(6.245, 1000));
            assertThat(week.rowCount()).isEqualTo(3000);
            assertThat(html).contains("amount");
            assertThat(tolerant.schema().names()).containsExactly("id", "amount", "zip");
            assertThat(profile.column("zip").type().name()).isEqualTo("TEXT");
        } finally {
            executor.shutdownNow();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.internal.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Entries of one kind on their way to a run, in requests of no more and no larger than a server takes. */
final class Batch {
    private static final int MOST_METRICS = 1_000;
    private static final int MOST_OTHERS = 100;

    /** A server takes 1,000,000 bytes, names of the members and the run's id included. */
    private static final int MOST_BYTES = 950_000;

    private final MlflowHttp http;
    private final String run;
    private final String kind;
    private final int most;
    private final List<Object> entries = new ArrayList<>();
    private int bytes;

    Batch(MlflowHttp http, String run, String kind) {
        this.http = http;
        this.run = run;
        this.kind = kind;
        this.most = kind.equals("metrics") ? MOST_METRICS : MOST_OTHERS;
    }

    void add(Object entry) {
        int size = Json.canonical(entry).getBytes(StandardCharsets.UTF_8).length + 1;
        if (entries.size() == most || bytes + size > MOST_BYTES) {
            flush();
        }
        entries.add(entry);
        bytes += size;
    }

    void flush() {
        if (!entries.isEmpty()) {
            http.post("runs/log-batch", Json.object("run_id", run, kind, List.copyOf(entries)));
            entries.clear();
            bytes = 0;
        }
    }
}

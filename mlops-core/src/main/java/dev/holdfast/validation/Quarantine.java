// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The good rows of a source; the bad ones go to the sink in the pass that checks the contract. */
final class Quarantine implements TableSource {
    private final DataContract contract;
    private final TableSource source;
    private final QuarantineSink sink;
    private final CheckOptions options;
    private final Consumer<ContractReport> whenDone;

    Quarantine(
            DataContract contract,
            TableSource source,
            QuarantineSink sink,
            CheckOptions options,
            Consumer<ContractReport> whenDone) {
        this.contract = contract;
        this.source = source;
        this.sink = sink;
        this.options = options;
        this.whenDone = whenDone;
    }

    @Override
    public Schema schema() {
        return source.schema();
    }

    @Override
    public Stream<Table> batches() {
        Stream<Table> all = source.batches();
        Reading reading = new Reading(all.spliterator());
        return StreamSupport.stream(reading, false).onClose(() -> {
            try {
                reading.finish();
            } finally {
                all.close();
            }
        });
    }

    private final class Reading extends AbstractSpliterator<Table> {
        private final Spliterator<Table> batches;
        private final ContractCheck check = new ContractCheck(contract, options);
        private final List<QuarantineSink.Writer> writer = new ArrayList<>();
        private boolean done;

        Reading(Spliterator<Table> batches) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.batches = batches;
        }

        @Override
        public boolean tryAdvance(Consumer<? super Table> action) {
            if (done) {
                return false;
            }
            boolean more = batches.tryAdvance(batch -> action.accept(good(batch)));
            if (!more) {
                finish();
                whenDone.accept(check.report());
            }
            return more;
        }

        private Table good(Table table) {
            Batch batch = check.addAndReject(table);
            Map<Integer, List<Breach>> rejects = batch.rejects();
            rejects.forEach((index, breaches) -> {
                long number = batch.rowNumber(index);
                try {
                    open().write(new QuarantinedRow(number, table.row(index), breaches));
                } catch (IOException | RuntimeException e) {
                    throw new QuarantineException(name(), number, e);
                }
            });
            return rejects.isEmpty()
                    ? table
                    : table.rows(IntStream.range(0, table.rowCount())
                            .filter(row -> !rejects.containsKey(row))
                            .toArray());
        }

        private QuarantineSink.Writer open() throws IOException {
            if (writer.isEmpty()) {
                writer.add(sink.open());
            }
            return writer.get(0);
        }

        private String name() {
            return writer.isEmpty() ? "the quarantine" : "the quarantine " + writer.get(0);
        }

        /** Closes the sink once; opens it first, so that a reading without bad rows leaves an empty quarantine. */
        void finish() {
            if (!done) {
                done = true;
                try {
                    open().close();
                } catch (IOException e) {
                    throw new QuarantineException(name(), 0, e);
                }
            }
        }
    }
}

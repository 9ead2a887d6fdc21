// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

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
                reading.end();
            } finally {
                all.close();
            }
        });
    }

    /** One reading: closed once when all was read, abandoned once when not. */
    private final class Reading extends AbstractSpliterator<Table> {
        private final Spliterator<Table> batches;
        private final ContractCheck check = new ContractCheck(contract, options);
        private final CheckContext context = new CheckContext(contract, options);
        private QuarantineSink.@Nullable Writer writer;
        private long written;
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
                ContractReport report = check.report();
                check.close();
                whenDone.accept(report);
            }
            return more;
        }

        private Table good(Table table) {
            Batch batch = check.addAndReject(table);
            Map<Integer, List<Breach>> rejects = batch.rejects();
            rejects.forEach((index, breaches) -> reject(batch, index, breaches));
            return rejects.isEmpty()
                    ? table
                    : table.rows(IntStream.range(0, table.rowCount())
                            .filter(row -> !rejects.containsKey(row))
                            .toArray());
        }

        private void reject(Batch batch, int index, List<Breach> breaches) {
            long number = batch.rowNumber(index);
            Row row = batch.table().row(index);
            try {
                open().write(new QuarantinedRow(
                        number,
                        batch.table().position(index),
                        sink.takesSensitiveValues() ? row : context.hidden(row),
                        breaches));
                written++;
            } catch (IOException | RuntimeException e) {
                QuarantineException failure = QuarantineException.atRow(name(), number, written, e);
                abandon(failure);
                throw failure;
            }
        }

        private QuarantineSink.Writer open() throws IOException {
            QuarantineSink.Writer there = writer;
            if (there == null) {
                there = sink.open();
                writer = there;
            }
            return there;
        }

        private String name() {
            return writer == null ? "the quarantine" : "the quarantine " + writer;
        }

        /** Closes the sink once; opens it first, so that a reading without bad rows leaves an empty quarantine. */
        private void finish() {
            done = true;
            try {
                open().close();
            } catch (IOException | RuntimeException e) {
                throw QuarantineException.atTheEnd(name(), written, e);
            }
        }

        /** The stream is closed: when the end was not reached, what is in the sink is not all there is. */
        void end() {
            if (!done) {
                QuarantineException failure = abandon(null);
                if (failure != null) {
                    throw failure;
                }
            }
            check.close();
        }

        private @Nullable QuarantineException abandon(@Nullable QuarantineException reason) {
            done = true;
            check.close();
            try {
                if (writer != null) {
                    writer.abandon();
                }
                return null;
            } catch (IOException | RuntimeException e) {
                if (reason == null) {
                    return QuarantineException.atTheEnd(name(), written, e);
                }
                reason.addSuppressed(e);
                return null;
            }
        }
    }
}

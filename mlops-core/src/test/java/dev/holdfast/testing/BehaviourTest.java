// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static dev.holdfast.testing.ModelOnDataAssertTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Outcome;
import dev.holdfast.tribuo.TribuoCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Assertions on what a model does whatever the truth is. */
class BehaviourTest {
    private static final Table LOANS = Credit.loans(100, 1);

    private static ModelOnDataAssert<ClassScores> that(Predictor<Row, ClassScores> model) {
        return assertThatModel(model).as("credit").on(LOANS);
    }

    @Test
    void aPlainModelPasses() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            that(Credit.GOOD)
                    .isDeterministic()
                    .isIndependentOfRowOrder()
                    .isIndependentOfOtherRows()
                    .isThreadSafe(threads, 4);
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThatModel(Credit.LOSS).on(LOANS).isDeterministic().isIndependentOfOtherRows();
        assertThatModel(Credit.trained())
                .on(LOANS)
                .survivesRoundTrip(TribuoCodec.classification())
                .answersEveryRow();
    }

    @Test
    void aModelThatAnswersDifferentlyEachTimeIsShownOnItsWorstRow() {
        AtomicInteger calls = new AtomicInteger();
        CheckResult result = failure(
                () -> that(row -> Credit.scores(calls.incrementAndGet() / 1e4)).isDeterministic());
        assertThat(result.message())
                .isEqualTo(
                        "FAILED: credit on 100 rows: expected the same answers when asked again, observed other answers to"
                                + " 100 of 100 rows, differing by up to 0.01\n"
                                + "  example: row 1: first bad=1.0E-4, good=0.9999, then bad=0.0101, good=0.9899\n"
                                + "    " + RowText.values(LOANS.row(0)) + "\n"
                                + "  what to do: fix the seed, and keep no state between calls of predict");
        CheckResult order = failure(
                () -> that(row -> Credit.scores(calls.incrementAndGet() / 1e4)).isIndependentOfRowOrder());
        assertThat(order.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(order.observed()).isEqualTo("other answers each time it is asked, so nothing can be told");
        assertThat(failure(() -> that(row -> Credit.scores(calls.incrementAndGet() / 1e4))
                                .isIndependentOfOtherRows())
                        .outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
    }

    /** Centres its scores on the batch, as models do whose features are fitted again when they predict. */
    private static final Predictor<Row, ClassScores> CENTRED = new Predictor<>() {
        @Override
        public ClassScores predict(Row row) {
            return predictAll(List.of(row)).get(0);
        }

        @Override
        public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
            double sum = 0;
            int n = 0;
            for (Row row : rows) {
                sum += row.number("Income");
                n++;
            }
            List<ClassScores> scores = new ArrayList<>();
            for (Row row : rows) {
                scores.add(Credit.scores(1 / (1 + Math.exp((row.number("Income") - sum / n) / 50))));
            }
            return scores;
        }
    };

    /** Smooths over the row before, as models of sequences do. */
    private static final Predictor<Row, ClassScores> SMOOTHED = new Predictor<>() {
        @Override
        public ClassScores predict(Row row) {
            return Credit.GOOD.predict(row);
        }

        @Override
        public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
            List<ClassScores> scores = new ArrayList<>();
            double before = 0;
            for (Row row : rows) {
                double risk = Credit.risk(row);
                scores.add(Credit.scores((risk + before) / 2));
                before = risk;
            }
            return scores;
        }
    };

    @Test
    void aModelThatLooksAtItsBatchIsCaughtByOneAssertionAndOneThatLooksAtTheRowBeforeByBoth() {
        that(CENTRED).isDeterministic();
        CheckResult batch = failure(() -> that(CENTRED).isIndependentOfOtherRows());
        assertThat(batch.observed()).startsWith("other answers to 100 of 100 rows, differing by up to 0.");
        assertThat(batch.details().get("example"))
                .contains("among all rows bad=")
                .contains(", alone bad=0.5, good=0.5");

        CheckResult order = failure(() -> that(SMOOTHED).isIndependentOfRowOrder());
        assertThat(order.details().get("example")).contains("in order bad=").contains(", reversed bad=");
        assertThat(failure(() -> that(SMOOTHED).isIndependentOfOtherRows()).outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void aModelThatSharesStateBetweenThreadsIsCaught() throws Exception {
        Row[] held = new Row[1];
        Predictor<Row, ClassScores> sharing = row -> {
            held[0] = row;
            java.util.concurrent.locks.LockSupport.parkNanos(1);
            return Credit.GOOD.predict(held[0]);
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CheckResult result = failure(() -> assertThatModel(sharing)
                    .as("credit")
                    .on(Credit.loans(2_000, 3))
                    .isThreadSafe(threads, 4));
            assertThat(result.expected()).isEqualTo("the same answers to 4 threads at once");
            assertThat(result.details()).containsEntry("what to do", "share no mutable state between calls of predict");
            CheckResult throwing = failure(() -> that(row -> {
                        if (Thread.currentThread().getName().startsWith("pool-")) {
                            throw new IllegalStateException("one thread only");
                        }
                        return Credit.GOOD.predict(row);
                    })
                    .isThreadSafe(threads, 2));
            assertThat(throwing.observed())
                    .isEqualTo(
                            "an exception when 2 threads ask at once: java.lang.IllegalStateException: one thread only");
        } finally {
            threads.shutdownNow();
        }
    }

    /** A model of which a part is lost when it is written. */
    private record Forgetful(double shift) implements StorableModel<Row, ClassScores> {
        @Override
        public ClassScores predict(Row row) {
            return Credit.scores(Math.min(1, Credit.risk(row) * shift));
        }

        @Override
        public String format() {
            return "forgetful/1";
        }

        @Override
        public Signature signature() {
            return new Signature(LOANS.schema().select("Income", "Home"), "Status", Credit.LABELS);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(1);
        }

        @Override
        public String parameterDigest() {
            return Double.toString(shift);
        }

        @Override
        public Map<String, String> provenance() {
            return Map.of();
        }
    }

    private static ModelCodec<Row, ClassScores> codec(double shift, boolean broken) {
        return new ModelCodec<>() {
            @Override
            public String format() {
                return "forgetful/1";
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
                if (broken) {
                    throw new IOException("no such bytes");
                }
                return new Forgetful(shift);
            }
        };
    }

    @Test
    void aModelThatLosesSomethingWhenStoredIsCaught() {
        assertThatModel(new Forgetful(1)).on(LOANS).survivesRoundTrip(codec(1, false));
        CheckResult lost =
                failure(() -> assertThatModel(new Forgetful(0.5)).on(LOANS).survivesRoundTrip(codec(0.4, false)));
        assertThat(lost.subject()).isEqualTo("Forgetful of Status on 100 rows");
        assertThat(lost.observed()).isEqualTo("the digest of the parameters came back as another");
        assertThat(lost.details().get("example")).contains("before bad=").contains(", after bad=");
        assertThat(failure(() -> assertThatModel(new Forgetful(1)).on(LOANS).survivesRoundTrip(codec(1, true)))
                        .observed())
                .isEqualTo(
                        "a codec of forgetful/1 that cannot read what the model of forgetful/1 wrote: no such bytes");
        assertThat(failure(() -> that(Credit.GOOD).survivesRoundTrip(codec(1, false)))
                        .observed())
                .isEqualTo("a model that cannot be written: it is no StorableModel");
    }

    @Test
    void answersThatAreNoneAreShown() {
        CheckResult nan = failure(() -> assertThatModel(row -> new Quantity(row.number("Income") / 0 * 0))
                .as("loss")
                .on(LOANS)
                .answersEveryRow());
        assertThat(nan.message())
                .startsWith(
                        "FAILED: loss on 100 rows: expected a finite answer to every row, observed others to 100 of 100"
                                + " rows\n  example: row 1: answer NaN, not finite\n    {Income=");
        CheckResult sum = failure(
                () -> that(row -> ClassScores.of(Credit.LABELS, 0.5, 0.6)).givesProbabilities());
        assertThat(sum.details().get("example")).startsWith("row 1: answer bad=0.5, good=0.6, of sum 1.1");
        CheckResult outside =
                failure(() -> that(row -> ClassScores.of(Credit.LABELS, -1, 2)).givesProbabilities());
        assertThat(outside.details().get("example")).contains("outside [0, 1]");
        CheckResult infinite = failure(
                () -> that(row -> Credit.scores(Double.POSITIVE_INFINITY)).answersEveryRow());
        assertThat(infinite.details().get("example")).contains("not finite");
    }
}

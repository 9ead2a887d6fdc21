// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testing.Credit;
import dev.holdfast.testing.run.EngineRun;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;

/** The kit finds what is wrong with a model, and only that. */
class ModelTestKitTest {
    /** Those tests that failed, and those that were aborted, with the first line of why. */
    private static Map<String, String> not(TestExecutionResult.Status status, Class<?> kit) {
        Map<String, String> found = new TreeMap<>();
        EngineRun.of(Map.of("holdfast.report", "none"), kit).forEach((test, result) -> {
            if (result.getStatus() == status) {
                found.put(
                        test,
                        String.valueOf(result.getThrowable().orElseThrow().getMessage())
                                .lines()
                                .findFirst()
                                .orElse(""));
            }
        });
        return found;
    }

    private static Map<String, String> failed(Class<?> kit) {
        return not(TestExecutionResult.Status.FAILED, kit);
    }

    /** A rule by hand that has nothing to hide. */
    static class Rule implements ModelTestKit<ClassScores> {
        @Override
        public Predictor<Row, ClassScores> model() {
            return row -> {
                if (!row.isMissing("Income") && Double.isNaN(row.number("Income"))) {
                    throw new IllegalArgumentException("Income is not a number");
                }
                return Credit.GOOD.predict(row);
            };
        }

        @Override
        public Table rows() {
            return Credit.loans(40, 1);
        }

        @Override
        public Optional<String> target() {
            return Optional.of("Status");
        }
    }

    @Test
    void aRuleByHandPassesAndSkipsWhatIsOfStoredModels() {
        assertThat(failed(Rule.class)).isEmpty();
        assertThat(not(TestExecutionResult.Status.ABORTED, Rule.class).keySet())
                .containsExactly("describesItself", "refusesRowsThatLackAColumn", "survivesARoundTripThroughItsCodec");
    }

    /** Reads columns by their place, keeps state, and trusts its input. */
    static class Careless implements ModelTestKit<ClassScores> {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Predictor<Row, ClassScores> model() {
            return new Predictor<>() {
                @Override
                public ClassScores predict(Row row) {
                    double income = (Double) row.value(row.names().get(0)).orElse(0.0);
                    int[] counts = new int[201];
                    counts[(int) income]++;
                    return ClassScores.of(Credit.LABELS, income / 200, 1);
                }

                @Override
                public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
                    List<ClassScores> answers = new ArrayList<>();
                    rows.forEach(row -> answers.add(predict(row)));
                    CALLS.incrementAndGet();
                    return answers.isEmpty() ? List.of(Credit.scores(0)) : answers;
                }
            };
        }

        @Override
        public Table rows() {
            return Credit.loans(40, 1).select("Income", "Home");
        }
    }

    @Test
    void aCarelessModelFailsExactlyWhatItBreaks() {
        Map<String, String> failed = failed(Careless.class);
        assertThat(failed.keySet())
                .containsExactly(
                        "answersNoRows",
                        "isIndependentOfTheShapeOfRows",
                        "refusesTextsForNumbers",
                        "scoresAreProbabilities",
                        "toleratesExtremeNumbers");
        assertThat(failed.get("answersNoRows")).endsWith(": expected no answers to no rows, observed 1 answers");
        assertThat(failed.get("isIndependentOfTheShapeOfRows"))
                .endsWith("of the rows with the columns reversed: an exception on 40 of 40 rows, first on row 1");
        assertThat(failed.get("toleratesExtremeNumbers"))
                .contains("expected an answer or a refusal by name to extreme numbers, observed ")
                .endsWith(" changed rows went wrong, in Income");
    }

    /** A stored model that says what it is not. */
    @SuppressWarnings("ArrayRecordComponent") // counts what was written
    record Liar(int[] writes) implements StorableModel<Row, Quantity> {
        @Override
        public Quantity predict(Row row) {
            return new Quantity(row.isMissing("a") ? 0 : row.number("a"));
        }

        @Override
        public String format() {
            return " ";
        }

        @Override
        public Signature signature() {
            return new Signature(
                    Schema.of(Field.required("a", ColumnType.NUMBER), Field.optional("y", ColumnType.NUMBER)),
                    "y",
                    List.of("one"));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(writes[0]++);
        }

        @Override
        public String parameterDigest() {
            return Integer.toString(writes[0]++);
        }

        @Override
        public Map<String, String> provenance() {
            return Map.of();
        }
    }

    static class Lying implements ModelTestKit<Quantity> {
        private static final Liar MODEL = new Liar(new int[1]);

        @Override
        public Predictor<Row, Quantity> model() {
            return MODEL;
        }

        @Override
        public Table rows() {
            return Table.of(NumberColumn.of("a", 1, 2, 3), NumberColumn.of("y", 1, 2, 3));
        }
    }

    @Test
    void aModelThatSaysWhatItIsNotIsFoundOut() {
        Map<String, String> failed = failed(Lying.class);
        assertThat(failed.keySet())
                .containsExactly(
                        "describesItself",
                        "isIndependentOfTheShapeOfRows",
                        "refusesRowsThatLackAColumn",
                        "refusesTextsForNumbers",
                        "toleratesExtremeNumbers");
        assertThat(failed.get("describesItself"))
                .endsWith(
                        "observed the signature names the classes [one], an answer []; the target 'y' is among the inputs;"
                                + " the format has no name; the digest of the parameters changes; two writings differ in their"
                                + " bytes");
        assertThat(failed.get("refusesRowsThatLackAColumn")).endsWith("observed 3 of 6 changed rows went wrong, in a");
        assertThat(not(TestExecutionResult.Status.ABORTED, Lying.class).keySet())
                .containsExactly(
                        "scoresAreProbabilities", "survivesARoundTripThroughItsCodec", "toleratesUnseenCategories");
    }
}

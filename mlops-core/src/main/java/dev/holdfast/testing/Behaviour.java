// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a model behaves whatever the truth is: asked again, in another order or company, by threads, read back. */
final class Behaviour {
    private static final int BATCH = 7;

    private Behaviour() {}

    /** Passes when all answers are equal; else shows how many differ, the first of them and the largest difference. */
    static <O extends Prediction> CheckResult same(
            CheckResult draft, Table table, List<O> first, List<O> second, String firstName, String secondName) {
        int[] different = IntStream.range(0, first.size())
                .filter(row -> !first.get(row).equals(second.get(row)))
                .toArray();
        if (different.length == 0) {
            return Results.of(draft, Outcome.PASSED, "equal answers, bit for bit, to " + Words.rows(table.rowCount()));
        }
        int worst = different[0];
        for (int row : different) {
            if (distance(first.get(row), second.get(row)) > distance(first.get(worst), second.get(worst))) {
                worst = row;
            }
        }
        return new CheckResult(
                        draft.subject(),
                        draft.expected(),
                        "other answers to " + different.length + " of " + Words.rows(table.rowCount())
                                + ", differing by up to "
                                + Estimate.number(distance(first.get(worst), second.get(worst))),
                        Outcome.FAILED,
                        draft.allowed(),
                        draft.details())
                .with(
                        "example",
                        RowText.place(table, worst) + ": " + firstName + " " + text(first.get(worst)) + ", "
                                + secondName + " " + text(second.get(worst)) + "" + RowText.below(table.row(worst)));
    }

    /** The largest difference of a score, or that of the numbers; infinite when the classes differ. */
    static double distance(Prediction one, Prediction other) {
        if (one instanceof ClassScores a && other instanceof ClassScores b) {
            if (!a.labels().equals(b.labels())) {
                return Double.POSITIVE_INFINITY;
            }
            return a.labels().stream()
                    .mapToDouble(label -> Math.abs(a.score(label) - b.score(label)))
                    .max()
                    .orElse(0);
        }
        if (one instanceof Quantity a && other instanceof Quantity b) {
            return Math.abs(a.value() - b.value());
        }
        return Double.POSITIVE_INFINITY;
    }

    /** With all digits, as whoever compares two answers needs them. */
    static String text(Prediction prediction) {
        return text(prediction, Double::toString);
    }

    static String rounded(Prediction prediction) {
        return text(prediction, Estimate::number);
    }

    private static String text(Prediction prediction, DoubleFunction<String> number) {
        if (prediction instanceof ClassScores scores) {
            return scores.labels().stream()
                    .map(label -> label + "=" + number.apply(scores.score(label)))
                    .collect(Collectors.joining(", "));
        }
        return number.apply(((Quantity) prediction).value());
    }

    /** The answers to the rows in other orders, back in that of the table, against those in its own. */
    static <O extends Prediction> CheckResult rowOrder(CheckResult draft, Subject<O> subject, Table table, long seed) {
        List<O> straight = Answers.of(subject, table);
        Optional<CheckResult> unsteady = unsteady(draft, subject, table, straight);
        if (unsteady.isPresent()) {
            return unsteady.get();
        }
        int n = table.rowCount();
        int[] reversed = IntStream.range(0, n).map(row -> n - 1 - row).toArray();
        CheckResult result = same(draft, table, straight, reordered(subject, table, reversed), "in order", "reversed");
        return result.outcome() == Outcome.PASSED
                ? same(draft, table, straight, reordered(subject, table, shuffled(n, seed)), "in order", "shuffled")
                : result;
    }

    private static <O extends Prediction> List<O> reordered(Subject<O> subject, Table table, int[] order) {
        List<O> answers = Answers.of(subject, table.rows(order));
        List<O> back = new ArrayList<>(answers);
        for (int i = 0; i < order.length; i++) {
            back.set(order[i], answers.get(i));
        }
        return back;
    }

    private static int[] shuffled(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }

    /** The answers to all rows at once against those to each alone and to batches of seven. */
    static <O extends Prediction> CheckResult otherRows(CheckResult draft, Subject<O> subject, Table table) {
        List<O> together = Answers.of(subject, table);
        Optional<CheckResult> unsteady = unsteady(draft, subject, table, together);
        if (unsteady.isPresent()) {
            return unsteady.get();
        }
        List<O> alone = new ArrayList<>();
        for (Row row : table) {
            alone.add(subject.model().predict(row));
        }
        CheckResult result = same(draft, table, together, alone, "among all rows", "alone");
        if (result.outcome() != Outcome.PASSED) {
            return result;
        }
        List<O> batched = new ArrayList<>();
        for (int from = 0; from < table.rowCount(); from += BATCH) {
            batched.addAll(Answers.of(subject, table.slice(from, Math.min(table.rowCount(), from + BATCH))));
        }
        return same(draft, table, together, batched, "among all rows", "in a batch of " + BATCH);
    }

    /** A model that answers differently each time cannot show what order or company do to it. */
    private static <O extends Prediction> Optional<CheckResult> unsteady(
            CheckResult draft, Subject<O> subject, Table table, List<O> first) {
        return first.equals(Answers.of(subject, table))
                ? Optional.empty()
                : Optional.of(Results.of(
                                draft,
                                Outcome.INCONCLUSIVE,
                                "other answers each time it is asked, so nothing can be told")
                        .with("what to do", "see isDeterministic() first"));
    }

    /** Several threads ask for all rows at once, each from another start, against one thread alone. */
    static <O extends Prediction> CheckResult threads(
            CheckResult draft, Subject<O> subject, Table table, Executor executor, int threads) {
        List<O> alone = Answers.of(subject, table);
        Optional<CheckResult> unsteady = unsteady(draft, subject, table, alone);
        if (unsteady.isPresent()) {
            return unsteady.get();
        }
        List<CompletableFuture<List<O>>> asked = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int from = (int) ((long) i * table.rowCount() / threads);
            asked.add(CompletableFuture.supplyAsync(() -> round(subject, table, from), executor));
        }
        for (CompletableFuture<List<O>> each : asked) {
            List<O> answers;
            try {
                answers = each.join();
            } catch (CompletionException e) {
                Throwable thrown = Objects.requireNonNullElse(e.getCause(), e);
                throw new Unmet(
                        "an exception when " + threads + " threads ask at once: " + thrown,
                        thrown,
                        Map.of("what to do", "share no mutable state between calls of predict"));
            }
            CheckResult result = same(draft, table, alone, answers, "alone", "among " + threads + " threads");
            if (result.outcome() != Outcome.PASSED) {
                return result.with("what to do", "share no mutable state between calls of predict");
            }
        }
        return Results.of(
                draft,
                Outcome.PASSED,
                "equal answers, bit for bit, to " + Words.rows(table.rowCount()) + " in each of " + threads
                        + " threads");
    }

    private static <O extends Prediction> List<O> round(Subject<O> subject, Table table, int from) {
        int n = table.rowCount();
        List<O> answers = new ArrayList<>(Collections.nCopies(n, subject.model().predict(table.row(from))));
        for (int i = 1; i < n; i++) {
            int row = (from + i) % n;
            answers.set(row, subject.model().predict(table.row(row)));
        }
        return answers;
    }

    /** The answers of the model that a codec reads from the bytes that this model writes. */
    static <O extends Prediction> CheckResult roundTrip(
            CheckResult draft, Subject<O> subject, Table table, ModelCodec<Row, O> codec) {
        if (!(subject.model() instanceof StorableModel<Row, O> stored)) {
            throw new Unmet(
                    "a model that cannot be written: it is no StorableModel", "store a model of one of the codecs");
        }
        List<O> before = Answers.of(subject, table);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StorableModel<Row, O> back;
        try {
            stored.writeTo(bytes);
            back = codec.read(new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException e) {
            throw new Unmet(
                    "a codec of " + codec.format() + " that cannot read what the model of " + stored.format()
                            + " wrote: " + e.getMessage(),
                    e,
                    Map.of("what to do", "use the codec of the model's format"));
        }
        List<O> after = Answers.of(new Subject<>(back, subject.name(), subject.verdicts()), table);
        CheckResult result = same(draft, table, before, after, "before", "after");
        List<String> lost = new ArrayList<>();
        if (!stored.signature().equals(back.signature())) {
            lost.add("the signature " + stored.signature() + " came back as " + back.signature());
        }
        if (!stored.format().equals(back.format())) {
            lost.add("the format " + stored.format() + " came back as " + back.format());
        }
        if (!stored.parameterDigest().equals(back.parameterDigest())) {
            lost.add("the digest of the parameters came back as another");
        }
        return lost.isEmpty() ? result : Results.of(result, Outcome.FAILED, String.join("; ", lost));
    }

    /** What a storable model says of itself against what it does. */
    static <O extends Prediction> CheckResult description(
            CheckResult draft, Subject<O> subject, Examination<O> examination) {
        if (!(subject.model() instanceof StorableModel<Row, O> stored)) {
            throw new Unmet(
                    "a model that does not describe itself: it is no StorableModel", "leave this assertion out");
        }
        List<String> wrong = new ArrayList<>();
        for (O answer : examination.given()) {
            List<String> labels = answer instanceof ClassScores scores ? scores.labels() : List.of();
            if (!labels.equals(stored.signature().labels())) {
                wrong.add(
                        "the signature names the classes " + stored.signature().labels() + ", an answer " + labels);
                break;
            }
        }
        if (stored.signature().inputs().contains(stored.signature().target())) {
            wrong.add("the target '" + stored.signature().target() + "' is among the inputs");
        }
        if (stored.format().isBlank()) {
            wrong.add("the format has no name");
        }
        if (!stored.parameterDigest().equals(stored.parameterDigest())) {
            wrong.add("the digest of the parameters changes");
        }
        if (!Arrays.equals(bytes(stored), bytes(stored))) {
            wrong.add("two writings differ in their bytes");
        }
        return wrong.isEmpty()
                ? Results.of(draft, Outcome.PASSED, "classes, columns, digest and bytes as said")
                : Results.of(draft, Outcome.FAILED, String.join("; ", wrong));
    }

    private static byte[] bytes(StorableModel<?, ?> model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            model.writeTo(out);
        } catch (IOException e) {
            throw new Unmet("a model that cannot be written: " + e.getMessage(), e, Map.of());
        }
        return out.toByteArray();
    }

    /** No rows get no answers. */
    static <O extends Prediction> CheckResult noRows(CheckResult draft, Subject<O> subject) {
        List<O> answers = subject.model().predictAll(List.of());
        return answers.isEmpty()
                ? Results.of(draft, Outcome.PASSED, "none")
                : Results.of(draft, Outcome.FAILED, answers.size() + " answers");
    }
}

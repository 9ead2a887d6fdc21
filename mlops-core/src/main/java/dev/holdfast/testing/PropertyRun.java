// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Row;
import dev.holdfast.model.Prediction;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tries one property on rows: counts the rows that it was exercised on, and simplifies the first that breaks it.
 *
 * <p>A row is exercised when the condition holds for it and it can be changed as asked. Used once.
 *
 * @param <O> the model's answers
 */
final class PropertyRun<O extends Prediction> {
    private static final double CONFIDENCE = 0.95;

    /** About as many as a person would wait for; each is a prediction or two. */
    private static final int MOST_SIMPLIFICATIONS = 2_000;

    /** A row before and after, and what the model answered. */
    private record Try(Row before, Row after, Prediction answerBefore, Prediction answerAfter, double excess) {}

    private final Subject<O> subject;
    private final RowSource source;
    private final Predicate<Row> condition;
    private final RowEdit edit;
    private final Expectation expectation;
    private final OptionalDouble share;
    private long drawn;
    private long exercised;
    private long broken;
    private boolean known;
    private double largest;
    private Optional<Try> first = Optional.empty();
    private String place = "";

    PropertyRun(
            Subject<O> subject,
            RowSource source,
            Predicate<Row> condition,
            RowEdit edit,
            Expectation expectation,
            OptionalDouble share) {
        this.subject = subject;
        this.source = source;
        this.condition = condition;
        this.edit = edit;
        this.expectation = expectation;
        this.share = share;
    }

    CheckResult run(CheckResult draft) {
        requireOutput();
        SplittableRandom random = new SplittableRandom(source.seed());
        Iterator<RowSource.Given> rows = source.rows(share.isPresent());
        boolean all = source instanceof RowSource.TableRows;
        while (rows.hasNext() && drawn < source.most() && (all || exercised < source.wanted())) {
            RowSource.Given given = rows.next();
            drawn++;
            List<Row> changed = condition.test(given.row()) ? edit.apply(given.row(), source, random) : List.of();
            if (!changed.isEmpty()) {
                exercised++;
                exercise(given, changed);
            }
        }
        if (exercised < source.wanted()) {
            throw unexercised();
        }
        if (!known) {
            throw new Unmet(
                    "no answer with a score of '" + expectation.output() + "' to any of " + Words.rows(exercised),
                    "name a class that the model answers");
        }
        CheckResult result = Results.of(draft, outcome(), observed());
        return broken == 0 ? result : explained(result, simplified(first.orElseThrow()));
    }

    private void requireOutput() {
        String output = expectation.output();
        subject.signature().ifPresent(signature -> {
            boolean knows = signature.labels().isEmpty()
                    ? output.equals(signature.target())
                    : signature.labels().contains(output);
            if (!output.isEmpty() && !knows) {
                throw new Unmet(
                        "a model that has no '" + output + "'",
                        signature.labels().isEmpty()
                                ? "name its target, '" + signature.target() + "'"
                                : "name one of its classes, " + signature.labels());
            }
        });
    }

    private Unmet unexercised() {
        String room = edit.column()
                .map(name -> ", with a value of '" + name + "' that leaves room")
                .orElse("");
        if (source instanceof RowSource.OneRow one) {
            return new Unmet(
                    "nothing exercised: the row does not meet the condition or cannot be changed so, "
                            + RowText.values(one.row()),
                    "give a row that can be" + room);
        }
        String looked = " of " + drawn + " " + source.told() + source.again();
        return exercised == 0
                ? new Unmet(
                        "no row exercised: none" + looked + " meets the condition and can be changed so",
                        "give rows that can be" + room)
                : new Unmet(
                        "too few rows exercised: " + exercised + looked + ", and " + source.wanted() + " are asked for",
                        "narrow the rows with between or among, or ask for fewer tries");
    }

    private void exercise(RowSource.Given given, List<Row> changed) {
        O before = answer(given.row(), given.place());
        boolean breaks = false;
        for (Row after : changed) {
            Try each = attempt(given.row(), before, after, given.place());
            if (isBroken(each)) {
                breaks = true;
                largest = Math.max(largest, each.excess());
                if (first.isEmpty()) {
                    first = Optional.of(each);
                    place = given.place();
                }
            }
        }
        broken += breaks ? 1 : 0;
    }

    private Try attempt(Row row, O before, Row after, String where) {
        O changed = after == row ? before : answer(after, where + ", changed");
        boolean knows = expectation.output().isEmpty()
                || (Answer.knows(before, expectation.output()) && Answer.knows(changed, expectation.output()));
        known |= knows;
        return new Try(row, after, before, changed, expectation.excess().of(row, after, before, changed));
    }

    private static boolean isBroken(Try each) {
        return !(each.excess() <= 0);
    }

    private O answer(Row row, String where) {
        O answer;
        try {
            answer = subject.model().predict(row);
        } catch (RuntimeException e) {
            throw new Unmet("an exception on " + where + ": " + e, e, example(row));
        }
        if (isNull(answer)) {
            throw new Unmet(
                    "no answer (null) to " + where + ": " + RowText.values(row), "return a prediction or throw");
        }
        return answer;
    }

    private static Map<String, String> example(Row row) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("example", RowText.values(row));
        details.put("as JSON", RowJson.of(row).toString());
        return details;
    }

    /** A host's model may break the promise of no nulls. */
    private static boolean isNull(@Nullable Object answer) {
        return answer == null;
    }

    private Outcome outcome() {
        if (share.isEmpty()) {
            return broken == 0 ? Outcome.PASSED : Outcome.FAILED;
        }
        Estimate bounds = bounds();
        if (bounds.upper() <= share.getAsDouble()) {
            return Outcome.PASSED;
        }
        return bounds.lower() > share.getAsDouble() ? Outcome.FAILED : Outcome.INCONCLUSIVE;
    }

    /** Each end alone is a bound of 95 %: the interval of 90 % (Clopper and Pearson). */
    private Estimate bounds() {
        return (Estimate) Intervals.clopperPearson(broken, exercised, 2 * CONFIDENCE - 1);
    }

    private String observed() {
        String rows = Words.rows(exercised) + " exercised (" + drawn + " " + source.told() + source.again() + ")";
        if (source instanceof RowSource.OneRow) {
            return broken == 0 ? "that it holds" : "it broken" + by();
        }
        if (broken == 0 && share.isEmpty()) {
            return "that it holds in all of " + rows;
        }
        return "it broken in " + broken + " of " + rows + by() + (share.isEmpty() ? "" : bound());
    }

    private String by() {
        return largest > 0 && Double.isFinite(largest) ? ", by up to " + Estimate.number(largest) : "";
    }

    private String bound() {
        Estimate bounds = bounds();
        return "; the share is " + Estimate.number(bounds.point()) + ", with 95 % confidence "
                + (outcome() == Outcome.FAILED
                        ? "above " + Estimate.number(bounds.lower())
                        : "not above " + Estimate.number(bounds.upper()));
    }

    /** Takes simpler rows for as long as one of them breaks the property too. */
    private Try simplified(Try failing) {
        Try smallest = failing;
        int left = MOST_SIMPLIFICATIONS;
        boolean simpler = true;
        while (simpler && left > 0) {
            simpler = false;
            for (Row[] pair : candidates(smallest)) {
                if (left-- == 0) {
                    break;
                }
                Optional<Try> each = quietly(pair[0], pair[1]);
                if (each.isPresent() && isBroken(each.get())) {
                    smallest = each.get();
                    simpler = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private List<Row[]> candidates(Try failing) {
        List<Row[]> pairs = new ArrayList<>();
        source.simpler(failing.before())
                .forEach(row ->
                        changed(row, failing.after()).ifPresent(changed -> pairs.add(new Row[] {row, changed})));
        for (Row changed : edit.simpler(failing.before(), failing.after(), source)) {
            pairs.add(new Row[] {failing.before(), changed});
        }
        return pairs;
    }

    /** The change of a simpler row; none where the host's condition or change cannot cope with it. */
    private Optional<Row> changed(Row simpler, Row after) {
        try {
            return condition.test(simpler) ? edit.again(simpler, after) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** A row that the model cannot answer is no simpler example of a wrong answer. */
    private Optional<Try> quietly(Row row, Row changed) {
        try {
            O before = subject.model().predict(row);
            O after = edit instanceof RowEdit.None ? before : subject.model().predict(changed);
            return Optional.of(
                    new Try(row, changed, before, after, expectation.excess().of(row, changed, before, after)));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private CheckResult explained(CheckResult result, Try smallest) {
        Try found = first.orElseThrow();
        CheckResult told = result.with("first broken on", place + ": " + shown(found));
        if (!smallest.equals(found)) {
            told = told.with("smallest failing row", shown(smallest));
        }
        Optional<String> matters = matters(smallest);
        if (matters.isPresent()) {
            told = told.with("what matters", matters.get());
        }
        if (!again(found)) {
            told = told.with(
                    "not deterministic", "asked again, the model gave the same row another answer; mend that first");
        }
        return told.with("as JSON", json(smallest));
    }

    private boolean again(Try found) {
        return quietly(found.before(), found.after())
                .filter(each -> each.answerBefore().equals(found.answerBefore())
                        && each.answerAfter().equals(found.answerAfter()))
                .isPresent();
    }

    private String shown(Try each) {
        if (edit instanceof RowEdit.None) {
            return RowText.values(each.before()) + " is answered " + Behaviour.text(each.answerBefore());
        }
        String changes = changedColumns(each)
                .map(name -> name + " " + text(each.before(), name) + " -> " + text(each.after(), name))
                .collect(Collectors.joining(", "));
        return RowText.values(each.before()) + "\n    " + changes + ": " + Behaviour.text(each.answerBefore()) + " -> "
                + Behaviour.text(each.answerAfter());
    }

    private static Stream<String> changedColumns(Try each) {
        return each.after().names().stream()
                .filter(name -> !each.before().value(name).equals(each.after().value(name)));
    }

    private static String text(Row row, String name) {
        return row.value(name).map(Object::toString).orElse("missing");
    }

    /** The columns that could not be set to their typical value without the property holding again. */
    private Optional<String> matters(Try smallest) {
        return source.typical().map(typical -> {
            List<String> columns = new ArrayList<>(edit.column().stream().toList());
            typical.names().stream()
                    .filter(name ->
                            !typical.value(name).equals(smallest.before().value(name)))
                    .filter(name -> !columns.contains(name))
                    .forEach(columns::add);
            return columns.isEmpty()
                    ? "every column has its typical value"
                    : String.join(", ", columns) + "; every other column has its typical value";
        });
    }

    private String json(Try each) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (!source.again().isEmpty()) {
            node.put("seed", source.seed());
        }
        node.set("before", RowJson.of(each.before()));
        node.set("answerBefore", RowJson.of(each.answerBefore()));
        if (!(edit instanceof RowEdit.None)) {
            node.set("after", RowJson.of(each.after()));
            node.set("answerAfter", RowJson.of(each.answerAfter()));
        }
        return node.toString();
    }
}

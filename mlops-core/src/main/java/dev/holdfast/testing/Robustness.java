// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.HoldfastException;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Changes the inputs of a model one at a time and looks whether it answers, refuses by name, or breaks. */
final class Robustness {
    /** As many rows as are changed; a model that breaks does so on the first. */
    private static final int ROWS = 50;

    private static final String UNSEEN = "never seen in training";

    private final Subject<?> subject;
    private final Table table;
    private final Optional<String> target;

    Robustness(Examination<?> examination) {
        this.subject = examination.subject();
        this.table = examination.table();
        this.target = examination.options().target();
    }

    /** What the model reads, as far as is known: its signature, else all columns but that of the truth. */
    private List<Field> inputs() {
        return subject.signature()
                .map(signature -> signature.inputs().fields())
                .orElseGet(() -> table.schema().fields().stream()
                        .filter(field -> !target.equals(Optional.of(field.name())))
                        .toList());
    }

    private List<Field> inputs(Predicate<Field> wanted, String kind) {
        Answers.of(subject, table);
        List<Field> found = inputs().stream().filter(wanted).toList();
        if (found.isEmpty()) {
            throw new Unmet(
                    "no " + kind + " among the inputs "
                            + inputs().stream().map(Field::name).toList() + ", so nothing was exercised",
                    "leave this assertion out");
        }
        return found;
    }

    CheckResult missing(CheckResult draft) {
        return changed(draft, inputs(field -> true, "column"), List.of(Optional.empty()), false);
    }

    CheckResult unseen(CheckResult draft) {
        return changed(
                draft, inputs(field -> field.type() == ColumnType.TEXT, "text column"), List.of(UNSEEN, ""), false);
    }

    CheckResult extreme(CheckResult draft) {
        List<Object> values = List.of(
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -1e300, Double.MIN_VALUE, -0.0);
        return changed(draft, inputs(field -> field.type().isNumeric(), "numeric column"), values, false);
    }

    CheckResult wrongType(CheckResult draft) {
        return changed(
                draft,
                inputs(field -> field.type().isNumeric(), "numeric column"),
                List.of(UNSEEN),
                subject.signature().isPresent());
    }

    private CheckResult changed(CheckResult draft, List<Field> columns, List<?> values, boolean mustRefuse) {
        List<Try> tries = new ArrayList<>();
        for (Field column : columns) {
            for (Object value : values) {
                for (int row = 0; row < Math.min(ROWS, table.rowCount()); row++) {
                    Row changed = table.row(row).with(column.name(), value);
                    tries.add(tried(row, column.name(), changed, mustRefuse));
                }
            }
        }
        return judged(draft, tries, columns);
    }

    CheckResult absent(CheckResult draft) {
        if (subject.signature().isEmpty()) {
            throw new Unmet(
                    "a model without signature, so it is not known what it reads",
                    "leave this assertion out, or give the model a signature");
        }
        List<Field> columns = inputs(field -> true, "column");
        List<Try> tries = new ArrayList<>();
        for (Field column : columns) {
            for (int row = 0; row < Math.min(ROWS, table.rowCount()); row++) {
                Map<String, Object> values = values(table.row(row));
                values.remove(column.name());
                tries.add(tried(row, column.name(), Row.of(values), !column.optional()));
            }
        }
        return judged(draft, tries, columns);
    }

    private static Map<String, Object> values(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        row.names().forEach(name -> values.put(name, row.value(name)));
        return values;
    }

    /** One changed row; what is wrong with the answer is empty when nothing is. */
    private record Try(int row, String column, Row changed, boolean refused, String wrong) {}

    private Try tried(int row, String column, Row changed, boolean mustRefuse) {
        Prediction answer;
        try {
            answer = subject.model().predict(changed);
        } catch (IllegalArgumentException | IllegalStateException | HoldfastException e) {
            boolean named = String.valueOf(e.getMessage()).contains(column);
            return new Try(row, column, changed, true, named ? "" : "refused without naming the column: " + e);
        } catch (RuntimeException e) {
            return new Try(row, column, changed, false, "broke: " + e);
        }
        String wrong = mustRefuse
                ? "answered " + Behaviour.text(answer) + " where it had to refuse"
                : isFinite(answer) ? "" : "answered " + Behaviour.text(answer);
        return new Try(row, column, changed, false, wrong);
    }

    private static boolean isFinite(Prediction answer) {
        return answer instanceof ClassScores scores
                ? scores.labels().stream().allMatch(label -> Double.isFinite(scores.score(label)))
                : answer instanceof Quantity quantity && Double.isFinite(quantity.value());
    }

    private CheckResult judged(CheckResult draft, List<Try> tries, List<Field> columns) {
        List<Try> bad = tries.stream().filter(each -> !each.wrong().isEmpty()).toList();
        if (bad.isEmpty()) {
            long refused = tries.stream().filter(Try::refused).count();
            return Results.of(
                    draft,
                    Outcome.PASSED,
                    tries.size() - refused + " finite answers and " + refused + " refusals by name, of "
                            + columns.size() + " columns");
        }
        Set<String> names =
                bad.stream().map(Try::column).collect(Collectors.toCollection(java.util.LinkedHashSet::new));
        CheckResult result = Results.of(
                draft,
                Outcome.FAILED,
                bad.size() + " of " + tries.size() + " changed rows went wrong, in " + String.join(", ", names));
        for (String name : names) {
            Try first = bad.stream()
                    .filter(each -> each.column().equals(name))
                    .findFirst()
                    .orElseThrow();
            result = result.with(
                    "column '" + name + "'",
                    RowText.place(table, first.row()) + " " + first.wrong() + RowText.below(first.changed()));
        }
        return result.with(
                "what to do", "answer such rows, or refuse them by an IllegalArgumentException that names the column");
    }

    /** The same rows without the truth, with a column more, with the columns reversed and as maps. */
    static <O extends Prediction> CheckResult shape(CheckResult draft, Examination<O> examination) {
        Subject<O> subject = examination.subject();
        Table table = examination.table();
        List<O> plain = Answers.of(subject, table);
        List<String> reversed = new ArrayList<>(table.columnNames());
        Collections.reverse(reversed);
        Map<String, Table> shapes = new LinkedHashMap<>();
        shapes.put("with the columns reversed", table.select(reversed.toArray(String[]::new)));
        String[] more = new String[table.rowCount()];
        Arrays.fill(more, UNSEEN);
        shapes.put("with a column more", table.with(dev.holdfast.data.TextColumn.of("a column more", more)));
        examination
                .options()
                .target()
                .or(() -> subject.signature().map(dev.holdfast.model.Signature::target))
                .filter(table::has)
                .ifPresent(truth -> shapes.put("without the truth", table.without(truth)));
        for (Map.Entry<String, Table> each : shapes.entrySet()) {
            List<O> answers;
            try {
                answers = Answers.of(subject, each.getValue());
            } catch (Unmet unmet) {
                throw unmet.of("the rows " + each.getKey());
            }
            CheckResult result = Behaviour.same(draft, table, plain, answers, "as they are", each.getKey());
            if (result.outcome() != Outcome.PASSED) {
                return result.with("what to do", "read columns by their names, and only those of the signature");
            }
        }
        List<O> maps = new ArrayList<>();
        for (Row row : table) {
            maps.add(subject.model().predict(Row.of(values(row))));
        }
        return Behaviour.same(draft, table, plain, maps, "from the table", "as single requests");
    }
}

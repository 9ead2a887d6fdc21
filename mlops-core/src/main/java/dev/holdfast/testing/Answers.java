// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a model for its answers to all rows of a table, and says which row it cannot answer. */
final class Answers {
    private static final int SHOWN = 3;

    private Answers() {}

    /** One answer a row, in the order of the table. */
    static <O extends Prediction> List<O> of(Subject<O> subject, Table table) {
        requireRows(table);
        subject.signature().ifPresent(signature -> requireColumns(signature, table));
        List<O> answers = ask(subject.model(), table);
        if (answers.size() != table.rowCount()) {
            throw new Unmet(
                    answers.size() + " answers to " + Words.rows(table.rowCount()),
                    "make predictAll return one answer a row, in their order");
        }
        for (int i = 0; i < answers.size(); i++) {
            if (isNull(answers.get(i))) {
                throw new Unmet(
                        "no answer (null) to " + RowText.place(table, i),
                        table.row(i),
                        "return a prediction, or throw with the reason");
            }
        }
        return answers;
    }

    /** A host's model may break the promise of no nulls. */
    private static boolean isNull(@Nullable Object answer) {
        return answer == null;
    }

    static void requireRows(Table table) {
        if (table.rowCount() == 0) {
            throw new Unmet("0 rows, so nothing was exercised", "give the test rows; check the filter or the file");
        }
    }

    private static <O extends Prediction> List<O> ask(Predictor<Row, O> model, Table table) {
        try {
            return model.predictAll(table);
        } catch (RuntimeException e) {
            throw broken(model, table, e);
        }
    }

    private static <O extends Prediction> Unmet broken(Predictor<Row, O> model, Table table, RuntimeException first) {
        List<Integer> failing = new ArrayList<>();
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < table.rowCount(); i++) {
            try {
                model.predict(table.row(i));
            } catch (RuntimeException e) {
                failing.add(i);
                if (failing.size() <= SHOWN) {
                    details.put(RowText.place(table, i), e + RowText.below(table.row(i)));
                }
            }
        }
        String asked = failing.isEmpty()
                ? "an exception from predictAll, though each row alone is answered: " + first
                : "an exception on " + failing.size() + " of " + Words.rows(table.rowCount()) + ", first on "
                        + RowText.place(table, failing.get(0));
        details.put("what to do", "mend the model, or keep such rows from it by a data contract");
        return new Unmet(asked, first, details);
    }

    private static void requireColumns(Signature signature, Table table) {
        Map<String, String> missing = new LinkedHashMap<>();
        for (Field field : signature.inputs().fields()) {
            difference(field, table).ifPresent(why -> missing.put("column '" + field.name() + "'", why));
        }
        if (!missing.isEmpty()) {
            int columns = signature.inputs().fields().size();
            String names = missing.keySet().stream()
                    .map(name -> name.substring("column ".length()))
                    .collect(Collectors.joining(", "));
            missing.put("what to do", "give the test data of the schema that the model was trained on");
            throw new Unmet(
                    "data of another schema: " + (missing.size() - 1) + " of the " + columns
                            + " columns that the model reads do not fit: " + names,
                    null,
                    missing);
        }
    }

    private static Optional<String> difference(Field field, Table table) {
        if (!table.has(field.name())) {
            return Optional.of("not there" + similar(field.name(), table));
        }
        ColumnType type = table.column(field.name()).type();
        boolean fits = type == field.type() || (type.isNumeric() && field.type().isNumeric());
        return fits ? Optional.empty() : Optional.of("of type " + type + ", the model reads " + field.type());
    }

    private static String similar(String name, Table table) {
        return table.columnNames().stream()
                .filter(each -> each.strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(each -> "; the data have '" + each + "'")
                .orElse("");
    }
}

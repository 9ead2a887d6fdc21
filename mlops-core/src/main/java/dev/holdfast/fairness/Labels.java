// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The label of each row, coded; -1 where there is none. */
final class Labels {
    private static final int NONE = -1;

    private final int[] codes;
    private final List<String> distinct = new ArrayList<>();
    private final Map<String, Integer> codeOf = new HashMap<>();

    private Labels(int size) {
        this.codes = new int[size];
    }

    private void set(int row, String label) {
        Integer known = codeOf.get(label);
        if (known == null) {
            known = distinct.size();
            codeOf.put(label, known);
            distinct.add(label);
        }
        codes[row] = known;
    }

    int size() {
        return codes.length;
    }

    List<String> distinct() {
        return distinct;
    }

    /** The labels of a column: texts, truth values, or whole numbers. */
    static Labels of(Column column) {
        if (column.type() == ColumnType.TIME) {
            throw new IllegalArgumentException("column '" + column.name() + "' holds instants, which are no labels");
        }
        Labels labels = new Labels(column.size());
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                labels.codes[row] = NONE;
            } else if (column.type().isNumeric()) {
                labels.set(row, whole(column, row));
            } else {
                labels.set(row, column.text(row));
            }
        }
        return labels;
    }

    private static String whole(Column column, int row) {
        double number = column.number(row);
        if (number != Math.rint(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("column '" + column.name() + "' holds " + number + " in row " + row
                    + ", which is a quantity and no label: rates need classes, for quantities measure a regression");
        }
        return Names.number(number);
    }

    static Labels of(String what, int[] values) {
        Labels labels = new Labels(values.length);
        for (int row = 0; row < values.length; row++) {
            if (values[row] != 0 && values[row] != 1) {
                throw new IllegalArgumentException(what + " must be 0 or 1, got " + values[row] + " in row " + row);
            }
            labels.set(row, values[row] == 0 ? "0" : "1");
        }
        return labels;
    }

    static Labels decided(Predictor<Row, ClassScores> model, Table test) {
        Labels labels = new Labels(test.rowCount());
        List<ClassScores> answers = model.predictAll(test);
        for (int row = 0; row < answers.size(); row++) {
            labels.set(row, answers.get(row).best());
        }
        return labels;
    }

    /** The cell of each row by truth and decision, -1 where one of them is missing. */
    static byte[] cells(Labels truth, Labels decision, Set<String> favorable) {
        boolean[] positive = truth.favorable(favorable);
        boolean[] selected = decision.favorable(favorable);
        byte[] cells = new byte[truth.size()];
        for (int row = 0; row < cells.length; row++) {
            int t = truth.codes[row];
            int d = decision.codes[row];
            cells[row] = (byte) (t == NONE || d == NONE ? -1 : (positive[t] ? 2 : 0) + (selected[d] ? 1 : 0));
        }
        return cells;
    }

    private boolean[] favorable(Set<String> labels) {
        boolean[] is = new boolean[distinct.size()];
        for (int code = 0; code < is.length; code++) {
            is[code] = labels.contains(distinct.get(code));
        }
        return is;
    }
}

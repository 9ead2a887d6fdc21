// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often values of two columns of text or truth values occur together; not thread-safe while it is filled. */
final class Contingency {
    static final int MOST_COLUMNS = 64;
    static final int MOST_VALUES = 32;

    private static final int MISSING = -1;

    private final List<String> names;
    private final List<Map<String, Integer>> values = new ArrayList<>();
    private final long[][][] together;

    Contingency(List<Field> fields) {
        List<String> all = fields.stream()
                .filter(field -> field.type() == ColumnType.TEXT || field.type() == ColumnType.BOOLEAN)
                .map(Field::name)
                .toList();
        this.names = all.subList(0, Math.min(MOST_COLUMNS, all.size()));
        names.forEach(name -> values.add(new HashMap<>()));
        this.together = new long[names.size()][names.size()][0];
    }

    void add(Table batch) {
        int[][] codes = new int[names.size()][];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = codes(batch.column(names.get(i)), values.get(i));
            for (int j = 0; j <= i; j++) {
                if (isHeld(i) && isHeld(j)) {
                    if (together[i][j].length == 0) {
                        together[i][j] = new long[MOST_VALUES * MOST_VALUES];
                    }
                    count(codes[i], codes[j], together[i][j]);
                } else {
                    together[i][j] = new long[0];
                }
            }
        }
    }

    private boolean isHeld(int column) {
        return values.get(column).size() <= MOST_VALUES;
    }

    private static void count(int[] first, int[] second, long[] counts) {
        for (int row = 0; row < first.length; row++) {
            if (first[row] != MISSING && second[row] != MISSING) {
                counts[first[row] * MOST_VALUES + second[row]]++;
            }
        }
    }

    /** Numbers the values in the order of their rows, until there are too many. */
    private static int[] codes(Column column, Map<String, Integer> known) {
        int[] codes = new int[column.size()];
        Arrays.fill(codes, MISSING);
        int[] ofDictionary =
                column instanceof TextColumn texts ? new int[texts.dictionary().size()] : new int[0];
        Arrays.fill(ofDictionary, MISSING);
        for (int row = 0; row < codes.length && known.size() <= MOST_VALUES; row++) {
            if (column.isMissing(row)) {
                continue;
            }
            if (column instanceof TextColumn texts) {
                int code = texts.code(row);
                if (ofDictionary[code] == MISSING) {
                    ofDictionary[code] = number(texts.get(row), known);
                }
                codes[row] = ofDictionary[code];
            } else {
                codes[row] = number(((BooleanColumn) column).get(row) ? "true" : "false", known);
            }
        }
        return codes;
    }

    private static int number(String value, Map<String, Integer> known) {
        int next = known.size();
        Integer earlier = known.putIfAbsent(value, next);
        return earlier == null ? next : earlier;
    }

    Measurement cramersV(Field first, Field second) {
        for (Field field : List.of(first, second)) {
            Undefined none = whyNot(field);
            if (none != null) {
                return none;
            }
        }
        int i = names.indexOf(first.name());
        int j = names.indexOf(second.name());
        long[] counts = together[Math.max(i, j)][Math.min(i, j)];
        long[] rows = new long[MOST_VALUES];
        long[] columns = new long[MOST_VALUES];
        long n = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            rows[cell / MOST_VALUES] += counts[cell];
            columns[cell % MOST_VALUES] += counts[cell];
            n += counts[cell];
        }
        long fewer = Math.min(
                Arrays.stream(rows).filter(each -> each > 0).count(),
                Arrays.stream(columns).filter(each -> each > 0).count());
        if (fewer < 2) {
            return new Undefined(
                    "columns '" + first.name() + "' and '" + second.name() + "' do not both vary where both are there");
        }
        double square = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            double expected = (double) rows[cell / MOST_VALUES] * columns[cell % MOST_VALUES] / n;
            square += expected == 0 ? 0 : (counts[cell] - expected) * (counts[cell] - expected) / expected;
        }
        return Estimate.exact(Math.min(1, Math.sqrt(square / n / (fewer - 1))), n);
    }

    private @Nullable Undefined whyNot(Field field) {
        if (field.type() != ColumnType.TEXT && field.type() != ColumnType.BOOLEAN) {
            return new Undefined("column '" + field.name() + "' is " + field.type() + ", which has no categories");
        }
        int column = names.indexOf(field.name());
        if (column < 0) {
            return new Undefined("column '" + field.name() + "' is behind the first " + MOST_COLUMNS
                    + " of TEXT and BOOLEAN, of which alone pairs are counted; select some");
        }
        return isHeld(column)
                ? null
                : new Undefined("column '" + field.name() + "' has more than " + MOST_VALUES + " distinct values");
    }
}

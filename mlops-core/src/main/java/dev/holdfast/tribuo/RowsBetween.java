// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes rows whose features lie in a box: a row before, and the same row with one column raised.
 *
 * <p>Numbers are written with as few digits as the box allows, the usual one first; whole numbers stay whole. Immutable.
 */
final class RowsBetween {
    /** Two rows that differ in one column. */
    record Raise(Row before, Row after) {}

    /** The rows, or none because no row lies in the box, or because none could be found though one may. */
    record Answer(Optional<Raise> raise, boolean unbuildable) {
        static final Answer EMPTY = new Answer(Optional.empty(), false);
        static final Answer UNBUILDABLE = new Answer(Optional.empty(), true);
    }

    /** Up to here a double tells every whole number from its neighbours, with room for rounding. */
    private static final double WHOLE = 0x1p50;

    private final Featurizer featurizer;
    private final Schema inputs;
    private final ColumnFeatures raised;

    RowsBetween(Featurizer featurizer, Schema inputs, ColumnFeatures raised) {
        this.featurizer = featurizer;
        this.inputs = inputs;
        this.raised = raised;
    }

    /** Rows whose other features lie in the box and whose raised one lies in the two intervals of {@code ends}. */
    Answer between(FeatureBox shared, FeatureBox ends) {
        int[] own = featurizer.positions(raised);
        if (!shared.contains(own[1], 0)) {
            return Answer.EMPTY;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (ColumnFeatures column : featurizer.columns()) {
            if (column == raised) {
                values.put(column.column(), false);
                continue;
            }
            Choice choice = choose(column, shared);
            if (choice.value().isEmpty() && !choice.isMissing()) {
                return choice.unbuildable() ? Answer.UNBUILDABLE : Answer.EMPTY;
            }
            values.put(column.column(), choice.value());
        }
        return raised instanceof ColumnFeatures.Numeric numeric ? numbers(numeric, values, ends) : flags(values, ends);
    }

    private Answer flags(Map<String, Object> values, FeatureBox ends) {
        if (!ends.contains(0, 0) || !ends.contains(1, 1)) {
            return Answer.EMPTY;
        }
        return raise(values, false, true);
    }

    private Answer numbers(ColumnFeatures.Numeric numeric, Map<String, Object> values, FeatureBox ends) {
        Choice before = number(numeric, ends.lower(0), ends.upper(0));
        Choice after = number(numeric, ends.lower(1), ends.upper(1));
        if (before.value().isEmpty() || after.value().isEmpty()) {
            return before.unbuildable() || after.unbuildable() ? Answer.UNBUILDABLE : Answer.EMPTY;
        }
        double low = ((Number) before.value().get()).doubleValue();
        double high = ((Number) after.value().get()).doubleValue();
        return low < high ? raise(values, before.value().get(), after.value().get()) : Answer.UNBUILDABLE;
    }

    private Answer raise(Map<String, Object> values, Object before, Object after) {
        values.put(raised.column(), before);
        Row row = Row.of(values);
        return new Answer(Optional.of(new Raise(row, row.with(raised.column(), after))), false);
    }

    private Field field(String column) {
        return inputs.field(column).orElse(Field.optional(column, ColumnType.NUMBER));
    }

    /** The value chosen for a column; an empty one either is a missing value or says that there is none. */
    private record Choice(Optional<Object> value, boolean isMissing, boolean unbuildable) {
        static final Choice MISSING = new Choice(Optional.empty(), true, false);

        static Choice of(Object value) {
            return new Choice(Optional.of(value), false, false);
        }

        static Choice none(boolean unbuildable) {
            return new Choice(Optional.empty(), false, unbuildable);
        }
    }

    private Choice choose(ColumnFeatures column, FeatureBox box) {
        int[] at = featurizer.positions(column);
        if (column instanceof ColumnFeatures.Categories text) {
            return category(text, box, at);
        }
        boolean unbuildable = false;
        if (box.contains(at[1], 0)) {
            if (column instanceof ColumnFeatures.Numeric numeric) {
                Choice number = number(numeric, box.lower(at[0]), box.upper(at[0]));
                if (number.value().isPresent()) {
                    return number;
                }
                unbuildable = number.unbuildable();
            } else if (box.contains(at[0], 0) || box.contains(at[0], 1)) {
                return Choice.of(box.contains(at[0], 1));
            }
        }
        boolean missing = box.contains(at[1], 1) && box.contains(at[0], 0);
        return missing ? Choice.MISSING : Choice.none(unbuildable);
    }

    private static Choice category(ColumnFeatures.Categories text, FeatureBox box, int[] at) {
        int bins = at.length;
        for (int bin = 0; bin < bins; bin++) {
            boolean fits = true;
            for (int each = 0; each < bins && fits; each++) {
                fits = box.contains(at[each], each == bin ? 1 : 0);
            }
            if (fits && bin < bins - 2) {
                return Choice.of(text.categories().get(bin));
            }
            if (fits) {
                return bin == bins - 2 ? Choice.MISSING : Choice.of(unseen(text));
            }
        }
        return Choice.none(false);
    }

    private static String unseen(ColumnFeatures.Categories text) {
        StringBuilder name = new StringBuilder("unseen");
        while (text.categories().contains(name.toString())) {
            name.append('-');
        }
        return name.toString();
    }

    /** A number whose standardised form lies in {@code (lower, upper]}: the mean where it fits, else the simplest. */
    private Choice number(ColumnFeatures.Numeric column, double lower, double upper) {
        double unit = column.standardDeviation() == 0 ? 1 : column.standardDeviation();
        double low = column.mean() + lower * unit;
        double high = column.mean() + upper * unit;
        // An open side is closed near the mean, or near the other side, so that the number stays a usual one.
        if (Double.isInfinite(lower)) {
            low = Math.min(column.mean(), high) - Math.max(unit, 1);
        }
        if (Double.isInfinite(upper)) {
            high = Math.max(column.mean(), low) + Math.max(unit, 1);
        }
        return field(column.column()).type() == ColumnType.INTEGER
                ? whole(column, lower, upper, low, high)
                : any(column, lower, upper, low, high);
    }

    private static Choice any(ColumnFeatures.Numeric column, double lower, double upper, double low, double high) {
        double middle = low / 2 + high / 2;
        for (double each : new double[] {rounded(column.mean()), simplest(low, high), middle, high, low}) {
            if (lies(column, each, lower, upper)) {
                return Choice.of(each);
            }
        }
        return Choice.none(true);
    }

    private static Choice whole(ColumnFeatures.Numeric column, double lower, double upper, double low, double high) {
        double last = Math.floor(high);
        double simple = Math.rint(simplest(low, high));
        // The standardised form is rounded, so that the last whole number may be the next one as well.
        for (double each : new double[] {Math.rint(column.mean()), simple, last, last + 1, last - 1}) {
            if (lies(column, each, lower, upper)) {
                return Math.abs(each) < WHOLE ? Choice.of((long) each) : Choice.none(true);
            }
        }
        return Choice.none(Math.abs(last) >= WHOLE);
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(3)).doubleValue();
    }

    private static boolean lies(ColumnFeatures.Numeric column, double value, double lower, double upper) {
        double unit = column.standardDeviation() == 0 ? 1 : column.standardDeviation();
        double standardised = (value - column.mean()) / unit;
        return standardised > lower && standardised <= upper;
    }

    /** The number in {@code (low, high]} with the fewest digits. */
    static double simplest(double low, double high) {
        if (low < 0 && high >= 0) {
            return 0;
        }
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal near = new BigDecimal(high).round(new MathContext(digits, RoundingMode.FLOOR));
            if (near.doubleValue() > low && near.doubleValue() <= high) {
                return near.doubleValue();
            }
        }
        return high;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.data.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A sensitive attribute: the names of its groups and the group of each row, -1 for rows of none. */
final class Attribute {
    /** A numeric column with more distinct values than this needs band edges. */
    static final int MAXIMUM_NUMBERS = 20;

    /** Beyond this many combinations an intersection keeps only those that have rows. */
    static final int MAXIMUM_EMPTY_COMBINATIONS = 1_024;

    /** Frames within a control column hold every combination; this many take some hundred megabytes. */
    static final int MAXIMUM_COMBINATIONS = 1_000_000;

    static final int NONE = -1;
    private static final String MISSING = "(missing)";

    private final String name;
    private final List<String> groups;
    private final int[] codes;

    Attribute(String name, List<String> groups, int[] codes) {
        this.name = name;
        this.groups = List.copyOf(groups);
        this.codes = codes;
    }

    String name() {
        return name;
    }

    List<String> groups() {
        return groups;
    }

    int code(int row) {
        return codes[row];
    }

    int size() {
        return codes.length;
    }

    /** The rows without a group. */
    long rowsOfNone() {
        return Arrays.stream(codes).filter(code -> code == NONE).count();
    }

    static Attribute of(Column column, double[] edges, MissingGroup missing) {
        if (edges.length > 0) {
            return banded(column, edges, missing);
        }
        return column.type().isNumeric() ? numbers(column, missing) : categories(column, missing);
    }

    private static Attribute categories(Column column, MissingGroup missing) {
        TreeSet<String> distinct = new TreeSet<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                distinct.add(column.text(row));
            }
        }
        Map<String, Integer> codeOf = new LinkedHashMap<>();
        distinct.forEach(text -> codeOf.put(text, codeOf.size()));
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            Integer code = column.isMissing(row) ? null : codeOf.get(column.text(row));
            codes[row] = code == null ? NONE : code;
        }
        return new Attribute(column.name(), List.copyOf(distinct), codes).withMissing(missing);
    }

    private static Attribute numbers(Column column, MissingGroup missing) {
        TreeMap<Double, Integer> codeOf = new TreeMap<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                codeOf.put(column.number(row), 0);
            }
        }
        if (codeOf.size() > MAXIMUM_NUMBERS) {
            throw new IllegalArgumentException("column '" + column.name() + "' has " + codeOf.size()
                    + " distinct numbers, too many to be groups: give band edges, as in sensitive(\"" + column.name()
                    + "\", 25, 40, 60)");
        }
        List<String> groups = new ArrayList<>();
        codeOf.replaceAll((value, code) -> {
            groups.add(Names.number(value));
            return groups.size() - 1;
        });
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            Integer code = column.isMissing(row) ? null : codeOf.get(column.number(row));
            codes[row] = code == null ? NONE : code;
        }
        return new Attribute(column.name(), groups, codes).withMissing(missing);
    }

    private static Attribute banded(Column column, double[] edges, MissingGroup missing) {
        if (!column.type().isNumeric()) {
            throw new IllegalArgumentException(
                    "band edges need a numeric column, got '" + column.name() + "' of " + column.type());
        }
        List<String> groups = new ArrayList<>();
        groups.add("below " + Names.number(edges[0]));
        for (int i = 1; i < edges.length; i++) {
            groups.add(Names.number(edges[i - 1]) + " to below " + Names.number(edges[i]));
        }
        groups.add(Names.number(edges[edges.length - 1]) + " and above");
        int nan = groups.size();
        boolean anyNan = false;
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            if (column.isMissing(row)) {
                codes[row] = NONE;
            } else if (Double.isNaN(column.number(row))) {
                codes[row] = nan;
                anyNan = true;
            } else {
                codes[row] = band(edges, column.number(row));
            }
        }
        if (anyNan) {
            groups.add("NaN");
        }
        return new Attribute(column.name(), groups, codes).withMissing(missing);
    }

    private static int band(double[] edges, double value) {
        int band = 0;
        while (band < edges.length && value >= edges[band]) {
            band++;
        }
        return band;
    }

    private Attribute withMissing(MissingGroup policy) {
        if (policy == MissingGroup.EXCLUDE || rowsOfNone() == 0) {
            return this;
        }
        List<String> all = new ArrayList<>(groups);
        all.add(unusedName(MISSING));
        int[] filled = codes.clone();
        for (int row = 0; row < filled.length; row++) {
            filled[row] = filled[row] == NONE ? groups.size() : filled[row];
        }
        return new Attribute(name, all, filled);
    }

    String unusedName(String wanted) {
        String unused = wanted;
        while (groups.contains(unused)) {
            unused = "(" + unused + ")";
        }
        return unused;
    }

    /** The same with some groups counted as one, behind the others. */
    Attribute together(List<Integer> some, String newName) {
        List<String> names = new ArrayList<>();
        int[] newCodes = new int[groups.size()];
        for (int group = 0; group < groups.size(); group++) {
            if (some.contains(group)) {
                newCodes[group] = groups.size() - some.size();
            } else {
                newCodes[group] = names.size();
                names.add(groups.get(group));
            }
        }
        names.add(newName);
        return new Attribute(
                name,
                names,
                Arrays.stream(codes)
                        .map(code -> code == NONE ? NONE : newCodes[code])
                        .toArray());
    }

    /** The groups of both attributes together; a row of no group in one of them is of none. */
    Attribute with(Attribute other) {
        return (long) groups.size() * other.groups.size() > MAXIMUM_EMPTY_COMBINATIONS
                ? compressed(name + " & " + other.name, other)
                : crossed(other);
    }

    /** The same with every combination, in order: the other's groups within the first of this one, and so on. */
    Attribute crossed(Attribute other) {
        long combinations = (long) groups.size() * other.groups.size();
        if (combinations > MAXIMUM_COMBINATIONS) {
            throw new IllegalArgumentException("'" + name + "' has " + groups.size() + " values and '" + other.name
                    + "' " + other.groups.size() + ", together more than " + MAXIMUM_COMBINATIONS
                    + ": control for fewer, such as bands");
        }
        String both = name + " & " + other.name;
        List<String> names = new ArrayList<>();
        for (String mine : groups) {
            for (String its : other.groups) {
                names.add(mine + " & " + its);
            }
        }
        int[] joint = new int[codes.length];
        for (int row = 0; row < joint.length; row++) {
            joint[row] = codes[row] == NONE || other.codes[row] == NONE
                    ? NONE
                    : codes[row] * other.groups.size() + other.codes[row];
        }
        return new Attribute(both, names, joint);
    }

    private Attribute compressed(String both, Attribute other) {
        TreeMap<Long, Integer> codeOf = new TreeMap<>();
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] != NONE && other.codes[row] != NONE) {
                codeOf.put((long) codes[row] * other.groups.size() + other.codes[row], 0);
            }
        }
        List<String> names = new ArrayList<>();
        codeOf.replaceAll((pair, code) -> {
            names.add(groups.get((int) (pair / other.groups.size())) + " & "
                    + other.groups.get((int) (pair % other.groups.size())));
            return names.size() - 1;
        });
        int[] joint = new int[codes.length];
        for (int row = 0; row < joint.length; row++) {
            Integer code = codes[row] == NONE || other.codes[row] == NONE
                    ? null
                    : codeOf.get((long) codes[row] * other.groups.size() + other.codes[row]);
            joint[row] = code == null ? NONE : code;
        }
        return new Attribute(both, names, joint);
    }

    /** The attribute of one group that holds every row. */
    static Attribute everybody(int rows) {
        return new Attribute("everybody", Collections.singletonList("everybody"), new int[rows]);
    }
}

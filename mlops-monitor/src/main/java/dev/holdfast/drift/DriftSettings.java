// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What can be set of a {@link Drift}, each value checked where it is set; prints as the calls that set it. */
record DriftSettings(
        double falseDiscoveryRate,
        double falseAlarms,
        int minimumRows,
        double minimumDistance,
        double minimumPsi,
        double minimumShare,
        boolean yekutieli,
        Map<String, ColumnTest> tests) {
    static final DriftSettings DEFAULTS = new DriftSettings(0.04, 0.01, 200, 0.02, 0.02, 0.01, false, Map.of());

    DriftSettings withFalseDiscoveryRate(double value) {
        rate("false discovery rate", value);
        return new DriftSettings(
                value, falseAlarms, minimumRows, minimumDistance, minimumPsi, minimumShare, yekutieli, tests);
    }

    DriftSettings withFalseAlarms(double value) {
        rate("rate of false alarms", value);
        return new DriftSettings(
                falseDiscoveryRate, value, minimumRows, minimumDistance, minimumPsi, minimumShare, yekutieli, tests);
    }

    DriftSettings withMinimumRows(int value) {
        if (value < 20) {
            throw new IllegalArgumentException("the minimum of rows must be at least 20, got " + value);
        }
        return new DriftSettings(
                falseDiscoveryRate, falseAlarms, value, minimumDistance, minimumPsi, minimumShare, yekutieli, tests);
    }

    DriftSettings withMinimumDistance(double value) {
        unit("distance", value);
        return new DriftSettings(
                falseDiscoveryRate, falseAlarms, minimumRows, value, minimumPsi, minimumShare, yekutieli, tests);
    }

    DriftSettings withMinimumPsi(double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException("the minimum PSI must be at least 0, got " + value);
        }
        return new DriftSettings(
                falseDiscoveryRate, falseAlarms, minimumRows, minimumDistance, value, minimumShare, yekutieli, tests);
    }

    DriftSettings withMinimumShare(double value) {
        unit("share", value);
        return new DriftSettings(
                falseDiscoveryRate, falseAlarms, minimumRows, minimumDistance, minimumPsi, value, yekutieli, tests);
    }

    DriftSettings withBenjaminiYekutieli(boolean value) {
        return new DriftSettings(
                falseDiscoveryRate, falseAlarms, minimumRows, minimumDistance, minimumPsi, minimumShare, value, tests);
    }

    DriftSettings withTest(String column, ColumnTest test) {
        if (test == ColumnTest.EPPS_SINGLETON
                || test == ColumnTest.T
                || test == ColumnTest.WELCH
                || test == ColumnTest.MAXIMUM_MEAN_DISCREPANCY) {
            throw new IllegalArgumentException(
                    test + " needs the values themselves; compare two tables and ask the report for it");
        }
        Map<String, ColumnTest> all = new LinkedHashMap<>(tests);
        all.put(Objects.requireNonNull(column, "column"), test);
        return new DriftSettings(
                falseDiscoveryRate,
                falseAlarms,
                minimumRows,
                minimumDistance,
                minimumPsi,
                minimumShare,
                yekutieli,
                Collections.unmodifiableMap(all));
    }

    private static void rate(String name, double value) {
        if (!(value > 0 && value <= 0.5)) {
            throw new IllegalArgumentException("the " + name + " must be in (0, 0.5], got " + value);
        }
    }

    private static void unit(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("the minimum " + name + " must be in [0, 1], got " + value);
        }
    }

    Optional<ColumnTest> test(String column) {
        return Optional.ofNullable(tests.get(column));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Drift.withDefaults().withFalseDiscoveryRate(")
                .append(falseDiscoveryRate)
                .append(").withFalseAlarms(")
                .append(falseAlarms)
                .append(").withMinimumRows(")
                .append(minimumRows)
                .append(").withMinimumDistance(")
                .append(minimumDistance)
                .append(").withMinimumPsi(")
                .append(minimumPsi)
                .append(").withMinimumShare(")
                .append(minimumShare)
                .append(yekutieli ? ").withBenjaminiYekutieli(true)" : ")");
        tests.forEach((column, test) -> text.append(".withTest(\"")
                .append(column)
                .append("\", ")
                .append(test)
                .append(')'));
        return text.toString();
    }
}

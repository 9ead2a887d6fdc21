// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Compares the flights of February and March with those of January: prints what changed and writes a report of each month.
 */
public final class FlightDrift {
    private FlightDrift() {}

    /**
     * Runs the program.
     *
     * @param arguments nothing, or the folder for the reports; without one {@code target/drift}
     */
    @SuppressWarnings("SystemOut") // a program talks to the terminal
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        Path folder = arguments.length > 0 ? Path.of(arguments[0]) : Path.of("target", "drift");
        out.print(text(DataSets.FLIGHTS.read(), folder));
    }

    /** What the program prints: each month with its findings, the largest effects first, and where its report is. */
    static String text(Table flights, Path folder) {
        Baseline january = Baseline.of(month(flights, "01"));
        StringBuilder text = new StringBuilder();
        for (String month : new String[] {"02", "03"}) {
            DriftReport drift = Drift.between(january, month(flights, month));
            Path file = folder.resolve("flights-2001-" + month + ".html");
            drift.report().write(file);
            text.append("2001-")
                    .append(month)
                    .append(": ")
                    .append(drift.summary())
                    .append('\n');
            drift.findings()
                    .forEach(finding ->
                            text.append("  ").append(finding.explain()).append('\n'));
            text.append("  ").append(file).append('\n');
        }
        return text.toString();
    }

    private static Table month(Table flights, String month) {
        return flights.where(row -> row.text("date").startsWith("2001/" + month))
                .without("date");
    }
}

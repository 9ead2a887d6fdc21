// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.validation.ContractSuggestion;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Proposes a contract from one part of a data set, scores each proposal on the other, and prints those that seldom refuse good
 * data, as Java code and as JSON: of the loans between people that come along, or of a CSV file that is named.
 */
public final class SuggestContract {
    private static final double MOST_FALSE_ALARMS = 0.05;

    private SuggestContract() {}

    /**
     * Runs the program.
     *
     * @param arguments nothing, or the path of a CSV file
     */
    @SuppressWarnings("SystemOut") // a program talks to the terminal
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        boolean named = arguments.length > 0;
        Table table = named ? Csv.read(Path.of(arguments[0])) : DataSets.LENDING_CLUB.read();
        out.print(text(named ? "suggested" : "lending-club", table, 1_000));
    }

    /** What the program prints: each proposal with its rate, then the contract of the good ones. */
    static String text(String name, Table table, int batchRows) {
        Split split = table.split(Splits.random(0.6, 0.0, 0.4).seed(42));
        ContractSuggestion all =
                ContractSuggestion.from(name, split.train(), batchRows).heldOut(split.test());
        ContractSuggestion good = all.where(p -> p.falseAlarmRate().value().orElse(1) <= MOST_FALSE_ALARMS);
        StringBuilder text = new StringBuilder();
        text.append(all.proposals().size())
                .append(" rules are proposed by ")
                .append(split.train().rowCount())
                .append(" rows and scored on ")
                .append(split.test().rowCount())
                .append(" others, for batches of ")
                .append(batchRows)
                .append(" rows.\n");
        all.where(p -> p.falseAlarmRate().value().orElse(1) > MOST_FALSE_ALARMS)
                .proposals()
                .forEach(p -> text.append("Left out: ").append(p).append('\n'));
        return text.append("The other ")
                .append(good.proposals().size())
                .append(", in Java:\n\n")
                .append(good.toJava())
                .append("\nThe same as JSON:\n\n")
                .append(good.contract().toJson())
                .toString();
    }
}

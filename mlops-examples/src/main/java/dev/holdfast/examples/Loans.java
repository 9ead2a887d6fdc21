// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.validation.Limit.atMost;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Table;
import dev.holdfast.report.Outcome;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import dev.holdfast.validation.Finding;
import dev.holdfast.validation.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The loans: where they are read from, what is asked of them, and who applies later. */
final class Loans {
    static final String TARGET = "Status";
    static final String BAD = "bad";
    static final String GOOD = "good";
    static final String BUILT_IN = "credit_data.csv";

    /** The customers of the second half of the story: they are not served at first, then they come. */
    private static final Set<String> LATER = Set.of("freelance", "partime");

    private static final int MOST_PLACES = 3;
    private static final int FEWEST = 500;

    private Loans() {}

    /** Asks what the lender needs to know of a loan; missing answers are allowed where the form leaves them open. */
    static DataContract contract() {
        return DataContract.named("loans")
                .version(1)
                .column("Status", c -> c.text().required().in(GOOD, BAD).environment("TRAINING"))
                .column("Seniority", c -> c.integer().required().between(0, 60))
                .column(
                        "Home",
                        c -> c.text()
                                .in("ignore", "other", "owner", "parents", "priv", "rent")
                                .missing(atMost(0.01)))
                .column("Time", c -> c.integer().required().between(6, 120))
                .column("Age", c -> c.integer().required().between(18, 100))
                .column(
                        "Marital",
                        c -> c.text()
                                .in("divorced", "married", "separated", "single", "widow")
                                .missing(atMost(0.01)))
                .column("Records", c -> c.text().required().in("no", "yes"))
                .column(
                        "Job",
                        c -> c.text()
                                .in("fixed", "freelance", "others", "partime")
                                .missing(atMost(0.01)))
                .column("Expenses", c -> c.integer().required().between(0, 1_000))
                .column("Income", c -> c.integer().between(0, 5_000).missing(atMost(0.10)))
                .column("Assets", c -> c.integer().between(0, 10_000_000).missing(atMost(0.02)))
                .column("Debt", c -> c.integer().between(0, 10_000_000).missing(atMost(0.02)))
                .column("Amount", c -> c.integer().required().between(1, 100_000))
                .column("Price", c -> c.integer().required().between(1, 1_000_000))
                .rows(r -> r.atLeast(1_000))
                .build();
    }

    static Table read(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            return Csv.read(file.get());
        }
        try (InputStream in = Objects.requireNonNull(Loans.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            return Csv.read(in, BUILT_IN);
        }
    }

    /** Checks the loans; what does not hold ends the program with a message that says where in the file. */
    static ContractReport check(Table loans, String source) {
        for (String column : contract().schema().names()) {
            if (!loans.has(column)) {
                throw new IllegalArgumentException(source + ", line 1: expected a column '" + column
                        + "', found a header of " + loans.columnNames());
            }
        }
        ContractReport report = contract().check(loans, "TRAINING");
        if (report.outcome() == Outcome.FAILED) {
            StringBuilder message = new StringBuilder(source + " does not meet what is asked of the loans:");
            for (Finding finding : report.findings()) {
                if (finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.ERROR) {
                    message.append("\n  ").append(finding.sentence());
                    finding.sample().stream()
                            .limit(MOST_PLACES)
                            .forEach(row -> message.append("\n    line ")
                                    .append(row.row() + 1)
                                    .append(", column '")
                                    .append(row.column())
                                    .append("': found '")
                                    .append(row.value())
                                    .append("', expected ")
                                    .append(finding.rule()));
                }
            }
            throw new IllegalArgumentException(message.toString());
        }
        return report;
    }

    static Table servedFromTheStart(Table loans) {
        return loans.where(row -> row.isMissing("Job") || !LATER.contains(row.text("Job")));
    }

    static Table servedLater(Table loans) {
        return loans.where(row -> !row.isMissing("Job") && LATER.contains(row.text("Job")));
    }

    /** The story needs both kinds of customers, and enough of each to judge a window of them. */
    static void requireBoth(Table loans, String source) {
        int later = servedLater(loans).rowCount();
        int first = loans.rowCount() - later;
        if (first < FEWEST || later < FEWEST) {
            throw new IllegalArgumentException(source + " holds " + first + " loans of customers with other jobs and "
                    + later + " of those with Job " + LATER + "; the story needs at least " + FEWEST + " of each");
        }
    }

    /** The same rows in a random order, as customers would come. */
    static Table shuffled(Table loans, long seed) {
        int[] rows = IntStream.range(0, loans.rowCount()).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
        return loans.rows(rows);
    }
}

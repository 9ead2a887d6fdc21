// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A contract that data propose, rule by rule, each with the rate of false alarms to expect.
 *
 * <p>What is proposed: the type of each column; {@code required} or a limit on missing values, the upper end of the 95 %
 * Wilson interval of their share; for numbers a range that is half as wide again on both sides as the one seen, not crossing
 * zero when the data did not; for texts with at most 50 distinct values, none of them rarer than once in 20 on average, the
 * set of them; uniqueness of whole numbers and texts of which no two are equal among at least 100.
 *
 * <p>The false-alarm rate of a proposal is the share of batches of good data that it would refuse: the held-out rows are cut
 * into batches of equal size, every rule is checked on each. Held-out data have to be good and must not be those that the
 * proposals come from. Immutable and thread-safe.
 *
 * <pre>{@code
 * DataContract draft = ContractSuggestion.from("loans", train).heldOut(validation)
 *     .accept(p -> p.falseAlarmRate().value().orElse(1) <= 0.05);
 * }</pre>
 */
public final class ContractSuggestion {
    private static final int BATCHES = 20;
    private static final int MOST_CATEGORIES = 50;
    private static final int FEWEST_ROWS_A_CATEGORY = 20;
    private static final int FEWEST_UNIQUE = 100;

    private final String name;
    private final List<Proposal> proposals;

    private ContractSuggestion(String name, List<Proposal> proposals) {
        this.name = name;
        this.proposals = List.copyOf(proposals);
    }

    /**
     * Proposes rules for data like these.
     *
     * @param name the name of the contract
     * @param good data that are as they should be
     * @return the proposals, not scored yet
     * @throws IllegalArgumentException when the table has no row
     */
    public static ContractSuggestion from(String name, Table good) {
        if (good.rowCount() == 0) {
            throw new IllegalArgumentException("a contract cannot be proposed from a table without rows");
        }
        List<Proposal> proposals = new ArrayList<>();
        Measurement unknown = new Undefined("no held-out data yet; call heldOut");
        for (Column column : good.columns()) {
            for (Rule rule : propose(column)) {
                proposals.add(new Proposal(rule, unknown));
            }
        }
        return new ContractSuggestion(name, proposals);
    }

    private static List<Rule> propose(Column column) {
        RuleList rules = new RuleList(Optional.of(column.name()));
        int n = column.size();
        int missing = column.missingCount();
        if (missing < n) {
            rules.add(RuleKind.TYPE, "type", Types.json(column.type()));
        }
        if (missing == 0) {
            rules.add(RuleKind.REQUIRED);
        } else {
            double upper = Intervals.wilson(missing, n, 0.95).orThrow().upper();
            rules.add(RuleKind.MISSING, Limit.atMost(Math.min(1, Math.ceil(upper * 1000) / 1000)));
        }
        if (column.type().isNumeric()) {
            range(column, rules);
        }
        if (column instanceof TextColumn text) {
            categories(text, rules);
        }
        if ((column instanceof IntegerColumn || column instanceof TextColumn)
                && n - missing >= FEWEST_UNIQUE
                && distinct(column).size() == n - missing) {
            rules.add(RuleKind.UNIQUE);
        }
        return rules.rules();
    }

    private static void range(Column column, RuleList rules) {
        double[] values = IntStream.range(0, column.size())
                .filter(row -> !column.isMissing(row))
                .mapToDouble(column::number)
                .filter(Double::isFinite)
                .toArray();
        if (values.length == 0) {
            return;
        }
        double min = java.util.Arrays.stream(values).min().orElseThrow();
        double max = java.util.Arrays.stream(values).max().orElseThrow();
        double slack = (max - min) / 2;
        double low = min >= 0 ? Math.max(0, min - slack) : min - slack;
        double high = max <= 0 ? Math.min(0, max + slack) : max + slack;
        rules.add(RuleKind.BETWEEN, "min", Rule.number(Math.floor(low)), "max", Rule.number(Math.ceil(high)));
    }

    private static void categories(TextColumn column, RuleList rules) {
        Set<Object> distinct = distinct(column);
        int present = column.size() - column.missingCount();
        if (!distinct.isEmpty()
                && distinct.size() <= MOST_CATEGORIES
                && present >= (long) distinct.size() * FEWEST_ROWS_A_CATEGORY) {
            rules.add(RuleKind.IN, "values", distinct.stream().sorted().toList());
        }
    }

    private static Set<Object> distinct(Column column) {
        Set<Object> distinct = new LinkedHashSet<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                distinct.add(column.value(row));
            }
        }
        return distinct;
    }

    /**
     * Scores every proposal on data that it does not come from.
     *
     * @param table good data, at least 20 rows
     * @return the scored proposals
     * @throws IllegalArgumentException when there are fewer rows
     */
    public ContractSuggestion heldOut(Table table) {
        if (table.rowCount() < BATCHES) {
            throw new IllegalArgumentException(
                    "held-out data need at least " + BATCHES + " rows, got " + table.rowCount());
        }
        List<Table> batches = IntStream.range(0, BATCHES)
                .mapToObj(i -> table.slice((int) ((long) table.rowCount() * i / BATCHES), (int)
                        ((long) table.rowCount() * (i + 1) / BATCHES)))
                .toList();
        return new ContractSuggestion(
                name, proposals.stream().map(p -> p.scored(batches)).toList());
    }

    /**
     * Returns the proposals.
     *
     * @return one a rule, column by column
     */
    public List<Proposal> proposals() {
        return proposals;
    }

    /**
     * Returns the contract of those proposals that are good enough.
     *
     * @param good tells which
     * @return the contract, version 1; it names every column, also one of which no rule is accepted
     */
    public DataContract accept(Predicate<Proposal> good) {
        DataContract.Builder builder = DataContract.named(name);
        Set<String> done = new HashSet<>();
        for (Proposal proposal : proposals) {
            if (done.add(proposal.column())) {
                builder.column(new ContractColumn(
                        proposal.column(),
                        false,
                        Optional.empty(),
                        List.of(),
                        proposals.stream()
                                .filter(p -> p.column().equals(proposal.column()) && good.test(p))
                                .map(p -> p.rule)
                                .toList()));
            }
        }
        return builder.build();
    }

    /**
     * Prints the proposals as the Java calls that make them, each with its false-alarm rate.
     *
     * @return the code
     */
    public String toJava() {
        StringBuilder code = new StringBuilder("DataContract.named(" + quoted(name) + ")\n");
        String column = "";
        for (Proposal proposal : proposals) {
            if (!proposal.column().equals(column)) {
                code.append(column.isEmpty() ? "" : ")\n");
                column = proposal.column();
                code.append("    .column(").append(quoted(column)).append(", c -> c\n");
            } else {
                code.append('\n');
            }
            code.append("        .")
                    .append(proposal.toJava())
                    .append(" /* false alarms: ")
                    .append(proposal.falseAlarmRate())
                    .append(" */");
        }
        return code.append(column.isEmpty() ? "" : ")\n")
                .append("    .build();\n")
                .toString();
    }

    static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    @Override
    public String toString() {
        return "ContractSuggestion[" + name + ", " + proposals.size() + " proposals]";
    }

    /** One proposed rule. Immutable and thread-safe. */
    public static final class Proposal {
        private final Rule rule;
        private final Measurement falseAlarmRate;

        private Proposal(Rule rule, Measurement falseAlarmRate) {
            this.rule = rule;
            this.falseAlarmRate = falseAlarmRate;
        }

        private Proposal scored(List<Table> batches) {
            DataContract alone = DataContract.named("proposal")
                    .column(new ContractColumn(column(), false, Optional.empty(), List.of(), List.of(rule)))
                    .build();
            long decided = 0;
            long refused = 0;
            for (Table batch : batches) {
                Verdict verdict = alone.check(batch).verdict();
                decided += verdict == Verdict.SKIPPED || verdict == Verdict.UNDECIDED ? 0 : 1;
                refused += verdict == Verdict.FAIL || verdict == Verdict.ERROR ? 1 : 0;
            }
            return new Proposal(
                    rule,
                    decided == 0
                            ? new Undefined("no held-out batch had a value to look at")
                            : Intervals.clopperPearson(refused, decided, 0.95));
        }

        /**
         * Returns the column.
         *
         * @return its name
         */
        public String column() {
            return rule.column().orElseThrow();
        }

        /**
         * Returns the rule, printed as the call that makes it.
         *
         * @return the rule
         */
        public String rule() {
            return rule.toString();
        }

        /**
         * Returns the share of good batches that the rule refuses.
         *
         * @return the rate with its 95 % Clopper-Pearson interval, or undefined before {@link #heldOut}
         */
        public Measurement falseAlarmRate() {
            return falseAlarmRate;
        }

        private String toJava() {
            return switch (rule.kind()) {
                case MISSING -> "missing(atMost(" + Texts.value(rule.numberArgument("atMost")) + "))";
                case IN ->
                    rule.texts("values").stream()
                            .map(ContractSuggestion::quoted)
                            .collect(java.util.stream.Collectors.joining(", ", "in(", ")"));
                case BETWEEN -> "between(" + literal("min") + ", " + literal("max") + ")";
                default -> rule.toString();
            };
        }

        private String literal(String argument) {
            Object value = rule.numberArgument(argument);
            return value instanceof Long whole && (int) (long) whole != whole ? whole + "L" : String.valueOf(value);
        }

        @Override
        public String toString() {
            return column() + ": " + rule + ", false alarms " + falseAlarmRate;
        }
    }
}

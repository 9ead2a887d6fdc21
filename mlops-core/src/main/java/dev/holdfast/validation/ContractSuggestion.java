// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A contract that data propose, rule by rule, each with the rate of false alarms to expect in a batch.
 *
 * <p>What is proposed of a column: its type; {@code required}, or a limit on missing values that a batch as good as these data
 * passes but for once in a thousand times; for numbers a range with a margin that the tails ask for (Pickands 1975), for few
 * and frequent whole numbers the set of them; for texts the set of them while they are few, with a share let off where some
 * came only once (Good 1953), else a date format, a well-known form or a regular expression that all of them have;
 * uniqueness where no two values are equal for sure. A table, unlike a profile, also speaks for rules between columns that it
 * meets in every row and would hardly meet by accident: at least as large, adds up to, follows from.
 *
 * <p>The false-alarm rate of a proposal is the share of batches of good data that it would refuse, from held-out data. A rule
 * that single rows break is counted by rows: of k bad rows among n, a batch of b has at least one with probability
 * {@code 1 - (1 - k/n)^b}, where the interval is that of Clopper and Pearson for k of n and rows are taken for independent.
 * Any other rule is checked on the batches that the held-out rows make. Held-out data have to be good and must not be those
 * that the proposals come from. Immutable and thread-safe.
 *
 * <pre>{@code
 * DataContract draft = ContractSuggestion.from("loans", train).heldOut(validation)
 *     .accept(p -> p.falseAlarmRate().value().orElse(1) <= 0.05);
 * }</pre>
 */
public final class ContractSuggestion {
    private static final int BATCH_ROWS = 1_000;
    private static final int TOP_TEXTS = 64;

    private final String name;
    private final int batchRows;
    private final List<Proposal> proposals;

    private ContractSuggestion(String name, int batchRows, List<Proposal> proposals) {
        this.name = Rule.requireName(name, "a contract");
        this.batchRows = batchRows;
        this.proposals = List.copyOf(proposals);
    }

    /**
     * Proposes rules for data like these, in batches of 1,000 rows.
     *
     * @param name the name of the contract
     * @param good data that are as they should be
     * @return the proposals, not scored yet
     * @throws IllegalArgumentException when the table has no row
     */
    public static ContractSuggestion from(String name, Table good) {
        return from(name, good, BATCH_ROWS);
    }

    /**
     * Proposes rules for data like these.
     *
     * @param name the name of the contract
     * @param good data that are as they should be
     * @param batchRows how many rows are to be checked at a time, for which the margins are made and the false alarms counted
     * @return the proposals, not scored yet
     * @throws IllegalArgumentException when the table has no row, or the batch has none
     */
    public static ContractSuggestion from(String name, Table good, int batchRows) {
        requireRows(good.rowCount(), batchRows);
        Profile profile = Profiler.withDefaults().profile(good);
        List<ColumnProposals.Draft> drafts = new ArrayList<>();
        for (Column column : good.columns()) {
            drafts.addAll(new ColumnProposals(profile.column(column.name()), texts(column), isUnique(column), batchRows)
                    .drafts());
        }
        drafts.addAll(new CrossColumnProposals(good).drafts());
        return unscored(name, batchRows, drafts);
    }

    /**
     * Proposes rules for data like those that were profiled, in batches of 1,000 rows; those that need every value, on
     * uniqueness beyond what the profile holds exactly and on several columns, are not proposed.
     *
     * @param name the name of the contract
     * @param good the profile of data that are as they should be
     * @return the proposals, not scored yet
     * @throws IllegalArgumentException when the profile has no row
     */
    public static ContractSuggestion from(String name, Profile good) {
        return from(name, good, BATCH_ROWS);
    }

    /**
     * Proposes rules for data like those that were profiled.
     *
     * @param name the name of the contract
     * @param good the profile of data that are as they should be
     * @param batchRows how many rows are to be checked at a time
     * @return the proposals, not scored yet
     * @throws IllegalArgumentException when the profile has no row, or the batch has none
     */
    public static ContractSuggestion from(String name, Profile good, int batchRows) {
        requireRows(good.rowCount(), batchRows);
        List<ColumnProposals.Draft> drafts = new ArrayList<>();
        for (ColumnProfile column : good.columns()) {
            List<String> texts = column.topValues(TOP_TEXTS).stream()
                    .map(top -> top.value().toString())
                    .toList();
            boolean unique = column.distinct() instanceof Estimate distinct
                    && distinct.lower() == distinct.upper()
                    && distinct.point() == column.count();
            drafts.addAll(new ColumnProposals(column, texts, unique, batchRows).drafts());
        }
        return unscored(name, batchRows, drafts);
    }

    private static void requireRows(long rows, int batchRows) {
        if (rows == 0) {
            throw new IllegalArgumentException("a contract cannot be proposed from data without rows");
        }
        if (batchRows < 1) {
            throw new IllegalArgumentException("a batch must have at least 1 row, got " + batchRows);
        }
    }

    private static ContractSuggestion unscored(String name, int batchRows, List<ColumnProposals.Draft> drafts) {
        Measurement unknown = new Undefined("no held-out data yet; call heldOut");
        return new ContractSuggestion(
                name,
                batchRows,
                drafts.stream()
                        .map(draft -> new Proposal(draft.rule(), draft.because(), unknown))
                        .toList());
    }

    private static Collection<String> texts(Column column) {
        Set<String> texts = new LinkedHashSet<>();
        if (column instanceof TextColumn text) {
            for (int row = 0; row < text.size(); row++) {
                if (!text.isMissing(row)) {
                    texts.add(text.get(row));
                }
            }
        }
        return texts;
    }

    private static boolean isUnique(Column column) {
        if (!(column instanceof IntegerColumn || column instanceof TextColumn)) {
            return false;
        }
        Set<Object> seen = new HashSet<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row) && !seen.add(column.value(row))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Scores every proposal on data that it does not come from.
     *
     * @param good good data
     * @return the scored proposals
     * @throws IllegalArgumentException when there is no row
     */
    public ContractSuggestion heldOut(Table good) {
        return heldOut(TableSource.of(good));
    }

    /**
     * Scores every proposal on data that it does not come from, which may be larger than memory.
     *
     * @param good good data
     * @return the scored proposals
     * @throws IllegalArgumentException when there is no row
     */
    public ContractSuggestion heldOut(TableSource good) {
        List<HeldOutScore> scores =
                proposals.stream().map(p -> new HeldOutScore(p.rule, batchRows)).toList();
        Table[] rest = {Table.of()};
        try (Stream<Table> batches = good.batches()) {
            batches.forEachOrdered(batch -> {
                Table rows = rest[0].rowCount() == 0 ? batch : rest[0].concat(batch);
                int from = 0;
                for (; from + batchRows <= rows.rowCount(); from += batchRows) {
                    Table whole = rows.slice(from, from + batchRows);
                    scores.forEach(score -> score.add(whole));
                }
                rest[0] = rows.slice(from, rows.rowCount());
            });
        }
        if (rest[0].rowCount() > 0) {
            scores.forEach(score -> score.addRest(rest[0]));
        }
        List<Proposal> scored = new ArrayList<>();
        for (int i = 0; i < proposals.size(); i++) {
            scored.add(new Proposal(
                    proposals.get(i).rule,
                    proposals.get(i).because,
                    scores.get(i).rate()));
        }
        return new ContractSuggestion(name, batchRows, scored);
    }

    /**
     * Returns the number of rows in a batch, to which the rates belong.
     *
     * @return the number of rows
     */
    public int batchRows() {
        return batchRows;
    }

    /**
     * Returns the proposals.
     *
     * @return one a rule, column by column, then those on several columns
     */
    public List<Proposal> proposals() {
        return proposals;
    }

    /**
     * Returns how many false alarms a batch is to be expected to raise, over all proposals that were scored.
     *
     * @return the sum of their rates
     */
    public double expectedFalseAlarms() {
        return proposals.stream()
                .mapToDouble(p -> p.falseAlarmRate.value().orElse(0))
                .sum();
    }

    /**
     * Returns those proposals that are good enough.
     *
     * @param good tells which
     * @return the narrower suggestion
     */
    public ContractSuggestion where(Predicate<Proposal> good) {
        return new ContractSuggestion(
                name, batchRows, proposals.stream().filter(good).toList());
    }

    /**
     * Returns the contract of those proposals that are good enough.
     *
     * @param good tells which
     * @return the contract, version 1
     * @throws IllegalStateException when none is
     */
    public DataContract accept(Predicate<Proposal> good) {
        return where(good).contract();
    }

    /**
     * Returns the contract of all proposals.
     *
     * @return the contract, version 1
     * @throws IllegalStateException when there is none
     */
    public DataContract contract() {
        DataContract.Builder builder = DataContract.named(name);
        for (String column : columns()) {
            builder.column(new ContractColumn(
                    column,
                    false,
                    Optional.empty(),
                    List.of(),
                    on(Optional.of(column)).map(p -> p.rule).toList()));
        }
        return builder.tableRules(on(Optional.empty()).map(p -> p.rule).toList())
                .build();
    }

    private List<String> columns() {
        return proposals.stream().flatMap(p -> p.column().stream()).distinct().toList();
    }

    private Stream<Proposal> on(Optional<String> column) {
        return proposals.stream().filter(p -> p.column().equals(column));
    }

    /**
     * Prints the contract of all proposals as the Java expression that builds it, each call with what was seen and its
     * false-alarm rate. It needs the imports of {@link DataContract}, {@link Limit}, {@link Condition} and {@link TextFormat},
     * as far as they occur, and builds the same contract as {@link #contract()}.
     *
     * @return the code
     */
    public String toJava() {
        StringBuilder code = new StringBuilder("DataContract.named(" + JavaCode.quoted(name) + ")\n");
        for (String column : columns()) {
            code.append("    .column(").append(JavaCode.quoted(column)).append(", c -> c\n");
            code.append(lines(Optional.of(column))).append("    )\n");
        }
        if (on(Optional.empty()).findAny().isPresent()) {
            code.append("    .rows(r -> r\n").append(lines(Optional.empty())).append("    )\n");
        }
        return code.append("    .build()\n").toString();
    }

    private String lines(Optional<String> column) {
        return on(column)
                .map(p -> "        ." + JavaCode.call(p.rule) + " // "
                        + JavaCode.comment(p.because + "; false alarms in " + batchRows + " rows: " + p.printedRate())
                        + "\n")
                .collect(Collectors.joining());
    }

    /**
     * Proposes how a contract should change for it to allow new data that are known to be good: types become wider, ranges
     * and limits go as far as the new data ask for, sets take in new values, columns that are gone become optional, columns
     * that are new bring their proposals.
     *
     * @param contract the contract
     * @param good new data that are as they should be
     * @return the changes; a rule of another kind that the data break is named and stays as it is
     * @throws IllegalArgumentException when the table has no row
     */
    public static ContractUpdate update(DataContract contract, Table good) {
        requireRows(good.rowCount(), 1);
        return new ContractEvolution(contract, good, from(contract.name(), good)).update();
    }

    @Override
    public String toString() {
        return "ContractSuggestion[" + name + ", " + proposals.size() + " proposals]";
    }

    /** One proposed rule. Immutable and thread-safe. */
    public static final class Proposal {
        private final Rule rule;
        private final String because;
        private final Measurement falseAlarmRate;

        private Proposal(Rule rule, String because, Measurement falseAlarmRate) {
            this.rule = rule;
            this.because = because;
            this.falseAlarmRate = falseAlarmRate;
        }

        /**
         * Returns the column.
         *
         * @return its name, or empty for a rule on several columns
         */
        public Optional<String> column() {
            return rule.column();
        }

        Rule asRule() {
            return rule;
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
         * Returns what was seen in the data that speaks for the rule.
         *
         * @return the reason for a person
         */
        public String because() {
            return because;
        }

        /**
         * Returns the share of good batches that the rule refuses.
         *
         * @return the rate with its 95 % Clopper-Pearson interval; undefined before {@link #heldOut}, or when the held-out
         *     data cannot tell
         */
        public Measurement falseAlarmRate() {
            return falseAlarmRate;
        }

        private String printedRate() {
            return falseAlarmRate instanceof Estimate rate
                    ? Estimate.number(rate.point()) + ", at most " + Estimate.number(rate.upper())
                    : falseAlarmRate.toString();
        }

        @Override
        public String toString() {
            return column().map(c -> c + ": ").orElse("") + rule + ", false alarms " + falseAlarmRate;
        }
    }
}

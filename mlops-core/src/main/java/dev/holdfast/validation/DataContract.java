// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a table must be, as data: columns with their rules, and rules on the whole.
 *
 * <p>An absent column is a finding of its own, not an exception; every other rule on it is skipped. Rules that have
 * nothing to look at (no row, no value, a filter that matches nothing) are {@link Verdict#SKIPPED}, never passed.
 * Contracts are built once, refuse contradictions then, and are written to JSON and read back without loss. Immutable and
 * thread-safe; checking takes one pass over the data.
 *
 * <pre>{@code
 * DataContract contract = DataContract.named("loans").version(2)
 *     .column("Income", c -> c.number().between(0, 1_000).missing(atMost(0.10)))
 *     .column("Status", c -> c.text().in("good", "bad").environment("TRAINING"))
 *     .rows(r -> r.atLeast(1_000).check("debt-below-assets", when("Debt").above(0).then("Assets").above(0)))
 *     .build();
 * contract.check(loans).orThrow();
 * }</pre>
 */
public final class DataContract {
    private final String name;
    private final int version;
    private final List<ContractColumn> columns;
    private final List<Rule> tableRules;
    private final Map<String, Predicate<Row>> custom;
    private final Map<MetricName, CustomMetric> metrics;
    private final RowGuard everywhere;
    private final RowGuard elsewhere;
    private final Map<String, RowGuard> guards;

    private DataContract(
            String name,
            int version,
            List<ContractColumn> columns,
            List<Rule> tableRules,
            Map<String, Predicate<Row>> custom,
            Map<MetricName, CustomMetric> metrics) {
        this.custom = Map.copyOf(custom);
        this.metrics = Map.copyOf(metrics);
        this.name = name;
        this.version = version;
        this.columns = List.copyOf(columns);
        this.tableRules = List.copyOf(tableRules);
        this.everywhere = new RowGuard(this, Optional.empty());
        // No rule names it, so it stands for every environment that the contract does not know.
        this.elsewhere = new RowGuard(this, Optional.of(""));
        Map<String, RowGuard> named = new LinkedHashMap<>();
        Stream.concat(
                        columns.stream().flatMap(c -> c.environments().stream()),
                        tableRules.stream().flatMap(r -> r.modifiers().environments().stream()))
                .forEach(e -> named.computeIfAbsent(e, each -> new RowGuard(this, Optional.of(each))));
        this.guards = Map.copyOf(named);
    }

    /**
     * Starts a contract.
     *
     * @param name its name
     * @return the empty builder
     * @throws IllegalArgumentException when the name is blank
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /**
     * Reads a contract back from {@link #toJson()}.
     *
     * @param json the text
     * @return the contract, equal to the one that was written
     * @throws IllegalArgumentException when the text is no contract, was written by a newer version, names an unknown
     *     rule or contradicts itself; the message names the place
     */
    public static DataContract parse(String json) {
        return ContractJson.parse(json);
    }

    /**
     * Returns this contract as a JSON document with one rule a line, so that two versions can be compared line by line.
     *
     * @return the text, identical for equal contracts
     */
    public String toJson() {
        return ContractJson.write(this);
    }

    /**
     * Returns the contract's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the contract's version.
     *
     * @return the version, at least 1
     */
    public int version() {
        return version;
    }

    /**
     * Returns the columns whose type the contract fixes; a column is optional unless it is required in every row.
     *
     * @return the schema, in the order of the contract
     */
    public Schema schema() {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (ContractColumn column : columns) {
            boolean required = columns.stream()
                    .filter(c -> c.name().equals(column.name()))
                    .flatMap(c -> c.rules().stream())
                    .anyMatch(r -> r.kind() == RuleKind.REQUIRED
                            && r.modifiers().atLeast().isEmpty());
            column.rules().stream()
                    .filter(r -> r.kind() == RuleKind.TYPE)
                    .findFirst()
                    .ifPresent(r -> fields.put(column.name(), new Field(column.name(), r.type(), !required)));
        }
        return Schema.of(List.copyOf(fields.values()));
    }

    /**
     * Compares what this contract asks for with what an older one did.
     *
     * <pre>{@code
     * if (!contract.differenceFrom(DataContract.parse(inForce)).isCompatible()) {
     *     askTheProducers();
     * }
     * }</pre>
     *
     * @param older the older contract
     * @return the changes, rule by rule, each compatible or breaking for whoever met the older one
     */
    public ContractDifference differenceFrom(DataContract older) {
        return ContractComparison.compare(older, this);
    }

    /**
     * Checks a table against the whole contract, rules of every environment included.
     *
     * @param table the table
     * @return what was found
     */
    public ContractReport check(Table table) {
        return check(TableSource.of(table));
    }

    /**
     * Checks a table.
     *
     * @param table the table
     * @param options changes what the check must know besides the contract
     * @return what was found
     */
    public ContractReport check(Table table, UnaryOperator<CheckOptions> options) {
        return check(TableSource.of(table), options);
    }

    /**
     * Checks a table in one environment: rules that are meant for others are skipped.
     *
     * @param table the table
     * @param environment the environment, such as {@code "SERVING"}
     * @return what was found
     */
    public ContractReport check(Table table, String environment) {
        return check(TableSource.of(table), o -> o.environment(environment));
    }

    /**
     * Starts a check of the whole contract on data that come in batches.
     *
     * @return the check, which has seen nothing
     */
    public ContractCheck start() {
        return new ContractCheck(this, CheckOptions.DEFAULTS);
    }

    /**
     * Starts a check on data that come in batches.
     *
     * @param options changes what the check must know besides the contract
     * @return the check, which has seen nothing
     */
    public ContractCheck start(UnaryOperator<CheckOptions> options) {
        return new ContractCheck(this, options.apply(CheckOptions.DEFAULTS));
    }

    /**
     * Checks data that may be larger than memory, in one pass.
     *
     * @param source the data
     * @return what was found
     */
    public ContractReport check(TableSource source) {
        return check(source, UnaryOperator.identity());
    }

    /**
     * Checks data that may be larger than memory, in one pass.
     *
     * @param source the data
     * @param options changes what the check must know besides the contract
     * @return what was found
     */
    public ContractReport check(TableSource source, UnaryOperator<CheckOptions> options) {
        return source.read((schema, pieces) -> {
            try (ContractCheck check = start(options)) {
                pieces.forEachOrdered(piece -> check.add(piece.get()));
                return check.report();
            }
        });
    }

    /**
     * Checks data that may be larger than memory by several threads: the calling one and those of an executor. The report is
     * the same, to the last byte, for any number of them and any cut into batches.
     *
     * <p>The data are parsed in pieces by any thread; each rule sees all rows in order, one thread at a time, so that the code
     * of a custom check need not be thread-safe. Where a source finds late that it guessed a column's type wrongly all rows are
     * checked anew, and such code sees them again. When this method returns no thread works on it any more and the source
     * is closed, also when it failed.
     *
     * @param source the data
     * @param options changes what the check must know besides the contract
     * @param executor runs the other threads; where it starts fewer, those that there are do the work
     * @param threads how many work in all, at least 1
     * @return what was found
     * @throws IllegalArgumentException when threads is less
     * @throws dev.holdfast.data.DataException when the data cannot be read; the same as in a pass of one thread
     */
    public ContractReport check(
            TableSource source, UnaryOperator<CheckOptions> options, Executor executor, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        return source.read((schema, pieces) -> {
            try (ContractCheck check = start(options)) {
                new SharedCheck(check).run(pieces.iterator(), executor, threads);
                return check.report();
            }
        });
    }

    /**
     * Checks data in one pass and, when rules are left undecided because they had too many values to remember, in a second
     * one that remembers all of them.
     *
     * @param source the data
     * @param options changes what the check must know besides the contract
     * @return what was found; a rule that no data can decide is still undecided
     */
    public ContractReport checkExactly(TableSource source, UnaryOperator<CheckOptions> options) {
        ContractReport first = check(source, options);
        return first.findings(Verdict.UNDECIDED).isEmpty()
                ? first
                : check(source, o -> options.apply(o).capacity(Integer.MAX_VALUE));
    }

    /**
     * Checks one row, such as a request that is about to be predicted, against the rules that a single row can break, those
     * of every environment included. A row that passes costs no object.
     *
     * @param row the row
     * @return what was found
     */
    public RowCheck check(Row row) {
        return everywhere.check(row);
    }

    /**
     * Checks one row in one environment.
     *
     * @param row the row
     * @param environment the environment, such as {@code "SERVING"}
     * @return what was found
     */
    public RowCheck check(Row row, String environment) {
        return guards.getOrDefault(environment, elsewhere).check(row);
    }

    /**
     * Returns the good rows of a source. In the pass that reads them the contract is checked and the bad rows go to the sink
     * with their reasons; every row is either passed on or handed to the sink, once, in order.
     *
     * <p>A row is bad when it breaks a rule on single rows that is of severity {@link Severity#FAIL} and lets nothing off
     * ({@code atLeast}). Of rows that repeat each other the first is good. A check that broke rejects nothing.
     *
     * @param source the data
     * @param sink where bad rows go; opened and closed once a reading
     * @return the good rows; reading them throws {@link QuarantineException} when the sink fails
     */
    public TableSource filter(TableSource source, QuarantineSink sink) {
        return filter(source, sink, UnaryOperator.identity(), report -> {});
    }

    /**
     * Returns the good rows of a source, as {@link #filter(TableSource, QuarantineSink)}, and hands over the report of the
     * whole when all of it was read.
     *
     * @param source the data
     * @param sink where bad rows go
     * @param options changes what the check must know besides the contract
     * @param whenDone takes the report at the end of every reading
     * @return the good rows
     */
    public TableSource filter(
            TableSource source,
            QuarantineSink sink,
            UnaryOperator<CheckOptions> options,
            Consumer<ContractReport> whenDone) {
        return new Quarantine(this, source, sink, options.apply(CheckOptions.DEFAULTS), whenDone);
    }

    /**
     * Returns this contract with code bound to a custom check, as after {@link #parse(String)}.
     *
     * @param id the id of the check
     * @param code tells whether a row is good
     * @return the contract
     * @throws IllegalArgumentException when the contract has no such check
     */
    public DataContract withCustom(String id, Predicate<Row> code) {
        List<String> known = tableRules.stream()
                .filter(r -> r.kind() == RuleKind.CUSTOM)
                .map(r -> r.textArgument("id"))
                .toList();
        if (!known.contains(id)) {
            throw new IllegalArgumentException(this + " has no custom check '" + id + "'; it has " + known);
        }
        Map<String, Predicate<Row>> more = new LinkedHashMap<>(custom);
        more.put(id, code);
        return new DataContract(name, version, columns, tableRules, more, metrics);
    }

    /**
     * Returns this contract with code bound to a custom metric, as after {@link #parse(String)}.
     *
     * @param id the id of the metric
     * @param metricVersion the version of its code
     * @param metric the code
     * @return the contract
     * @throws IllegalArgumentException when the contract has no such metric of that version
     */
    public DataContract withMetric(String id, int metricVersion, CustomMetric metric) {
        List<MetricName> known = Stream.concat(columns.stream().flatMap(c -> c.rules().stream()), tableRules.stream())
                .filter(r -> r.kind() == RuleKind.METRIC || r.kind() == RuleKind.COLUMN_METRIC)
                .map(r -> new MetricName(r.textArgument("id"), r.whole("version")))
                .distinct()
                .toList();
        MetricName wanted = new MetricName(id, metricVersion);
        if (!known.contains(wanted)) {
            throw new IllegalArgumentException(this + " has no metric " + wanted + "; it has " + known);
        }
        Map<MetricName, CustomMetric> more = new LinkedHashMap<>(metrics);
        more.put(wanted, metric);
        return new DataContract(name, version, columns, tableRules, custom, more);
    }

    /** What a metric is known by. */
    record MetricName(String id, long version) {
        @Override
        public String toString() {
            return "'" + id + "' version " + version;
        }
    }

    Optional<CustomMetric> metric(String id, long metricVersion) {
        return Optional.ofNullable(metrics.get(new MetricName(id, metricVersion)));
    }

    /** The number of rules that compare with a baseline. */
    int driftRules() {
        return (int) columns.stream()
                .flatMap(c -> c.rules().stream())
                .filter(r -> r.kind() == RuleKind.DRIFT)
                .count();
    }

    Optional<Predicate<Row>> custom(String id) {
        return Optional.ofNullable(custom.get(id));
    }

    Map<String, Redaction> redactions() {
        Map<String, Redaction> redactions = new LinkedHashMap<>();
        columns.forEach(c -> c.redaction().ifPresent(r -> redactions.put(c.name(), r)));
        return redactions;
    }

    List<ContractColumn> columnBlocks() {
        return columns;
    }

    List<Rule> tableRules() {
        return tableRules;
    }

    List<String> columnNames() {
        return columns.stream().map(ContractColumn::name).distinct().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataContract that
                && name.equals(that.name)
                && version == that.version
                && columns.equals(that.columns)
                && tableRules.equals(that.tableRules);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(name, version, columns, tableRules);
    }

    @Override
    public String toString() {
        return "contract '" + name + "' version " + version;
    }

    /** Collects the rules of a contract; not thread-safe. */
    public static final class Builder {
        private final String name;
        private OptionalInt version = OptionalInt.empty();
        private final List<ContractColumn> columns = new ArrayList<>();
        private final Map<String, List<Rule>> rulesOf = new LinkedHashMap<>();
        private final List<Rule> tableRules = new ArrayList<>();
        private final Map<String, Predicate<Row>> custom = new LinkedHashMap<>();
        private final Map<MetricName, CustomMetric> metrics = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = Rule.requireName(name, "a contract");
        }

        /**
         * Sets the version of the contract; 1 unless said.
         *
         * @param number the version, at least 1
         * @return this builder
         * @throws IllegalArgumentException when the number is below 1
         * @throws IllegalStateException when the version was set before
         */
        public Builder version(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("a contract's version must be at least 1, got " + number);
            }
            if (version.isPresent()) {
                throw new IllegalStateException(
                        "the version is " + version.getAsInt() + " already, got " + number + " as well");
            }
            version = OptionalInt.of(number);
            return this;
        }

        /**
         * Names a column that must be there, without further rules.
         *
         * @param column the column's name
         * @return this builder
         */
        public Builder column(String column) {
            return column(column, c -> {});
        }

        /**
         * Adds rules on a column. A column may be named again, for instance with rules for another environment.
         *
         * @param column the column's name
         * @param rules says the rules
         * @return this builder
         * @throws IllegalArgumentException when a rule contradicts itself
         * @throws IllegalStateException when two rules contradict each other or are about the same thing
         */
        public Builder column(String column, Consumer<ColumnRules> rules) {
            ColumnRules said = new ColumnRules(Rule.requireName(column, "a column"));
            ContractColumn made = Rule.inContract(name, () -> {
                rules.accept(said);
                return new ContractColumn(
                        column, said.isOptional(), said.redaction(), said.environments(), said.rules());
            });
            metrics.putAll(said.metrics());
            return column(made);
        }

        Builder column(ContractColumn column) {
            columns.add(column);
            List<Rule> together = rulesOf.computeIfAbsent(column.name(), c -> new ArrayList<>());
            together.addAll(column.rules());
            Contradictions.refuse(together);
            return this;
        }

        /**
         * Adds the columns of a schema with their types; those that are not optional are required in every row.
         *
         * @param schema the schema
         * @return this builder
         * @throws IllegalStateException when a rule said before contradicts it
         */
        public Builder schema(Schema schema) {
            for (Field field : schema.fields()) {
                RuleList rules = new RuleList(Optional.of(field.name()));
                rules.add(RuleKind.TYPE, "type", Types.json(field.type()));
                if (!field.optional()) {
                    rules.add(RuleKind.REQUIRED);
                }
                column(new ContractColumn(field.name(), false, Optional.empty(), List.of(), rules.rules()));
            }
            return this;
        }

        /**
         * Adds rules on the table as a whole.
         *
         * @param rules says the rules
         * @return this builder
         * @throws IllegalArgumentException when a rule contradicts itself
         * @throws IllegalStateException when two rules contradict each other or are about the same thing
         */
        public Builder rows(Consumer<TableRules> rules) {
            TableRules said = new TableRules();
            List<Rule> made = Rule.inContract(name, () -> {
                rules.accept(said);
                return said.rules();
            });
            custom.putAll(said.custom());
            metrics.putAll(said.metrics());
            return tableRules(made);
        }

        Builder tableRules(List<Rule> rules) {
            tableRules.addAll(rules);
            Contradictions.refuse(tableRules);
            return this;
        }

        /**
         * Returns the contract.
         *
         * @return the contract
         * @throws IllegalStateException when it asks for nothing
         */
        public DataContract build() {
            if (columns.isEmpty() && tableRules.isEmpty()) {
                throw new IllegalStateException("contract '" + name + "' asks for nothing; name a column or a rule");
            }
            return new DataContract(name, version.orElse(1), columns, tableRules, custom, metrics);
        }
    }
}

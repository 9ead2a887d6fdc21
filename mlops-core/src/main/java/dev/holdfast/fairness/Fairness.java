// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Describes an examination of how alike a classifier's decisions are for groups of people; {@link #run()} performs it.
 *
 * <p>The decision on a row is the model's best label. Rows without a truth or a decision take no part and are counted.
 * A sensitive text or boolean column has one group a value, in alphabetical order; a numeric one needs band edges,
 * unless it has at most 20 distinct numbers. NaN is a band of its own. Missing values are a group of their own unless
 * {@link #missing} says otherwise. Groups with fewer rows than {@link #minimumGroup} (30 unless said otherwise), and for
 * each rate those with fewer than {@link #minimumEvents} (5) rows in its denominator, take no part in any comparison
 * and are listed.
 *
 * <p>Intervals of single rates are Wilson's; those of differences and ratios come from a stratified multinomial
 * bootstrap of all of them at once, so that the largest of many keeps its confidence. Equal descriptions with equal
 * seeds give equal results. Time grows with the number of rows once, for counting; the bootstrap costs
 * groups x replicates. Memory: four bytes a row and attribute. Mutable while it is described; not thread-safe.
 *
 * <pre>{@code
 * FairnessReport report = Fairness.of(model, test)
 *     .favorable("good").sensitive("Age", 25, 40, 60).sensitive("Marital").intersections(2)
 *     .criterion(Criterion.equalizedOdds().atMost(0.10)).run();
 * report.verdict();   // FAIR, UNFAIR or INCONCLUSIVE
 * }</pre>
 */
public final class Fairness {
    private static final String GROUP = "group";

    private final Table table;
    private final Labels truth;
    private final Labels decision;
    private final Set<String> knownLabels;
    private final Map<String, double[]> sensitive = new LinkedHashMap<>();
    private final Set<Criterion> criteria = new LinkedHashSet<>();
    private Set<String> favorable = Set.of();
    private final Map<String, double[]> controls = new LinkedHashMap<>();
    private double[] weights = {};
    private MissingGroup missing = MissingGroup.OWN_GROUP;
    private int depth = 1;
    private boolean simultaneous;
    private SmallGroups small = SmallGroups.ALONE;
    private Settings settings = Settings.DEFAULTS;
    private List<GroupFrame> counted = List.of();

    private Fairness(Table table, Labels truth, Labels decision, Set<String> knownLabels) {
        if (truth.size() != decision.size()) {
            throw new IllegalArgumentException(
                    "each row needs a truth and a decision, got " + truth.size() + " and " + decision.size());
        }
        this.table = table;
        this.truth = truth;
        this.decision = decision;
        this.knownLabels = knownLabels;
    }

    /**
     * Examines a model on rows whose truth stands in the column that the model's signature names as its target.
     *
     * @param model the model
     * @param test the rows
     * @return the description, to be completed
     * @throws IllegalArgumentException when the target is no column of the table or holds numbers that are no labels
     */
    public static Fairness of(StorableModel<Row, ClassScores> model, Table test) {
        Labels truth = Labels.of(test.column(model.signature().target()));
        return new Fairness(
                test,
                truth,
                Labels.decided(model, test),
                Set.copyOf(model.signature().labels()));
    }

    /**
     * Examines any predictor on rows whose truth stands in a column.
     *
     * @param model the predictor
     * @param test the rows
     * @param target the column with the true label
     * @return the description, to be completed
     * @throws IllegalArgumentException when the target is no column of the table or holds numbers that are no labels
     */
    public static Fairness of(Predictor<Row, ClassScores> model, Table test, String target) {
        return new Fairness(test, Labels.of(test.column(target)), Labels.decided(model, test), Set.of());
    }

    /**
     * Examines decisions that were taken already and stand in a column.
     *
     * @param decided the rows
     * @param truth the column with the true label
     * @param decision the column with the decision
     * @return the description, to be completed
     * @throws IllegalArgumentException when a column is not there or holds numbers that are no labels
     */
    public static Fairness of(Table decided, String truth, String decision) {
        return new Fairness(decided, Labels.of(decided.column(truth)), Labels.of(decided.column(decision)), Set.of());
    }

    /**
     * Examines plain arrays of 0 and 1, of which 1 is favourable, for one sensitive attribute named {@code "group"}.
     *
     * @param truth the truth of each row
     * @param decision the decision on each row
     * @param groups the group of each row
     * @return the description, to be completed
     * @throws IllegalArgumentException when lengths differ or a value is neither 0 nor 1
     */
    public static Fairness of(int[] truth, int[] decision, String[] groups) {
        return of(Labels.of("truth", truth), Labels.of("decision", decision), groups)
                .favorable("1");
    }

    /**
     * Examines plain arrays of labels for one sensitive attribute named {@code "group"}.
     *
     * @param truth the truth of each row
     * @param decision the decision on each row
     * @param groups the group of each row
     * @return the description, to be completed
     * @throws IllegalArgumentException when lengths differ
     */
    public static Fairness of(String[] truth, String[] decision, String[] groups) {
        return of(Labels.of(TextColumn.of("truth", truth)), Labels.of(TextColumn.of("decision", decision)), groups);
    }

    /**
     * Examines rows that were counted already. Criteria, minima, confidence and seed are as for any other description;
     * what speaks of columns or rows is refused.
     *
     * @param frames the counts, one frame for each sensitive attribute
     * @return the description, to be completed
     * @throws IllegalArgumentException when there is no frame or two are of one attribute
     */
    public static Fairness of(GroupFrame... frames) {
        Set<String> attributes = new LinkedHashSet<>();
        for (GroupFrame frame : frames) {
            if (!attributes.add(frame.attribute())) {
                throw new IllegalArgumentException(
                        "attribute '" + frame.attribute() + "' is counted twice: merge its frames");
            }
        }
        if (frames.length == 0) {
            throw new IllegalArgumentException("name at least one frame, got none");
        }
        Labels none = Labels.of("truth", new int[0]);
        Fairness description = new Fairness(Table.of(), none, none, Set.of()).favorable("selected");
        description.counted = List.of(frames);
        return description;
    }

    private static Fairness of(Labels truth, Labels decision, String[] groups) {
        Fairness description = new Fairness(Table.of(TextColumn.of(GROUP, groups)), truth, decision, Set.of());
        if (groups.length != truth.size()) {
            throw new IllegalArgumentException(
                    "each row needs a group, got " + groups.length + " for " + truth.size() + " rows");
        }
        return description.sensitive(GROUP);
    }

    /**
     * Names the labels that a person would wish for: the positive class.
     *
     * @param labels one label or more; all others are unfavourable
     * @return this description
     * @throws IllegalStateException when they are named already
     * @throws IllegalArgumentException when there is none
     */
    public Fairness favorable(String... labels) {
        if (!favorable.isEmpty()) {
            throw new IllegalStateException(
                    "favorable is " + new TreeSet<>(favorable) + " already, got " + Arrays.toString(labels));
        }
        if (labels.length == 0) {
            throw new IllegalArgumentException("favorable needs at least one label, got none");
        }
        favorable = new LinkedHashSet<>(Arrays.asList(labels));
        return this;
    }

    /**
     * Names a sensitive column.
     *
     * @param column the column
     * @param edges for a numeric column, where one band ends and the next begins, ascending: 25 and 40 make the bands
     *     "below 25", "25 to below 40" and "40 and above"; for other columns none
     * @return this description
     * @throws IllegalStateException when the column is named already
     * @throws IllegalArgumentException when there is no such column or the edges are not finite and ascending
     */
    public Fairness sensitive(String column, double... edges) {
        table.column(column);
        checkEdges(edges);
        if (sensitive.putIfAbsent(column, edges.clone()) != null) {
            throw new IllegalStateException("sensitive column '" + column + "' is named twice");
        }
        return this;
    }

    /**
     * Names a column within whose values the groups are compared as well, such as the job applied for: a difference
     * overall may vanish, or turn round, within each of them. Measured, and judged, as attributes named
     * {@code "Age | Home = rent"}; with several such columns, within the combinations of their values,
     * {@code "Age | Home & Job = rent & fixed"}.
     *
     * @param column the column
     * @param edges its band edges when it is numeric, as in {@link #sensitive}
     * @return this description
     * @throws IllegalStateException when the column is named already
     * @throws IllegalArgumentException when there is no such column or the edges are not finite and ascending
     */
    public Fairness controlFor(String column, double... edges) {
        table.column(column);
        checkEdges(edges);
        if (controls.putIfAbsent(column, edges.clone()) != null) {
            throw new IllegalStateException("control column '" + column + "' is named twice");
        }
        return this;
    }

    private static void checkEdges(double[] edges) {
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
                throw new IllegalArgumentException(
                        "band edges must be finite and ascending, got " + Arrays.toString(edges));
            }
        }
    }

    /**
     * Says how many sensitive columns are joined: 1 compares each on its own, 2 also every pair of them, and so on.
     *
     * @param columns the largest number of columns joined, at least 1; 1 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the number is less than 1
     */
    public Fairness intersections(int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException("intersections must join at least 1 column, got " + columns);
        }
        depth = columns;
        return this;
    }

    /**
     * Adds a criterion to judge by; every attribute must meet it.
     *
     * @param criterion the criterion
     * @return this description
     */
    public Fairness criterion(Criterion criterion) {
        criteria.add(Objects.requireNonNull(criterion, "criterion"));
        return this;
    }

    /**
     * Says what becomes of rows whose sensitive value is missing.
     *
     * @param policy the policy; {@link MissingGroup#OWN_GROUP} unless said otherwise
     * @return this description
     */
    public Fairness missing(MissingGroup policy) {
        missing = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Weighs each row by a column of the table.
     *
     * @param column a numeric column without missing values, each at least 0 and finite
     * @return this description
     * @throws IllegalArgumentException when there is no such column or a value is missing, negative or not finite
     */
    public Fairness weights(String column) {
        Column from = table.column(column);
        double[] values = new double[from.size()];
        for (int row = 0; row < values.length; row++) {
            if (from.isMissing(row)) {
                throw new IllegalArgumentException("the weight of row " + row + " is missing in '" + column + "'");
            }
            values[row] = from.number(row);
        }
        return weights(values);
    }

    /**
     * Weighs each row.
     *
     * @param rowWeights one weight a row, at least 0 and finite
     * @return this description
     * @throws IllegalArgumentException when there are too few or too many, or one is negative or not finite
     */
    public Fairness weights(double... rowWeights) {
        if (rowWeights.length != truth.size()) {
            throw new IllegalArgumentException(
                    "each row needs a weight, got " + rowWeights.length + " for " + truth.size() + " rows");
        }
        checkWeights(rowWeights);
        weights = rowWeights.clone();
        return this;
    }

    static void checkWeights(double[] rowWeights) {
        for (int row = 0; row < rowWeights.length; row++) {
            if (!(rowWeights[row] >= 0 && rowWeights[row] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be finite and at least 0, got " + rowWeights[row] + " in row " + row);
            }
        }
    }

    /**
     * Says how many rows a group needs to be compared.
     *
     * @param rows the number of rows, at least 1; 30 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the number is less than 1
     */
    public Fairness minimumGroup(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a group needs at least 1 row, got " + rows);
        }
        settings = settings.withMinimumGroup(rows);
        return this;
    }

    /**
     * Counts groups with fewer rows than a number together, in a group named {@code "(other)"}, unless there is only one
     * such group. The report lists which they are.
     *
     * @param rows the number of rows, at least 2
     * @return this description
     * @throws IllegalArgumentException when the number is less than 2
     * @throws IllegalStateException when small groups are suppressed
     */
    public Fairness poolBelow(int rows) {
        return small(SmallGroups.Kind.POOLED, rows);
    }

    /**
     * Hides groups with fewer rows than a number, for reports that leave the house: they are counted together in a group
     * named {@code "(suppressed)"}, with the next smallest groups as long as a count could be worked out from those that
     * are shown (complementary suppression). It protects who is in a small group, not what became of the members of a
     * larger one. One table only can be protected so: intersections and control columns are refused, as their counts
     * could be subtracted from each other, and so are rows of no group.
     *
     * @param rows the number of rows, at least 2
     * @return this description
     * @throws IllegalArgumentException when the number is less than 2
     * @throws IllegalStateException when small groups are pooled
     */
    public Fairness suppressBelow(int rows) {
        return small(SmallGroups.Kind.SUPPRESSED, rows);
    }

    private Fairness small(SmallGroups.Kind kind, int rows) {
        if (rows < 2) {
            throw new IllegalArgumentException("small groups have fewer than at least 2 rows, got " + rows);
        }
        if (small.kind() != SmallGroups.Kind.ALONE) {
            throw new IllegalStateException("what becomes of small groups is said already: " + small.kind());
        }
        small = new SmallGroups(kind, rows);
        return this;
    }

    /**
     * Names a numeric sensitive column, cut at its quantiles into bands of about as many rows each.
     *
     * @param column the column
     * @param bands how many bands, at least 2; fewer come out where many rows have one value
     * @return this description
     * @throws IllegalStateException when the column is named already
     * @throws IllegalArgumentException when there is no such column, it is not numeric or has no two distinct numbers, or
     *     there are too few bands
     */
    public Fairness sensitiveQuantiles(String column, int bands) {
        if (bands < 2) {
            throw new IllegalArgumentException("quantiles make at least 2 bands, got " + bands);
        }
        Column numbers = table.column(column);
        if (!numbers.type().isNumeric()) {
            throw new IllegalArgumentException(
                    "quantiles need a numeric column, got '" + column + "' of " + numbers.type());
        }
        double[] sorted = IntStream.range(0, numbers.size())
                .filter(row -> !numbers.isMissing(row) && Double.isFinite(numbers.number(row)))
                .mapToDouble(numbers::number)
                .sorted()
                .toArray();
        double[] edges = IntStream.range(1, bands)
                .mapToDouble(band -> sorted.length == 0 ? 0 : sorted[(int) ((long) band * sorted.length / bands)])
                .filter(edge -> sorted.length > 0 && edge > sorted[0])
                .distinct()
                .toArray();
        if (edges.length == 0) {
            throw new IllegalArgumentException(
                    "column '" + column + "' cannot be cut into " + bands + " bands: most of its numbers are the same");
        }
        return sensitive(column, edges);
    }

    /**
     * Says how many rows the denominator of a rate needs for a group to be compared by it.
     *
     * @param rows the number of rows, at least 1; 5 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the number is less than 1
     */
    public Fairness minimumEvents(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a rate needs at least 1 row, got " + rows);
        }
        settings = settings.withMinimumEvents(rows);
        return this;
    }

    /**
     * Says how sure the intervals are.
     *
     * @param level the confidence, in (0, 1); 0.95 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the confidence is outside
     */
    public Fairness confidence(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("confidence must be in (0, 1), got " + level);
        }
        settings = settings.withConfidence(level);
        return this;
    }

    /**
     * Says how often the bootstrap draws.
     *
     * @param number the number of replicates, at least 100; 2000 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the number is less than 100
     */
    public Fairness replicates(int number) {
        if (number < 100) {
            throw new IllegalArgumentException("the bootstrap needs at least 100 replicates, got " + number);
        }
        settings = settings.withReplicates(number);
        return this;
    }

    /**
     * Sets the seed of the bootstrap.
     *
     * @param value the seed; 42 unless said otherwise
     * @return this description
     */
    public Fairness seed(long value) {
        settings = settings.withSeed(value);
        return this;
    }

    /**
     * Shares the confidence among all verdicts, so that with the stated confidence every one of them is right: each
     * difference and ratio gets a confidence of {@code 1 - (1 - confidence) / n}, where n is the number of criteria times
     * attributes (Bonferroni). Single rates keep theirs. Without it, the more attributes are examined the likelier one of
     * them is called unfair by chance.
     *
     * @return this description
     */
    public Fairness simultaneous() {
        simultaneous = true;
        return this;
    }

    /**
     * Counts, measures and judges.
     *
     * @return the result
     * @throws IllegalStateException when no favourable label or no sensitive column is named
     * @throws IllegalArgumentException when the favourable label is not among the labels, or a numeric column without
     *     band edges has too many distinct numbers
     */
    public FairnessReport run() {
        return counted.isEmpty() ? runOnRows() : runOnCounts();
    }

    private FairnessReport runOnCounts() {
        Settings chosen =
                simultaneous ? settings.withComparisons(counted.size() * Math.max(1, criteria.size())) : settings;
        List<Analysis> analyses =
                counted.stream().map(each -> new Analysis(each.frame(), chosen)).toList();
        Frame overall = counted.get(0).frame().total().part("everybody", List.of("everybody"), 0);
        return new FairnessReport(analyses, Map.of(), overall, List.of(), List.copyOf(criteria), chosen, favorable);
    }

    private FairnessReport runOnRows() {
        if (sensitive.isEmpty()) {
            throw new IllegalStateException("name at least one sensitive column, as in sensitive(\"Age\", 25, 40, 60)");
        }
        checkSuppression();
        byte[] cells = cells();
        List<Exclusion> leftOut = new ArrayList<>();
        List<Analysis> analyses = new ArrayList<>();
        Map<String, Strata> strata = new LinkedHashMap<>();
        Attribute controlled = controls.entrySet().stream()
                .map(each -> Attribute.of(table.column(each.getKey()), each.getValue(), MissingGroup.OWN_GROUP))
                .reduce(Attribute::with)
                .orElse(null);
        List<Attribute> attributes = attributes();
        int compared = attributes.size()
                * (1 + (controlled == null ? 0 : controlled.groups().size()));
        Settings chosen = simultaneous ? settings.withComparisons(compared * Math.max(1, criteria.size())) : settings;
        for (Attribute whole : attributes) {
            Attribute attribute = small.apply(whole, cells, leftOut);
            long none = attribute.rowsOfNone();
            if (none > 0) {
                leftOut.add(new Exclusion(attribute.name(), "(rows)", "all", none, "the sensitive value is missing"));
            }
            analyses.add(new Analysis(Frame.of(attribute, cells, weights), chosen));
            if (controlled != null) {
                List<Analysis> within = within(controlled, attribute, cells, chosen);
                analyses.addAll(within);
                strata.put(attribute.name(), new Strata(controlled.name(), within));
            }
        }
        long unjudged = countOfNone(cells);
        if (unjudged > 0) {
            leftOut.add(
                    0, new Exclusion("everybody", "(rows)", "all", unjudged, "the truth or the decision is missing"));
        }
        Frame overall = Frame.of(Attribute.everybody(cells.length), cells, weights);
        return new FairnessReport(analyses, strata, overall, leftOut, List.copyOf(criteria), chosen, favorable);
    }

    private void checkSuppression() {
        if (small.kind() == SmallGroups.Kind.SUPPRESSED
                && (!controls.isEmpty() || depth > 1 || missing == MissingGroup.EXCLUDE)) {
            throw new IllegalStateException("suppression protects one table: counts of intersections, of values of a "
                    + "control column or of rows of no group could be subtracted; examine these apart, or pool");
        }
    }

    private List<Analysis> within(Attribute controlled, Attribute attribute, byte[] cells, Settings chosen) {
        Frame joint = Frame.of(controlled.crossed(attribute), cells, weights);
        int size = attribute.groups().size();
        List<Analysis> parts = new ArrayList<>();
        for (int c = 0; c < controlled.groups().size(); c++) {
            String name = attribute.name() + " | " + controlled.name() + " = "
                    + controlled.groups().get(c);
            parts.add(new Analysis(joint.part(name, attribute.groups(), c * size), chosen));
        }
        return parts;
    }

    private List<Attribute> attributes() {
        List<Attribute> single = new ArrayList<>();
        sensitive.forEach((column, edges) -> single.add(Attribute.of(table.column(column), edges, missing)));
        List<Attribute> all = new ArrayList<>(single);
        List<List<Integer>> last = new ArrayList<>();
        List<Attribute> lastJoined = single;
        for (int i = 0; i < single.size(); i++) {
            last.add(Collections.singletonList(i));
        }
        for (int columns = 2; columns <= Math.min(depth, single.size()); columns++) {
            List<List<Integer>> next = new ArrayList<>();
            List<Attribute> joined = new ArrayList<>();
            for (int j = 0; j < last.size(); j++) {
                List<Integer> members = last.get(j);
                for (int i = members.get(members.size() - 1) + 1; i < single.size(); i++) {
                    List<Integer> more = new ArrayList<>(members);
                    more.add(i);
                    next.add(more);
                    joined.add(lastJoined.get(j).with(single.get(i)));
                }
            }
            all.addAll(joined);
            last = next;
            lastJoined = joined;
        }
        return all;
    }

    private byte[] cells() {
        if (favorable.isEmpty()) {
            throw new IllegalStateException("name the favorable label: one of " + labels());
        }
        for (String label : favorable) {
            if (!knownLabels.contains(label) && !labels().contains(label) && labels().size() > 1) {
                throw new IllegalArgumentException("favorable label '" + label + "' is none of " + labels());
            }
        }
        return Labels.cells(truth, decision, favorable);
    }

    private Set<String> labels() {
        Set<String> labels = new TreeSet<>(knownLabels);
        labels.addAll(truth.distinct());
        labels.addAll(decision.distinct());
        return labels;
    }

    private static long countOfNone(byte[] cells) {
        long count = 0;
        for (byte cell : cells) {
            count += cell < 0 ? 1 : 0;
        }
        return count;
    }
}

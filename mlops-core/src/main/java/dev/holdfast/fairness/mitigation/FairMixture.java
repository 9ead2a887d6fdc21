// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Classifiers of which one, drawn by a hash, decides each row; or the one that a grid found.
 *
 * <p>{@link #predict} gives the label that was drawn the score 1, which keeps the criterion and always decides the same row
 * alike; {@link #probability} tells the chance of being selected. It is written down when every classifier in it is a
 * {@link StorableModel}, as those of {@code TribuoTrainer} are; {@link #front} is not stored. Immutable, and as thread-safe
 * as its classifiers; an answer costs one of each.
 */
public final class FairMixture implements StorableModel<Row, ClassScores> {
    private static final String FORMAT = "holdfast-mixture/1";

    /** What the lot of a row is a hash of: a column, or for the empty name what the classifiers read. */
    record Lot(String column, long seed) {
        static final Lot BY_CONTENT = new Lot("", 0);
    }

    /** What the mixture is for. */
    private record Task(String name, Goal goal, String favorable, String sensitive, double violation, int trainings) {}

    private final Task task;
    private final Lot lot;
    private final Signature signature;
    private final List<String> keys;
    /** The first is the classifier without constraint, whose share may be 0. */
    private final List<Predictor<Row, ClassScores>> models;

    private final List<Double> shares;
    private final List<TradeOff> front;

    private FairMixture(
            Task task,
            Lot lot,
            Signature signature,
            List<Predictor<Row, ClassScores>> models,
            List<Double> shares,
            List<TradeOff> front) {
        this.task = task;
        this.lot = lot;
        this.signature = signature;
        this.models = List.copyOf(models);
        this.shares = List.copyOf(shares);
        this.front = front;
        this.keys = lot.column().isEmpty()
                ? signature.inputs().fields().stream().map(Field::name).toList()
                : List.of(lot.column());
    }

    static FairMixture of(
            String name,
            Goal goal,
            Lot lot,
            Reduction.Outcome outcome,
            Table rows,
            String target,
            String favorable,
            String sensitive) {
        List<Predictor<Row, ClassScores>> kept = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int j = 0; j < outcome.shares().size(); j++) {
            if (j == 0 || outcome.shares().get(j) > 0) {
                kept.add(outcome.models().get(j));
                shares.add(outcome.shares().get(j));
            }
        }
        Schema inputs = kept.stream()
                .filter(StorableModel.class::isInstance)
                .map(model -> ((StorableModel<?, ?>) model).signature().inputs())
                .findFirst()
                .orElseGet(() -> rows.without(target).schema());
        if (!lot.column().isEmpty() && inputs.field(lot.column()).isEmpty()) {
            List<Field> fields = new ArrayList<>(inputs.fields());
            fields.add(rows.column(lot.column()).field());
            inputs = Schema.of(fields);
        }
        return new FairMixture(
                new Task(name, goal, favorable, sensitive, outcome.violation(), outcome.trainings()),
                lot,
                new Signature(inputs, target, List.of(outcome.other(), favorable)),
                kept,
                shares,
                outcome.front());
    }

    /**
     * Returns the codec of mixtures whose classifiers another codec reads.
     *
     * @param classifiers the codec of the classifiers, such as {@code TribuoCodec.classification()}
     * @return the codec; what it reads is a {@link FairMixture}
     */
    public static ModelCodec<Row, ClassScores> codec(ModelCodec<Row, ClassScores> classifiers) {
        return new Codec(classifiers);
    }

    /**
     * Returns how likely a row is selected.
     *
     * @param row the row
     * @return the share of the mixture that selects it, in [0, 1]
     */
    public double probability(Row row) {
        double sum = 0;
        for (int j = 0; j < models.size(); j++) {
            if (shares.get(j) > 0 && models.get(j).predict(row).best().equals(task.favorable())) {
                sum += shares.get(j);
            }
        }
        return Math.min(1, sum);
    }

    /**
     * Returns how likely each of some rows is selected.
     *
     * @param rows the rows
     * @return the probabilities, in the order of rows
     */
    public double[] probabilities(Table rows) {
        double[] probabilities = new double[rows.rowCount()];
        for (int j = 0; j < models.size(); j++) {
            double share = shares.get(j);
            int[] decided = share > 0 ? Reduction.decisions(models.get(j), rows, task.favorable()) : new int[0];
            for (int row = 0; row < decided.length; row++) {
                probabilities[row] = Math.min(1, probabilities[row] + share * decided[row]);
            }
        }
        return probabilities;
    }

    /**
     * Decides a row by a classifier that is drawn by a hash.
     *
     * @param row the row
     * @return the drawn label with score 1, the other with 0; always the same for the same row
     * @throws IllegalArgumentException when the row has no column that the lot is drawn from
     */
    @Override
    public ClassScores predict(Row row) {
        return answer(row, probability(row));
    }

    @Override
    public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
        if (!(rows instanceof Table table)) {
            return StorableModel.super.predictAll(rows);
        }
        double[] probabilities = probabilities(table);
        return IntStream.range(0, probabilities.length)
                .mapToObj(row -> answer(table.row(row), probabilities[row]))
                .toList();
    }

    private ClassScores answer(Row row, double probability) {
        double selected = isSelected(row, probability) ? 1 : 0;
        return ClassScores.of(signature.labels(), 1 - selected, selected);
    }

    private boolean isSelected(Row row, double probability) {
        if (probability == 0 || probability >= 1 - 1e-12) {
            return probability > 0;
        }
        if (!lot.column().isEmpty() && row.isMissing(lot.column())) {
            throw new IllegalArgumentException(
                    "the lot of a row is drawn from column '" + lot.column() + "', which this row does not have");
        }
        return Lots.draw(lot.seed(), Lots.key(row, keys)) < probability;
    }

    /**
     * Decides a row by a classifier that is drawn by a hash of a key.
     *
     * @param row the row
     * @param key what tells the row from others
     * @return true when it is selected; always the same for the same row and key
     */
    public boolean decide(Row row, long key) {
        return Lots.draw(lot.seed(), key) < probability(row);
    }

    /**
     * Tells whether some decisions are drawn at random.
     *
     * @return false when one classifier decides every row
     */
    public boolean isRandomized() {
        return shares().size() > 1;
    }

    /**
     * Returns the shares of the classifiers in the mixture.
     *
     * @return positive numbers that sum to 1
     */
    public List<Double> shares() {
        return shares.stream().filter(share -> share > 0).toList();
    }

    /**
     * Returns how many classifiers were trained.
     *
     * @return the number, that without constraints included
     */
    public int trainings() {
        return task.trainings();
    }

    /**
     * Returns by how much the mixture breaks the worst of its constraints on the training rows.
     *
     * @return the violation, at least 0; above 0.01 or so the trainer cannot keep the criterion
     */
    public double violation() {
        return task.violation();
    }

    /**
     * Returns the classifiers that were trained and that no other beat both in fairness and in accuracy on the training
     * rows.
     *
     * @return the fairest first; empty for a mixture that was read back
     */
    public List<TradeOff> front() {
        return front;
    }

    /**
     * Returns what the constraint did to decisions on some rows, best such that it was not trained on: before is the
     * classifier without it.
     *
     * @param rows the rows, with target and sensitive column
     * @param weights the weight of each row, or none for equal ones
     * @return fairness before and after, and the cost
     * @throws IllegalArgumentException when a column is not there, or a target is missing
     */
    public Mitigation mitigation(Table rows, double... weights) {
        Cases cases = Cases.of(rows, signature.target(), task.favorable(), task.sensitive(), weights);
        return Mitigation.of(
                        task.name(),
                        task.goal(),
                        cases,
                        Reduction.decisions(models.get(0), rows, task.favorable()),
                        Reduction.decisions(this, rows, task.favorable()),
                        Mitigation.NO_GROUPS)
                .withFront(front);
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    private List<StorableModel<Row, ClassScores>> storable() {
        List<StorableModel<Row, ClassScores>> parts = new ArrayList<>();
        for (Predictor<Row, ClassScores> model : models) {
            if (model instanceof StorableModel<Row, ClassScores> storable) {
                parts.add(storable);
            } else if (!(model instanceof Reduction.Constant)) {
                throw new IllegalStateException("a mixture is written down when its classifiers can be, got a "
                        + model.getClass().getName() + "; let the trainer return models that are a StorableModel");
            }
        }
        return parts;
    }

    /** Everything but the parts: a constant stands by its label, a part by the empty text. */
    private ObjectNode header(List<StorableModel<Row, ClassScores>> parts) {
        ObjectNode header = StoredJson.object()
                .put("format", FORMAT)
                .put("inner", parts.isEmpty() ? "" : parts.get(0).format())
                .put("name", task.name())
                .put("favorable", task.favorable())
                .put("sensitive", task.sensitive())
                .put("violation", String.valueOf(task.violation()))
                .put("trainings", String.valueOf(task.trainings()))
                .put("lotColumn", lot.column())
                .put("seed", String.valueOf(lot.seed()));
        StoredJson.putGoal(header, task.goal());
        StoredJson.putSignature(header, signature);
        StoredJson.put(header, "shares", shares.stream().map(String::valueOf).toList());
        StoredJson.put(
                header,
                "constants",
                models.stream()
                        .map(model -> model instanceof Reduction.Constant constant ? constant.label() : "")
                        .toList());
        return header;
    }

    /**
     * Writes the mixture; the same mixture writes the same bytes.
     *
     * @param out where to; not closed
     * @throws IOException when writing fails
     * @throws IllegalStateException when a classifier is no {@link StorableModel}
     */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        List<StorableModel<Row, ClassScores>> parts = storable();
        List<byte[]> bytes = new ArrayList<>();
        for (StorableModel<Row, ClassScores> part : parts) {
            bytes.add(StoredParts.bytes(part));
        }
        new StoredParts(header(parts), bytes).writeTo(out);
    }

    @Override
    public String parameterDigest() {
        MessageDigest sha = StoredParts.sha256();
        List<StorableModel<Row, ClassScores>> parts = storable();
        StoredParts.digest(sha, header(parts));
        parts.forEach(part -> sha.update(part.parameterDigest().getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(sha.digest());
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("mitigation", task.name());
        told.put("mitigation.goal", task.goal().toString());
        told.put("mitigation.sensitive", task.sensitive());
        told.put("mitigation.classifiers", String.valueOf(shares().size()));
        told.put("mitigation.trainings", String.valueOf(task.trainings()));
        if (models.get(0) instanceof StorableModel<?, ?> first) {
            first.provenance().forEach(told::putIfAbsent);
        }
        return Collections.unmodifiableMap(told);
    }

    @Override
    public String toString() {
        return "FairMixture[" + task.name() + ", " + task.goal() + ", shares " + shares() + "]";
    }

    private record Codec(ModelCodec<Row, ClassScores> classifiers) implements ModelCodec<Row, ClassScores> {
        @Override
        public String format() {
            return FORMAT;
        }

        @Override
        public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
            StoredParts stored = StoredParts.read(in, FORMAT);
            ObjectNode header = stored.header();
            List<StorableModel<Row, ClassScores>> parts = stored.models(classifiers);
            List<String> constants = StoredJson.texts(header, "constants");
            List<String> sharesText = StoredJson.texts(header, "shares");
            long needed = constants.stream().filter(String::isEmpty).count();
            if (constants.isEmpty() || constants.size() != sharesText.size() || needed != parts.size()) {
                throw new IOException("a mixture needs a share and a classifier each, got " + sharesText.size()
                        + " shares, " + constants.size() + " classifiers and " + parts.size() + " parts");
            }
            List<Predictor<Row, ClassScores>> models = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            int next = 0;
            for (int j = 0; j < constants.size(); j++) {
                models.add(constants.get(j).isEmpty() ? parts.get(next++) : new Reduction.Constant(constants.get(j)));
                shares.add(StoredJson.share(StoredJson.object().put("shares", sharesText.get(j)), "shares"));
            }
            return new FairMixture(
                    new Task(
                            StoredJson.text(header, "name"),
                            StoredJson.goal(header),
                            StoredJson.text(header, "favorable"),
                            StoredJson.text(header, "sensitive"),
                            StoredJson.number(header, "violation"),
                            (int) StoredJson.integer(header, "trainings")),
                    new Lot(StoredJson.text(header, "lotColumn"), StoredJson.integer(header, "seed")),
                    StoredJson.signature(header),
                    models,
                    shares,
                    List.of());
        }
    }
}

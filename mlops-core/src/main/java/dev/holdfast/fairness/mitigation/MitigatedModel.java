// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
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
import java.util.Objects;

/**
 * A model whose scores become decisions by a {@link DecisionRule}: what is registered and deployed after a mitigation after
 * training.
 *
 * <p>Its answer gives the label that was decided the score 1 and the other 0. A row is of the group that its sensitive
 * column tells; where the value is missing, or the column is not there, of the group {@code "(missing)"}, which the rule
 * treats like any other that it was, or was not, fitted to. The lot of a rule that draws is a hash of the row's values in
 * the signature's columns, or of a key column alone. Immutable, and as thread-safe as its model.
 *
 * <pre>{@code
 * MitigatedModel fair = MitigatedModel.of(model, "good", "Marital", thresholds);
 * MitigatedModel.codec(TribuoCodec.classification()).read(in);
 * }</pre>
 */
public final class MitigatedModel implements StorableModel<Row, ClassScores> {
    private static final String FORMAT = "holdfast-mitigated/1";

    private final StorableModel<Row, ClassScores> model;
    private final String favorable;
    private final String sensitive;
    private final DecisionRule rule;
    private final String key;
    private final Signature signature;
    private final List<String> keys;

    private MitigatedModel(
            StorableModel<Row, ClassScores> model, String favorable, String sensitive, DecisionRule rule, String key) {
        this.model = model;
        this.favorable = favorable;
        this.sensitive = sensitive;
        this.rule = rule;
        this.key = key;
        Signature inner = model.signature();
        if (inner.labels().size() != 2 || !inner.labels().contains(favorable)) {
            throw new IllegalArgumentException("a decision rule needs a model of two labels, '" + favorable
                    + "' and another, got " + inner.labels());
        }
        List<Field> fields = new ArrayList<>(inner.inputs().fields());
        for (String column : key.isEmpty() ? List.of(sensitive) : List.of(sensitive, key)) {
            if (inner.inputs().field(column).isEmpty()) {
                fields.add(Field.optional(column, ColumnType.TEXT));
            }
        }
        this.signature = new Signature(Schema.of(fields), inner.target(), inner.labels());
        this.keys = key.isEmpty() ? fields.stream().map(Field::name).toList() : List.of(key);
    }

    /**
     * Joins a model with a rule.
     *
     * @param model the model whose score of the favourable label the rule reads
     * @param favorable the favourable label
     * @param sensitive the column of groups; it is read as text
     * @param rule the rule
     * @return the model that decides by the rule
     * @throws IllegalArgumentException when the model has other than two labels, or none is the favourable one
     */
    public static MitigatedModel of(
            StorableModel<Row, ClassScores> model, String favorable, String sensitive, DecisionRule rule) {
        return new MitigatedModel(
                Objects.requireNonNull(model, "model"), favorable, sensitive, Objects.requireNonNull(rule, "rule"), "");
    }

    /**
     * Returns the model that draws the lot of a row from a column that tells rows apart, such as a customer's number.
     *
     * @param column the column; rows must have it where the rule draws
     * @return the model
     */
    public MitigatedModel keyedBy(String column) {
        return new MitigatedModel(model, favorable, sensitive, rule, Objects.requireNonNull(column, "column"));
    }

    /**
     * Returns the codec of such models whose inner model another codec reads.
     *
     * @param inner the codec of the inner model, such as {@code TribuoCodec.classification()}
     * @return the codec; what it reads is a {@link MitigatedModel}
     */
    public static ModelCodec<Row, ClassScores> codec(ModelCodec<Row, ClassScores> inner) {
        return new Codec(inner);
    }

    private String group(Row row) {
        return row.isMissing(sensitive) ? Cases.MISSING : row.text(sensitive);
    }

    /**
     * Returns how likely a row is selected.
     *
     * @param row the row
     * @return the probability, 0 or 1 unless the rule draws
     * @throws IllegalArgumentException when the group was never seen and such are refused, or the model refuses the row
     */
    public double probability(Row row) {
        return rule.probability(model.predict(row).score(favorable), group(row));
    }

    /**
     * Decides a row.
     *
     * @param row the row
     * @return the decided label with score 1, the other with 0
     * @throws IllegalArgumentException when the group was never seen and such are refused, the rule draws from a column
     *     that the row does not have, or the model refuses the row
     */
    @Override
    public ClassScores predict(Row row) {
        if (rule.isRandomized() && !key.isEmpty() && row.isMissing(key)) {
            throw new IllegalArgumentException(
                    "the lot of a row is drawn from column '" + key + "', which this row does not have");
        }
        long lot = rule.isRandomized() ? Lots.key(row, keys) : 0;
        boolean selected = rule.decide(model.predict(row).score(favorable), group(row), lot);
        int position = signature.labels().indexOf(favorable);
        double[] scores = new double[2];
        scores[selected ? position : 1 - position] = 1;
        return ClassScores.of(signature.labels(), scores);
    }

    /**
     * Returns the rule.
     *
     * @return the rule
     */
    public DecisionRule rule() {
        return rule;
    }

    /**
     * Returns the model whose scores the rule reads.
     *
     * @return the model
     */
    public StorableModel<Row, ClassScores> model() {
        return model;
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    private ObjectNode header() {
        return StoredJson.object()
                .put("format", FORMAT)
                .put("inner", model.format())
                .put("favorable", favorable)
                .put("sensitive", sensitive)
                .put("key", key)
                .put("rule", rule.toText());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        new StoredParts(header(), List.of(StoredParts.bytes(model))).writeTo(out);
    }

    @Override
    public String parameterDigest() {
        MessageDigest sha = StoredParts.sha256();
        StoredParts.digest(sha, header());
        sha.update(model.parameterDigest().getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha.digest());
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("mitigation", rule.name());
        told.put("mitigation.sensitive", sensitive);
        told.put("mitigation.unseen-groups", rule.unseenGroups());
        model.provenance().forEach(told::putIfAbsent);
        return Collections.unmodifiableMap(told);
    }

    @Override
    public String toString() {
        return "MitigatedModel[" + rule + " by '" + sensitive + "' on " + model + "]";
    }

    private record Codec(ModelCodec<Row, ClassScores> inner) implements ModelCodec<Row, ClassScores> {
        @Override
        public String format() {
            return FORMAT;
        }

        @Override
        public boolean isShareable() {
            return inner.isShareable();
        }

        @Override
        public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
            StoredParts stored = StoredParts.read(in, FORMAT);
            List<StorableModel<Row, ClassScores>> models = stored.models(inner);
            if (models.size() != 1) {
                throw new IOException("a mitigated model has one model inside, got " + models.size());
            }
            ObjectNode header = stored.header();
            try {
                return new MitigatedModel(
                        models.get(0),
                        StoredJson.text(header, "favorable"),
                        StoredJson.text(header, "sensitive"),
                        DecisionRule.parse(StoredJson.text(header, "rule")),
                        StoredJson.text(header, "key"));
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}

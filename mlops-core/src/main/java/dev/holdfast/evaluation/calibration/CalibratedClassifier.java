// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.internal.file.FramedFile;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A classifier whose scores pass through calibrations: one model that is registered, deployed and rolled back as a whole.
 *
 * <p>Of two classes the second is calibrated, {@code p = c(s)}, and the first has {@code 1 - p}. Of more, each class is
 * calibrated against the rest and the results are divided by their sum; where all are 0 each class has {@code 1 / classes}
 * (Zadrozny, Elkan 2002, doi:10.1145/775047.775151). The answers are probabilities that sum to 1, whatever the base model
 * gave. Calibrate on rows that the base model was not trained on, and evaluate on yet others.
 *
 * <p>Immutable; thread-safe when the base model is, as all of this library are. A prediction costs that of the base model
 * and a binary search or an exponential a class.
 *
 * <pre>{@code
 * CalibratedClassifier calibrated = CalibratedClassifier.fit(model, split.validation(), CalibrationMethod.ISOTONIC);
 * ModelCodec<Row, ClassScores> codec = CalibratedClassifier.codec(TribuoCodec.classification());
 * }</pre>
 */
public final class CalibratedClassifier implements StorableModel<Row, ClassScores> {
    private final StorableModel<Row, ClassScores> base;
    private final List<Calibration> calibrations;
    private final Map<String, String> origin;

    private CalibratedClassifier(
            StorableModel<Row, ClassScores> base, List<Calibration> calibrations, Map<String, String> origin) {
        this.base = base;
        this.calibrations = calibrations;
        this.origin = origin;
    }

    /**
     * Calibrates a classifier; rows whose target is missing are left out.
     *
     * @param base the model
     * @param heldOut rows it was not trained on, with the target
     * @param method how to map
     * @return the model with its calibrations
     * @throws IllegalArgumentException when the model knows fewer than two classes, the table has no target, a target is none
     *     of the model's labels, no row is left, or a class does not occur
     */
    public static CalibratedClassifier fit(
            StorableModel<Row, ClassScores> base, Table heldOut, CalibrationMethod method) {
        return fit(base, heldOut, method, new double[0]);
    }

    /**
     * Calibrates a classifier on rows that count differently; rows whose target is missing are left out.
     *
     * @param base the model
     * @param heldOut rows it was not trained on, with the target
     * @param method how to map
     * @param weights one weight a row of the table, finite and above 0; empty for equal weights
     * @return the model with its calibrations
     * @throws IllegalArgumentException as above, or when the weights are not as said
     */
    public static CalibratedClassifier fit(
            StorableModel<Row, ClassScores> base, Table heldOut, CalibrationMethod method, double[] weights) {
        Objects.requireNonNull(method, "method");
        Inputs.weights(weights, heldOut.rowCount());
        Signature signature = base.signature();
        Column target = heldOut.column(signature.target());
        int[] rows = IntStream.range(0, heldOut.rowCount())
                .filter(row -> !target.isMissing(row))
                .toArray();
        String[] truth = truth(signature, target, rows);
        List<ClassScores> answers = base.predictAll(heldOut.rows(rows));
        double[] selected = weights.length == 0
                ? weights
                : IntStream.of(rows).mapToDouble(row -> weights[row]).toArray();
        List<Calibration> calibrations = new ArrayList<>();
        for (String label : calibrated(signature.labels())) {
            boolean[] positive = new boolean[rows.length];
            double[] scores = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                positive[i] = truth[i].equals(label);
                scores[i] = answers.get(i).score(label);
            }
            requireBoth(label, positive);
            calibrations.add(method.fit(scores, positive, selected));
        }
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put("calibration", method.name().toLowerCase(Locale.ROOT));
        origin.put("calibrationRows", Integer.toString(rows.length));
        return new CalibratedClassifier(base, List.copyOf(calibrations), Collections.unmodifiableMap(origin));
    }

    static CalibratedClassifier of(
            StorableModel<Row, ClassScores> base, List<Calibration> calibrations, Map<String, String> origin) {
        int wanted = calibrated(base.signature().labels()).size();
        if (calibrations.size() != wanted) {
            throw new IllegalArgumentException("the model's labels "
                    + base.signature().labels() + " take " + wanted + " calibrations, got " + calibrations.size());
        }
        return new CalibratedClassifier(
                base, List.copyOf(calibrations), Collections.unmodifiableMap(new LinkedHashMap<>(origin)));
    }

    /** Two classes share one map, more have one each. */
    private static List<String> calibrated(List<String> labels) {
        if (labels.size() < 2) {
            throw new IllegalArgumentException("a calibrated model knows at least two classes, got " + labels);
        }
        return labels.size() == 2 ? labels.subList(1, 2) : labels;
    }

    private static String[] truth(Signature signature, Column target, int[] rows) {
        String[] truth = new String[rows.length];
        for (int i = 0; i < rows.length; i++) {
            truth[i] = target.text(rows[i]);
            if (!signature.labels().contains(truth[i])) {
                throw new IllegalArgumentException("row " + rows[i] + " has the " + signature.target() + " '" + truth[i]
                        + "', which is none of the model's labels " + signature.labels());
            }
        }
        return truth;
    }

    private static void requireBoth(String label, boolean[] positive) {
        int count = 0;
        for (boolean each : positive) {
            count += each ? 1 : 0;
        }
        if (count == 0 || count == positive.length) {
            throw new IllegalArgumentException("a calibration needs rows of '" + label + "' and others, got " + count
                    + " of " + positive.length + " rows with a target");
        }
    }

    /**
     * Returns the codec of calibrated models over those of another codec; what it reads is a {@code CalibratedClassifier}.
     *
     * <p>Format {@code holdfast-calibrated/1(base format)}; numbers are big-endian:
     *
     * <table>
     * <caption>Layout of a stored model</caption>
     * <tr><th>bytes</th><th>content</th></tr>
     * <tr><td>8</td><td>the ASCII letters {@code HFCALIBR}</td></tr>
     * <tr><td>4</td><td>version of the layout: 1</td></tr>
     * <tr><td>4</td><td>length of the header, at most 64 MiB</td></tr>
     * <tr><td>length</td><td>header: a JSON object in UTF-8 with {@code format} of the base model, {@code calibrations} (a
     *     list of what {@link Calibration#toText} gives) and {@code origin} (text by name)</td></tr>
     * <tr><td>4</td><td>length of the base model, at most 1 GiB</td></tr>
     * <tr><td>length</td><td>the bytes of the base model</td></tr>
     * <tr><td>32</td><td>SHA-256 over all bytes before it</td></tr>
     * </table>
     *
     * <p>Lengths are bounded and cost memory only for bytes that are there; truncated, damaged and newer files and files
     * with trailing bytes are refused. Never by Java deserialisation, as long as the base codec keeps to that.
     *
     * @param base the codec of the model inside
     * @return the codec
     */
    public static ModelCodec<Row, ClassScores> codec(ModelCodec<Row, ClassScores> base) {
        return new CalibratedCodec(base);
    }

    @Override
    public ClassScores predict(Row input) {
        return calibrate(base.predict(input));
    }

    @Override
    public List<ClassScores> predictAll(Iterable<? extends Row> inputs) {
        return base.predictAll(inputs).stream().map(this::calibrate).toList();
    }

    private ClassScores calibrate(ClassScores scores) {
        List<String> labels = base.signature().labels();
        double[] mapped = new double[labels.size()];
        if (mapped.length == 2) {
            mapped[1] = calibrations.get(0).apply(scores.score(labels.get(1)));
            mapped[0] = 1 - mapped[1];
            return ClassScores.of(labels, mapped);
        }
        double sum = 0;
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = calibrations.get(i).apply(scores.score(labels.get(i)));
            sum += mapped[i];
        }
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = sum > 0 ? mapped[i] / sum : 1.0 / mapped.length;
        }
        return ClassScores.of(labels, mapped);
    }

    /**
     * Returns the model whose scores are calibrated.
     *
     * @return the model inside
     */
    public StorableModel<Row, ClassScores> base() {
        return base;
    }

    /**
     * Returns the maps: of the second label for two classes, else one a label in the order of the signature.
     *
     * @return the calibrations
     */
    public List<Calibration> calibrations() {
        return calibrations;
    }

    Map<String, String> origin() {
        return origin;
    }

    @Override
    public String format() {
        return CalibratedCodec.format(base.format());
    }

    @Override
    public Signature signature() {
        return base.signature();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        CalibratedCodec.write(this, out);
    }

    @Override
    public String parameterDigest() {
        MessageDigest sha = FramedFile.sha256();
        sha.update(base.parameterDigest().getBytes(StandardCharsets.UTF_8));
        for (Calibration calibration : calibrations) {
            sha.update((byte) '\n');
            sha.update(calibration.toText().getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /**
     * Returns how the base model came to be, then {@code calibration} and {@code calibrationRows}.
     *
     * @return name to value, in a stable order
     */
    @Override
    public Map<String, String> provenance() {
        Map<String, String> provenance = new LinkedHashMap<>(base.provenance());
        provenance.putAll(origin);
        return Collections.unmodifiableMap(provenance);
    }

    @Override
    public String toString() {
        return "CalibratedClassifier[" + origin.getOrDefault("calibration", "calibrated") + ", " + base + "]";
    }
}

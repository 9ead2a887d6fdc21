// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.ModelDescription;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Retrainer;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads the models that {@link TribuoTrainer} trained and {@link StorableModel#writeTo} wrote.
 *
 * <p>Format {@code tribuo-protobuf/1}; numbers are big-endian:
 *
 * <table>
 * <caption>Layout of a stored model</caption>
 * <tr><th>bytes</th><th>content</th></tr>
 * <tr><td>8</td><td>the ASCII letters {@code HFTRIBUO}</td></tr>
 * <tr><td>4</td><td>version of the layout: 1</td></tr>
 * <tr><td>4</td><td>length of the header, at most 64 MiB</td></tr>
 * <tr><td>length</td><td>header: a JSON object in UTF-8 with {@code kind} ("classification" or "regression"), {@code signature}
 *     ({@code inputs}, a schema document as text; {@code target}; {@code labels}), {@code features} (the fitted
 *     features), {@code provenance} (text by name) and {@code parameterDigest}</td></tr>
 * <tr><td>4</td><td>length of the protobuf, at most 1 GiB</td></tr>
 * <tr><td>length</td><td>Tribuo's {@code ModelProto}</td></tr>
 * <tr><td>32</td><td>SHA-256 over all bytes before it</td></tr>
 * </table>
 *
 * <p>Reading never uses Java deserialisation and trusts nothing: lengths are bounded and cost memory only for bytes
 * that are there; truncated, damaged and newer files and files with trailing bytes are refused; and since Tribuo loads
 * the classes that its protobuf names, every name is compared with the packages of Tribuo and of its provenance first
 * ({@code org.tribuo.} without {@code org.tribuo.interop.}, and {@code com.oracle.labs.mlrg.olcut.provenance.}). Models
 * of liblinear are refused: Tribuo reads the Java serialised objects inside them. A file that would take more than half of
 * the heap is refused too. After reading, features, classes and parameter digest must be those that the header tells. The
 * checksum finds damage, not forgery: whoever may write the file may write its checksum.
 *
 * <p>The parameter digest is computed anew by {@link ModelCodec#read(InputStream)} alone: who hands in a {@link
 * ModelDescription} has it from where the bytes were stored, and it is compared with that of the header. {@link
 * ModelCodec#readVerified} leaves the checksum out as well, since all bytes were compared with a digest by then. Class
 * names are checked every time.
 *
 * <p>What was read answers the first prediction by compiling the model to plain arrays, where it is of a kind that can be:
 * some tens of milliseconds for a forest of 100,000 nodes, once. Other threads that predict meanwhile wait for it. A host
 * that wants no slow first answer predicts once before it serves, as a deployment's warm-up rows do.
 *
 * <p>The file contains column names, categories, means and deviations, the numbers of rows, and the options of the
 * trainer. It contains no rows, unless the model is made of them as nearest neighbours and support vectors are, and no
 * minima or maxima, unless the trainer transforms the features once more.
 *
 * <p>Codecs are immutable and thread-safe.
 */
public final class TribuoCodec {
    private TribuoCodec() {}

    /**
     * Returns the codec of classifiers; what it reads is a {@link TrainedClassifier}.
     *
     * @return the codec
     */
    public static ModelCodec<Row, ClassScores> classification() {
        return Classification.CODEC;
    }

    /**
     * Returns the codec of regressions; what it reads is a {@link TrainedRegression}. The host needs
     * {@code tribuo-regression-core}.
     *
     * @return the codec
     */
    public static ModelCodec<Row, Quantity> regression() {
        return Regression.CODEC;
    }

    // Apart from each other: a host without Tribuo's regression must be able to use the first.
    private static final class Classification {
        private static final ModelCodec<Row, ClassScores> CODEC = new Codec<>(TrainedClassifier::from);
    }

    private static final class Regression {
        private static final ModelCodec<Row, Quantity> CODEC = new Codec<>(TrainedRegression::from);
    }

    /**
     * Returns what trains stored classifiers and regressions again: with a trainer made from the options that the model's
     * provenance holds, the seed that it names, and features fitted anew to the columns that it read. The time at which
     * Tribuo trained is not stored, so that training again on the same data, with the same Java and the same libraries,
     * writes the same bytes, provided that the trainer uses no threads and no randomness of its own.
     *
     * <p>Models that were trained with weights cannot be trained again, since they do not hold them; nor can those of a
     * trainer outside Tribuo.
     *
     * @return the retrainer
     */
    public static Retrainer retrainer() {
        return new TribuoRetraining();
    }

    /** Makes the model of one kind from a checked file. */
    private interface Reader<O> {
        StorableModel<Row, O> from(ModelFile file, Optional<String> parameterDigest) throws IOException;
    }

    private record Codec<O>(Reader<O> reader) implements ModelCodec<Row, O> {
        @Override
        public String format() {
            return ModelFile.FORMAT;
        }

        @Override
        public StorableModel<Row, O> read(InputStream in) throws IOException {
            return reader.from(ModelFile.read(in), Optional.empty());
        }

        @Override
        public StorableModel<Row, O> read(InputStream in, ModelDescription description) throws IOException {
            // Who stored the bytes noted the digest, and who hands them in has verified them: it is not computed anew.
            return reader.from(ModelFile.read(in), Optional.of(description.parameterDigest()));
        }

        @Override
        public StorableModel<Row, O> readVerified(byte[] bytes, ModelDescription description) throws IOException {
            return reader.from(ModelFile.readVerified(bytes), Optional.of(description.parameterDigest()));
        }

        @Override
        public boolean isShareable() {
            return true;
        }
    }
}

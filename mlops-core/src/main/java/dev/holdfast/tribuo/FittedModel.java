// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdfast.data.Row;
import dev.holdfast.model.Signature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.impl.ArrayExample;
import org.tribuo.protos.core.ModelProto;

/**
 * A Tribuo model with its features and all that is told of it: what every kind of trained model has in common.
 *
 * <p>Immutable as seen from outside, and thread-safe.
 */
final class FittedModel<T extends Output<T>> {
    private final String kind;
    private final Model<T> model;
    private final Featurizer featurizer;
    private final Signature signature;
    private final Map<String, String> provenance;
    private final String parameterDigest;
    private final ByteString protobuf;

    /** Compiled by the first who asks. */
    private volatile @Nullable Compiled compiled;

    private record Compiled(Optional<Scorer> scorer) {}

    private FittedModel(
            String kind,
            Model<T> model,
            Featurizer featurizer,
            Signature signature,
            Map<String, String> provenance,
            String parameterDigest,
            ByteString protobuf) {
        this.kind = kind;
        this.model = model;
        this.featurizer = featurizer;
        this.signature = signature;
        this.provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        this.parameterDigest = parameterDigest;
        this.protobuf = protobuf;
    }

    static <T extends Output<T>> FittedModel<T> of(
            String kind, Model<T> model, Featurizer featurizer, Signature signature, Map<String, String> provenance) {
        try {
            Message message =
                    TrainingTimes.without(ProtobufTypes.model(model.serialize().toByteString()));
            ByteString protobuf = message.toByteString();
            String digest = ParameterDigest.of(featurizer, signature.labels(), model, message);
            return new FittedModel<>(kind, model, featurizer, signature, provenance, digest, protobuf);
        } catch (IOException e) {
            throw new IllegalArgumentException(model.getClass().getName() + " cannot be stored: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the Tribuo model of a file: first the names of its classes are checked, then Tribuo reads it, then it is
     * compared with what the file says of it.
     *
     * @param known the parameter digest that was noted beside the verified bytes, or empty; it is computed anew where
     *     none was noted
     */
    static <T extends Output<T>> FittedModel<T> from(
            ModelFile file, String kind, Class<T> output, Optional<String> known) throws IOException {
        if (!file.kind().equals(kind)) {
            throw new IOException("the file holds a model for " + file.kind() + ", not for " + kind);
        }
        ClassNameGuard.check(file.model());
        Model<T> model = deserialize(file.model(), output);
        Set<String> learned = new TreeSet<>(model.getFeatureIDMap().keySet());
        List<String> given = Arrays.asList(file.featurizer().sharedNames());
        if (!learned.equals(Set.copyOf(given))) {
            throw new IOException(
                    "the features of the model, " + learned + ", are not those of its featurizer, " + given);
        }
        String digest = known.isPresent()
                ? known.get()
                : ParameterDigest.of(
                        file.featurizer(), file.signature().labels(), model, ProtobufTypes.model(file.model()));
        if (!digest.equals(file.parameterDigest())) {
            throw new IOException(
                    "the parameters of the model have digest " + digest + ", the file says " + file.parameterDigest());
        }
        return new FittedModel<>(
                kind, model, file.featurizer(), file.signature(), file.provenance(), digest, file.model());
    }

    private static <T extends Output<T>> Model<T> deserialize(ByteString bytes, Class<T> output) throws IOException {
        try {
            return Model.deserialize(ProtobufTypes.parse(ModelProto.parser(), bytes))
                    .castModel(output);
        } catch (RuntimeException e) {
            // Tribuo reports broken content by many unchecked exceptions; all mean that the bytes are no model.
            throw new IOException("Tribuo cannot read the model: " + e.getMessage(), e);
        }
    }

    /** The scorer that does without Tribuo, where there is one for this model; whoever asks first makes it. */
    Optional<Scorer> scorer() {
        Compiled known = compiled;
        return known == null ? compile() : known.scorer();
    }

    private synchronized Optional<Scorer> compile() {
        Compiled known = compiled;
        if (known == null) {
            List<String> outputs = new ArrayList<>();
            for (int id = 0; id < model.getOutputIDInfo().size(); id++) {
                outputs.add(model.getOutputIDInfo().getOutput(id).getSerializableForm(false));
            }
            List<String> names = Arrays.asList(featurizer.sharedNames());
            try {
                known = new Compiled(ScorerCompiler.compile(protobuf, model.getFeatureIDMap(), names, outputs));
            } catch (IOException e) {
                throw unreadable(e);
            }
            compiled = known;
        }
        return known.scorer();
    }

    private static IllegalStateException unreadable(IOException cause) {
        return new IllegalStateException("the model was read before, and now cannot be: " + cause.getMessage(), cause);
    }

    /**
     * The trees whose sum over the leaves of a row is an output, apart from a positive factor; none when the model is not
     * made of trees. They are read anew for every call.
     */
    List<ValueTree> trees(int output) {
        Scorer known = scorer().orElse(null);
        if (known instanceof Scorer.Tree tree) {
            return List.of(tree.scores(output));
        }
        if (known instanceof Scorer.Vote vote) {
            return vote.trees(output);
        }
        int[] positions = new int[featurizer.size()];
        for (int position = 0; position < positions.length; position++) {
            positions[model.getFeatureIDMap().getID(featurizer.sharedNames()[position])] = position;
        }
        try {
            return RegressionTrees.of(ProtobufTypes.model(protobuf), positions);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    Prediction<T> predict(Row row, T unknown) {
        return model.predict(new ArrayExample<>(unknown, featurizer.sharedNames(), featurizer.values(row)));
    }

    void writeTo(OutputStream out) throws IOException {
        new ModelFile(kind, signature, featurizer, provenance, parameterDigest, protobuf).writeTo(out);
    }

    Model<T> model() {
        return model;
    }

    Featurizer featurizer() {
        return featurizer;
    }

    Signature signature() {
        return signature;
    }

    Map<String, String> provenance() {
        return provenance;
    }

    String parameterDigest() {
        return parameterDigest;
    }

    @Override
    public String toString() {
        return model.getClass().getSimpleName() + " of '" + signature.target() + "'"
                + (signature.labels().isEmpty() ? "" : " in " + signature.labels()) + ", " + featurizer.size()
                + " features";
    }
}

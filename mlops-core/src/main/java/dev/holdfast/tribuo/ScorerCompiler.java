// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.protos.core.WeightedEnsembleModelProto;

/**
 * Makes scorers of the models that it knows from their protobuf, in which alone Tribuo tells how a linear model
 * normalises and how an ensemble weighs and combines its members.
 *
 * <p>Known are the linear models of {@code tribuo-classification-sgd} and {@code tribuo-regression-sgd}, classification
 * trees, and ensembles of them that vote. Everything else, and every version that is not known, is left to Tribuo.
 */
final class ScorerCompiler {
    private static final String TREE = "org.tribuo.common.tree.TreeModel";

    private final int[] positions;
    private final List<String> outputs;

    private ScorerCompiler(int[] positions, List<String> outputs) {
        this.positions = positions;
        this.outputs = outputs;
    }

    /**
     * Compiles a model.
     *
     * @param model the bytes of a ModelProto that Tribuo could read
     * @param features Tribuo's numbers of the features
     * @param names the features in the featurizer's order
     * @param outputs the outputs in the order of Tribuo's numbers
     */
    static Optional<Scorer> compile(
            ByteString model, ImmutableFeatureMap features, List<String> names, List<String> outputs)
            throws IOException {
        int[] positions = new int[features.size()];
        for (int position = 0; position < names.size(); position++) {
            positions[features.getID(names.get(position))] = position;
        }
        return new ScorerCompiler(positions, outputs).model(ProtobufTypes.parse(ModelProto.parser(), model));
    }

    private Optional<Scorer> model(ModelProto proto) throws IOException {
        if (proto.getVersion() != 0) {
            return Optional.empty();
        }
        return switch (proto.getClassName()) {
            case "org.tribuo.classification.sgd.linear.LinearSGDModel" -> {
                Message content = content(proto);
                yield linear(content, normalizer((Message) get(content, "normalizer")));
            }
            case "org.tribuo.regression.sgd.linear.LinearSGDModel" ->
                linear(content(proto), Optional.of(Scorer.Normalizer.NONE));
            case TREE -> new TreeCompiler(positions, outputs).tree(proto).map(tree -> tree);
            case "org.tribuo.ensemble.WeightedEnsembleModel" -> vote(proto);
            default -> Optional.empty();
        };
    }

    private static Optional<Scorer.Normalizer> normalizer(Message proto) {
        return switch (className(proto)) {
            case "org.tribuo.math.util.ExpNormalizer" -> Optional.of(Scorer.Normalizer.SOFTMAX);
            case "org.tribuo.math.util.SigmoidNormalizer" -> Optional.of(Scorer.Normalizer.SIGMOID);
            case "org.tribuo.math.util.NoopNormalizer" -> Optional.of(Scorer.Normalizer.NONE);
            default -> Optional.empty();
        };
    }

    private Optional<Scorer> linear(Message content, Optional<Scorer.Normalizer> normalizer) throws IOException {
        Message parameters = (Message) get(content, "params");
        if (normalizer.isEmpty() || !className(parameters).equals("org.tribuo.math.LinearParameters")) {
            return Optional.empty();
        }
        Message tensor = (Message) get(content(parameters), "weightMatrix");
        if (!className(tensor).equals("org.tribuo.math.la.DenseMatrix")) {
            return Optional.empty();
        }
        Message matrix = content(tensor);
        int columns = positions.length + 1;
        if (!list(matrix, "dimensions").equals(List.of(outputs.size(), columns))) {
            return Optional.empty();
        }
        ByteBuffer values =
                ((ByteString) get(matrix, "values")).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (values.remaining() != (long) Double.BYTES * columns * outputs.size()) {
            return Optional.empty();
        }
        double[][] weights = new double[outputs.size()][columns];
        for (double[] row : weights) {
            for (int column = 0; column < columns; column++) {
                row[column] = values.getDouble();
            }
        }
        return Optional.of(new Scorer.Linear(weights, positions, normalizer.get()));
    }

    private Optional<Scorer> vote(ModelProto proto) throws IOException {
        Optional<WeightedEnsembleModelProto> ensemble =
                ProtobufTypes.content(proto.getSerializedData(), WeightedEnsembleModelProto.getDefaultInstance());
        if (ensemble.isEmpty()
                || !ensemble.get()
                        .getCombiner()
                        .getClassName()
                        .equals("org.tribuo.classification.ensemble.VotingCombiner")
                || !ensemble.get().getModelsList().stream()
                        .allMatch(member -> member.getClassName().equals(TREE))) {
            return Optional.empty();
        }
        return new TreeCompiler(positions, outputs).vote(ensemble.get());
    }

    static String className(Message redirect) {
        return (String) get(redirect, "class_name");
    }

    static int version(Message redirect) {
        return (Integer) get(redirect, "version");
    }

    static Message content(Message redirect) throws IOException {
        return ProtobufTypes.installed().unpack((Message) get(redirect, "serialized_data"));
    }

    static List<?> list(Message message, String field) {
        return (List<?>) get(message, field);
    }

    static Object get(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }
}

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

/**
 * Makes scorers of the models that it knows from their protobuf, in which alone Tribuo tells how a linear model
 * normalises and how an ensemble weighs and combines its members.
 *
 * <p>Known are the linear models of {@code tribuo-classification-sgd} and {@code tribuo-regression-sgd}, classification
 * trees, and ensembles of them that vote. Everything else, and every version that is not known, is left to Tribuo.
 */
final class ScorerCompiler {
    private final int[] positions;
    private final List<String> outputs;

    private ScorerCompiler(int[] positions, List<String> outputs) {
        this.positions = positions;
        this.outputs = outputs;
    }

    /**
     * Compiles a model.
     *
     * @param proto the ModelProto
     * @param features Tribuo's numbers of the features
     * @param names the features in the featurizer's order
     * @param outputs the outputs in the order of Tribuo's numbers
     */
    static Optional<Scorer> compile(
            Message proto, ImmutableFeatureMap features, List<String> names, List<String> outputs) throws IOException {
        int[] positions = new int[features.size()];
        for (int position = 0; position < names.size(); position++) {
            positions[features.getID(names.get(position))] = position;
        }
        return new ScorerCompiler(positions, outputs).model(proto);
    }

    private Optional<Scorer> model(Message proto) throws IOException {
        if (version(proto) != 0) {
            return Optional.empty();
        }
        return switch (className(proto)) {
            case "org.tribuo.classification.sgd.linear.LinearSGDModel" -> {
                Message content = content(proto);
                yield linear(content, normalizer((Message) get(content, "normalizer")));
            }
            case "org.tribuo.regression.sgd.linear.LinearSGDModel" ->
                linear(content(proto), Optional.of(Scorer.Normalizer.NONE));
            case "org.tribuo.common.tree.TreeModel" -> tree(proto).map(tree -> tree);
            case "org.tribuo.ensemble.WeightedEnsembleModel" -> vote(content(proto));
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
        double[][] weights = new double[outputs.size()][columns];
        for (double[] row : weights) {
            for (int column = 0; column < columns; column++) {
                row[column] = values.getDouble();
            }
        }
        return Optional.of(new Scorer.Linear(weights, positions, normalizer.get()));
    }

    private Optional<Scorer> vote(Message content) throws IOException {
        List<?> models = list(content, "models");
        if (!className((Message) get(content, "combiner"))
                .equals("org.tribuo.classification.ensemble.VotingCombiner")) {
            return Optional.empty();
        }
        Scorer.Tree[] trees = new Scorer.Tree[models.size()];
        float[] weights = new float[trees.length];
        for (int i = 0; i < trees.length; i++) {
            Message member = (Message) models.get(i);
            Optional<Scorer.Tree> tree =
                    className(member).equals("org.tribuo.common.tree.TreeModel") ? tree(member) : Optional.empty();
            if (tree.isEmpty()) {
                return Optional.empty();
            }
            trees[i] = tree.get();
            weights[i] = (Float) list(content, "weights").get(i);
        }
        return Optional.of(new Scorer.Vote(trees, weights, outputs.size()));
    }

    private Optional<Scorer.Tree> tree(Message model) throws IOException {
        List<?> nodes = list(content(model), "nodes");
        int count = nodes.size();
        int[] features = new int[count];
        double[] thresholds = new double[count];
        int[] above = new int[count];
        int[] others = new int[count];
        double[][] leafScores = new double[count][];
        int[] leafOutputs = new int[count];
        for (int i = 0; i < count; i++) {
            Message node = content((Message) nodes.get(i));
            if (node.getDescriptorForType().getName().equals("SplitNodeProto")) {
                features[i] = positions[(Integer) get(node, "split_feature_idx")];
                thresholds[i] = (Double) get(node, "split_value");
                above[i] = (Integer) get(node, "greater_than_idx");
                others[i] = (Integer) get(node, "less_than_or_equal_idx");
            } else {
                features[i] = -1;
                leafOutputs[i] = output((Message) get(node, "output"));
                leafScores[i] = scores(node);
                if (leafOutputs[i] < 0) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Scorer.Tree(features, thresholds, above, others, leafScores, leafOutputs));
    }

    private double[] scores(Message leaf) throws IOException {
        double[] scores = new double[outputs.size()];
        for (Object entry : list(leaf, "score")) {
            Message label = content((Message) get((Message) entry, "value"));
            int output = outputs.indexOf((String) get((Message) entry, "key"));
            if (output >= 0) {
                scores[output] = (Double) get(label, "score");
            }
        }
        return scores;
    }

    /** The number of a class, or -1 for what is no class, such as the output of a regression tree. */
    private int output(Message proto) throws IOException {
        return className(proto).equals("org.tribuo.classification.Label")
                ? outputs.indexOf((String) get(content(proto), "label"))
                : -1;
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

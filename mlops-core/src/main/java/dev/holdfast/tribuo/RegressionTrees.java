// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static dev.holdfast.tribuo.ScorerCompiler.className;
import static dev.holdfast.tribuo.ScorerCompiler.content;
import static dev.holdfast.tribuo.ScorerCompiler.get;
import static dev.holdfast.tribuo.ScorerCompiler.list;
import static dev.holdfast.tribuo.ScorerCompiler.version;

import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the trees of a regression from its protobuf: trees whose sum over the leaves of a row is what the model predicts,
 * apart from a positive factor.
 *
 * <p>Known are single regression trees of both kinds, and ensembles of them that average.
 */
final class RegressionTrees {
    private final int[] positions;

    private RegressionTrees(int[] positions) {
        this.positions = positions;
    }

    /** The trees, or none when the model is no such one; {@code positions} by Tribuo's feature number. */
    static List<ValueTree> of(Message proto, int[] positions) throws IOException {
        return new RegressionTrees(positions).model(proto);
    }

    private List<ValueTree> model(Message proto) throws IOException {
        if (version(proto) != 0) {
            return List.of();
        }
        return switch (className(proto)) {
            case "org.tribuo.common.tree.TreeModel" -> List.of(tree(list(content(proto), "nodes"), 1));
            case "org.tribuo.regression.rtree.IndependentRegressionTreeModel" -> List.of(tree(independent(proto), 1));
            case "org.tribuo.ensemble.WeightedEnsembleModel" -> ensemble(content(proto));
            default -> List.of();
        };
    }

    private List<ValueTree> ensemble(Message content) throws IOException {
        if (!className((Message) get(content, "combiner")).equals("org.tribuo.regression.ensemble.AveragingCombiner")) {
            return List.of();
        }
        List<ValueTree> trees = new ArrayList<>();
        List<?> members = list(content, "models");
        for (int i = 0; i < members.size(); i++) {
            Message member = (Message) members.get(i);
            float weight = (Float) list(content, "weights").get(i);
            switch (className(member)) {
                case "org.tribuo.common.tree.TreeModel" -> trees.add(tree(list(content(member), "nodes"), weight));
                case "org.tribuo.regression.rtree.IndependentRegressionTreeModel" ->
                    trees.add(tree(independent(member), weight));
                default -> {
                    return List.of();
                }
            }
        }
        return trees;
    }

    /** The nodes of the one dimension that a regression of this library has. */
    private static List<?> independent(Message model) throws IOException {
        Message entry = (Message) list(content(model), "nodes").get(0);
        return list((Message) get(entry, "value"), "nodes");
    }

    private ValueTree tree(List<?> nodes, float weight) throws IOException {
        int count = nodes.size();
        int[] features = new int[count];
        double[] thresholds = new double[count];
        int[] above = new int[count];
        int[] others = new int[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            Message node = content((Message) nodes.get(i));
            if (node.getDescriptorForType().getName().equals("SplitNodeProto")) {
                features[i] = positions[(Integer) get(node, "split_feature_idx")];
                thresholds[i] = (Double) get(node, "split_value");
                above[i] = (Integer) get(node, "greater_than_idx");
                others[i] = (Integer) get(node, "less_than_or_equal_idx");
            } else {
                features[i] = -1;
                values[i] = weight * number(content((Message) get(node, "output")));
            }
        }
        return new ValueTree(features, thresholds, above, others, values);
    }

    /** The number of a leaf: a joint tree holds one a dimension, of which there is one here. */
    private static double number(Message regressor) {
        return get(regressor, "value") instanceof Double single
                ? single
                : (Double) list(regressor, "value").get(0);
    }
}

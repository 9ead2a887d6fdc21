// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.classification.protos.LabelProto;
import org.tribuo.common.tree.protos.LeafNodeProto;
import org.tribuo.common.tree.protos.SplitNodeProto;
import org.tribuo.common.tree.protos.TreeModelProto;
import org.tribuo.common.tree.protos.TreeNodeProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.protos.core.OutputProto;
import org.tribuo.protos.core.WeightedEnsembleModelProto;

/**
 * Makes scorers of classification trees and of ensembles of them that vote. Apart from {@link ScorerCompiler}, since only
 * hosts with Tribuo's trees have the types of their messages.
 *
 * <p>A tree that does not hang together, such as one whose nodes lead in a circle, is no scorer.
 */
final class TreeCompiler {
    private final int[] positions;
    private final int outputs;
    private final Map<String, Integer> outputByName = new HashMap<>();

    /** For models with features at these positions by Tribuo's number, and with these outputs by Tribuo's number. */
    TreeCompiler(int[] positions, List<String> outputs) {
        this.positions = positions;
        this.outputs = outputs.size();
        for (int output = 0; output < outputs.size(); output++) {
            outputByName.putIfAbsent(outputs.get(output), output);
        }
    }

    /** Compiles an ensemble of trees alone. */
    Optional<Scorer> vote(WeightedEnsembleModelProto ensemble) throws IOException {
        int members = ensemble.getModelsCount();
        if (ensemble.getWeightsCount() != members) {
            return Optional.empty();
        }
        Scorer.Tree[] trees = new Scorer.Tree[members];
        float[] weights = new float[members];
        for (int i = 0; i < members; i++) {
            // The votes need no scores of single trees.
            Optional<Scorer.Tree> tree = tree(ensemble.getModels(i), false);
            if (tree.isEmpty()) {
                return Optional.empty();
            }
            trees[i] = tree.get();
            weights[i] = ensemble.getWeights(i);
        }
        return Optional.of(new Scorer.Vote(trees, weights, outputs));
    }

    Optional<Scorer.Tree> tree(ModelProto model) throws IOException {
        return tree(model, true);
    }

    private Optional<Scorer.Tree> tree(ModelProto model, boolean withScores) throws IOException {
        Optional<TreeModelProto> content =
                ProtobufTypes.content(model.getSerializedData(), TreeModelProto.getDefaultInstance());
        if (model.getVersion() != 0 || content.isEmpty()) {
            return Optional.empty();
        }
        List<TreeNodeProto> nodes = content.get().getNodesList();
        Nodes tree = new Nodes(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            if (!(split(nodes.get(i), tree, i) || leaf(nodes.get(i), tree, i, withScores))) {
                return Optional.empty();
            }
        }
        return tree.isTree() ? Optional.of(tree.scorer()) : Optional.empty();
    }

    private boolean split(TreeNodeProto proto, Nodes tree, int node) throws IOException {
        Optional<SplitNodeProto> content =
                ProtobufTypes.content(proto.getSerializedData(), SplitNodeProto.getDefaultInstance());
        if (content.isEmpty()) {
            return false;
        }
        SplitNodeProto split = content.get();
        int feature = split.getSplitFeatureIdx();
        if (feature < 0 || feature >= positions.length) {
            return false;
        }
        tree.features[node] = positions[feature];
        tree.thresholds[node] = split.getSplitValue();
        tree.above[node] = split.getGreaterThanIdx();
        tree.others[node] = split.getLessThanOrEqualIdx();
        return true;
    }

    private boolean leaf(TreeNodeProto proto, Nodes tree, int node, boolean withScores) throws IOException {
        Optional<LeafNodeProto> content =
                ProtobufTypes.content(proto.getSerializedData(), LeafNodeProto.getDefaultInstance());
        if (content.isEmpty() || !content.get().getOutput().getClassName().equals("org.tribuo.classification.Label")) {
            return false;
        }
        LeafNodeProto leaf = content.get();
        Optional<Integer> winner = Labels.name(leaf.getOutput()).map(outputByName::get);
        if (winner.isEmpty()) {
            return false;
        }
        tree.features[node] = -1;
        tree.leafOutputs[node] = winner.get();
        if (withScores) {
            double[] scores = new double[outputs];
            for (Map.Entry<String, OutputProto> entry : leaf.getScoreMap().entrySet()) {
                Optional<Double> score = Labels.score(entry.getValue());
                Integer output = outputByName.get(entry.getKey());
                if (score.isEmpty()) {
                    return false;
                }
                if (output != null) {
                    scores[output] = score.get();
                }
            }
            tree.leafScores[node] = scores;
        }
        return true;
    }

    /** Reads labels; apart, since a host with regression trees alone has no type of their messages. */
    private static final class Labels {
        private Labels() {}

        static Optional<String> name(OutputProto output) throws IOException {
            return label(output).map(LabelProto::getLabel);
        }

        static Optional<Double> score(OutputProto output) throws IOException {
            return label(output).map(LabelProto::getScore);
        }

        private static Optional<LabelProto> label(OutputProto output) throws IOException {
            return ProtobufTypes.content(output.getSerializedData(), LabelProto.getDefaultInstance());
        }
    }

    /** A tree in arrays, as {@link Scorer.Tree} has it. */
    private static final class Nodes {
        private final int[] features;
        private final double[] thresholds;
        private final int[] above;
        private final int[] others;
        private final double[][] leafScores;
        private final int[] leafOutputs;

        Nodes(int count) {
            this.features = new int[count];
            this.thresholds = new double[count];
            this.above = new int[count];
            this.others = new int[count];
            this.leafScores = new double[count][];
            this.leafOutputs = new int[count];
        }

        /** Whether every way from the root ends at a leaf: no node has two parents, the root has none. */
        boolean isTree() {
            boolean[] hasParent = new boolean[features.length];
            for (int node = 0; node < features.length; node++) {
                if (features[node] >= 0 && !(adopt(above[node], hasParent) && adopt(others[node], hasParent))) {
                    return false;
                }
            }
            return features.length > 0 && !hasParent[0];
        }

        private static boolean adopt(int child, boolean[] hasParent) {
            if (child < 0 || child >= hasParent.length || hasParent[child]) {
                return false;
            }
            hasParent[child] = true;
            return true;
        }

        Scorer.Tree scorer() {
            return new Scorer.Tree(features, thresholds, above, others, leafScores, leafOutputs);
        }
    }
}

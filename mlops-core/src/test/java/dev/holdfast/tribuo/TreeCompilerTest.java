// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.holdfast.data.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.common.tree.protos.LeafNodeProto;
import org.tribuo.common.tree.protos.SplitNodeProto;
import org.tribuo.common.tree.protos.TreeModelProto;
import org.tribuo.common.tree.protos.TreeNodeProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.protos.core.OutputProto;
import org.tribuo.protos.core.WeightedEnsembleModelProto;

/** Trees that Tribuo never writes are left to Tribuo instead of being made a scorer that errs or never ends. */
class TreeCompilerTest {
    private static final Table LOANS = TestModels.loans(120, 1);

    private final TrainedClassifier tree = TribuoTrainer.classification(
                    seed -> new CARTClassificationTrainer(5, 1f, seed), TestModels.spec(LOANS))
            .seed(1)
            .train(LOANS);
    private final TrainedClassifier forest = TestModels.trainedForest(LOANS);

    private static ModelProto proto(TrainedClassifier model) throws IOException {
        return ModelProto.parseFrom(ModelFile.read(new ByteArrayInputStream(TestModels.bytes(model)))
                .model());
    }

    private static Optional<Scorer> compiled(TrainedClassifier model, ModelProto proto) throws IOException {
        List<String> names = Arrays.asList(model.fitted().featurizer().sharedNames());
        return ScorerCompiler.compile(
                proto.toByteString(), model.tribuoModel().getFeatureIDMap(), names, List.of("bad", "good"));
    }

    private Optional<Scorer> withSplit(UnaryOperator<SplitNodeProto.Builder> change) throws IOException {
        return withNode("SplitNodeProto", node -> {
            SplitNodeProto split = node.getSerializedData().unpack(SplitNodeProto.class);
            return node.toBuilder()
                    .setSerializedData(Any.pack(change.apply(split.toBuilder()).build()))
                    .build();
        });
    }

    private Optional<Scorer> withLeaf(UnaryOperator<LeafNodeProto.Builder> change) throws IOException {
        return withNode("LeafNodeProto", node -> {
            LeafNodeProto leaf = node.getSerializedData().unpack(LeafNodeProto.class);
            return node.toBuilder()
                    .setSerializedData(Any.pack(change.apply(leaf.toBuilder()).build()))
                    .build();
        });
    }

    /** Changes a node. */
    @FunctionalInterface
    private interface Change {
        TreeNodeProto apply(TreeNodeProto node) throws IOException;
    }

    /** What becomes of the tree when its last node of a type is another one. */
    private Optional<Scorer> withNode(String type, Change change) throws IOException {
        ModelProto proto = proto(tree);
        TreeModelProto content = proto.getSerializedData().unpack(TreeModelProto.class);
        for (int i = content.getNodesCount() - 1; i >= 0; i--) {
            TreeNodeProto node = content.getNodes(i);
            if (node.getSerializedData().getTypeUrl().endsWith(type)) {
                TreeModelProto changed =
                        content.toBuilder().setNodes(i, change.apply(node)).build();
                return compiled(
                        tree,
                        proto.toBuilder().setSerializedData(Any.pack(changed)).build());
            }
        }
        throw new AssertionError("the tree has no " + type);
    }

    @Test
    void whatTribuoWroteIsCompiled() throws IOException {
        assertThat(compiled(tree, proto(tree))).containsInstanceOf(Scorer.Tree.class);
        assertThat(compiled(forest, proto(forest))).containsInstanceOf(Scorer.Vote.class);
        assertThat(withSplit(split -> split)).isPresent();
        assertThat(withLeaf(leaf -> leaf)).isPresent();
    }

    @Test
    void aTreeWhoseNodesLeadInACircleOrNowhereIsNoScorer() throws IOException {
        assertThat(withSplit(split -> split.setGreaterThanIdx(0))).isEmpty();
        assertThat(withSplit(split -> split.setGreaterThanIdx(split.getLessThanOrEqualIdx())))
                .isEmpty();
        assertThat(withSplit(split -> split.setLessThanOrEqualIdx(-1))).isEmpty();
        assertThat(withSplit(split -> split.setLessThanOrEqualIdx(10_000))).isEmpty();
        ModelProto proto = proto(tree);
        assertThat(compiled(
                        tree,
                        proto.toBuilder()
                                .setSerializedData(Any.pack(TreeModelProto.getDefaultInstance()))
                                .build()))
                .isEmpty();
    }

    @Test
    void aFeatureOrAClassThatTheModelDoesNotHaveIsNoScorer() throws IOException {
        assertThat(withSplit(split -> split.setSplitFeatureIdx(-1))).isEmpty();
        assertThat(withSplit(split -> split.setSplitFeatureIdx(1_000))).isEmpty();
        assertThat(withLeaf(leaf -> leaf.setOutput(leaf.getOutput().toBuilder().setClassName("org.tribuo.Other"))))
                .isEmpty();
        assertThat(withLeaf(leaf -> leaf.setOutput(OutputProto.newBuilder()
                        .setClassName(leaf.getOutput().getClassName())
                        .setSerializedData(Any.pack(TreeModelProto.getDefaultInstance())))))
                .isEmpty();
        assertThat(withLeaf(leaf -> leaf.putScore("bad", OutputProto.getDefaultInstance())))
                .isEmpty();
    }

    @Test
    void aScoreOfAClassThatTheModelDoesNotHaveIsPassedOver() throws IOException {
        assertThat(withLeaf(leaf -> leaf.putScore("ugly", leaf.getOutput()))).isPresent();
    }

    @Test
    void aNodeOfAnotherTypeAndALaterVersionAreLeftToTribuo() throws IOException {
        assertThat(withNode(
                        "LeafNodeProto",
                        node -> node.toBuilder()
                                .setSerializedData(Any.pack(TreeModelProto.getDefaultInstance()))
                                .build()))
                .isEmpty();
        assertThat(compiled(tree, proto(tree).toBuilder().setVersion(1).build()))
                .isEmpty();
        assertThat(compiled(
                        tree,
                        proto(tree).toBuilder()
                                .setSerializedData(Any.pack(SplitNodeProto.getDefaultInstance()))
                                .build()))
                .isEmpty();
    }

    @Test
    void anEnsembleWithoutAWeightForEachTreeIsNoScorer() throws IOException {
        ModelProto proto = proto(forest);
        WeightedEnsembleModelProto ensemble = proto.getSerializedData().unpack(WeightedEnsembleModelProto.class);
        ModelProto.Builder later = ensemble.getModels(0).toBuilder().setVersion(1);

        for (WeightedEnsembleModelProto.Builder wrong : List.of(
                ensemble.toBuilder().clearWeights(),
                ensemble.toBuilder().addWeights(1f),
                ensemble.toBuilder().setModels(0, later),
                ensemble.toBuilder()
                        .addModels(proto(TestModels.trainedLinear(LOANS)))
                        .addWeights(1f))) {
            assertThat(compiled(
                            forest,
                            proto.toBuilder()
                                    .setSerializedData(Any.pack(wrong.build()))
                                    .build()))
                    .isEmpty();
        }
        assertThat(compiled(
                        forest,
                        proto.toBuilder()
                                .setSerializedData(Any.pack(TreeModelProto.getDefaultInstance()))
                                .build()))
                .isEmpty();
    }
}

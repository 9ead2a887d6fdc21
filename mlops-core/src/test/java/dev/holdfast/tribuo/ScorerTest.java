// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.sgd.kernel.KernelSVMTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.kernel.Linear;
import org.tribuo.math.optimisers.AdaGrad;

class ScorerTest {
    /** Trainers whose models are compiled, by name. */
    private static final Map<String, LongFunction<Trainer<Label>>> COMPILED = Map.of(
            "logistic", TestModels::linear,
            "hinge", seed -> new LinearSGDTrainer(new Hinge(), new AdaGrad(0.5, 0.1), 3, 1000, 1, seed),
            "tree", seed -> new CARTClassificationTrainer(5, 1f, seed),
            "forest", TestModels::forest,
            "boosted", seed -> new AdaBoostTrainer(new CARTClassificationTrainer(3, 1f, seed), 5, seed));

    private static final Map<String, LongFunction<Trainer<Label>>> LEFT_TO_TRIBUO = Map.of(
            "kernel", seed -> new KernelSVMTrainer(new Linear(), 0.1, 2, seed),
            "dummy", seed -> DummyClassifierTrainer.createMostFrequentTrainer(),
            "weighted votes",
                    seed -> new RandomForestTrainer<>(
                            new CARTClassificationTrainer(4, 0.5f, seed), new FullyWeightedVotingCombiner(), 3, seed));

    @Provide
    Arbitrary<String> compiled() {
        return Arbitraries.of(COMPILED.keySet().stream().sorted().toList());
    }

    /** Three classes, so that the order of Tribuo's numbers matters. */
    private static Table threeClasses(long seed) {
        Table loans = TestModels.loans(100, seed);
        TextColumn.Builder status = TextColumn.builder("Status");
        for (int row = 0; row < loans.rowCount(); row++) {
            boolean old = loans.column("Age").number(row) > 60;
            status.add(old ? "z-old" : loans.column("Status").text(row));
        }
        return loans.with(status.build());
    }

    private static TrainedClassifier train(LongFunction<Trainer<Label>> trainer, Table table, long seed) {
        return TribuoTrainer.classification(trainer, TestModels.spec(table))
                .seed(seed)
                .train(table);
    }

    private static Map<String, Label> tribuo(TrainedClassifier model, Row row) {
        return model.tribuoModel()
                .predict(new ArrayExample<>(
                        LabelFactory.UNKNOWN_LABEL,
                        model.featureNames().toArray(String[]::new),
                        model.fitted().featurizer().values(row)))
                .getOutputScores();
    }

    private static void assertSameAsTribuo(TrainedClassifier model, Table table) {
        for (Row row : table) {
            ClassScores scores = model.predict(row);
            tribuo(model, row)
                    .forEach((label, score) ->
                            assertThat(scores.score(label)).isCloseTo(score.getScore(), within(1e-12)));
        }
    }

    @Property(tries = 25)
    void scorersAnswerWhatTribuoAnswers(@ForAll("compiled") String name, @ForAll long seed) {
        TrainedClassifier model = train(Objects.requireNonNull(COMPILED.get(name)), threeClasses(seed), seed);

        assertThat(model.fitted().scorer()).isPresent();
        assertSameAsTribuo(model, TestModels.loans(50, ~seed));
    }

    @Test
    void everythingElseIsLeftToTribuo() {
        LEFT_TO_TRIBUO.forEach((name, trainer) -> {
            TrainedClassifier model = train(trainer, threeClasses(1), 1);

            assertThat(model.fitted().scorer()).as(name).isEmpty();
            assertSameAsTribuo(model, TestModels.loans(20, 2));
        });
    }

    @Test
    void theNormalizersKeepTheirOrderAndEnds() {
        double[] sums = {-800, 0, 800};
        Scorer.Normalizer.SIGMOID.apply(sums);
        assertThat(sums).containsExactly(0, 0.5, 1);

        double[] wide = {-800, 0, 800};
        Scorer.Normalizer.SOFTMAX.apply(wide);
        assertThat(wide).containsExactly(0, 0, 1);
    }
}

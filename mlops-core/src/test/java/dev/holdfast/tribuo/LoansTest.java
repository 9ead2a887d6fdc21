// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The models on 4,454 real loans, where the data set is at hand. */
class LoansTest {
    private static Table loans = Table.of();

    @BeforeAll
    static void readLoans() {
        Path folder = Path.of(System.getProperty("holdfast.data", "data"));
        Optional<Path> file = Stream.of(folder, folder.resolveSibling("committable"))
                .map(each -> each.resolve("credit_data.csv"))
                .filter(Files::isRegularFile)
                .findFirst();
        Assumptions.assumeTrue(file.isPresent(), "no credit_data.csv in " + folder);
        loans = Csv.read(file.orElseThrow());
    }

    private static Table part(int remainder, boolean in) {
        return loans.rows(IntStream.range(0, loans.rowCount())
                .filter(row -> (row % 4 == remainder) == in)
                .toArray());
    }

    /** The share of pairs of a bad and a good loan that the scores order rightly. */
    private static double auc(Predictor<Row, ClassScores> model, Table test) {
        double[] bad = scores(model, test.where(row -> row.text("Status").equals("bad")));
        double[] good = scores(model, test.where(row -> row.text("Status").equals("good")));
        double right = 0;
        for (double one : bad) {
            for (double other : good) {
                right += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        return right / bad.length / good.length;
    }

    private static double[] scores(Predictor<Row, ClassScores> model, Table rows) {
        return rows.rows().mapToDouble(row -> model.predict(row).score("bad")).toArray();
    }

    @Test
    void logisticRegressionAndForestRankLoansWellAndTheSameAfterARoundTrip() throws IOException {
        Table train = part(0, false);
        Table test = part(0, true);
        for (TrainedClassifier model : List.of(TestModels.trainedLinear(train), TestModels.trainedForest(train))) {
            assertThat(auc(model, test)).isGreaterThan(0.7);
            StorableModel<Row, ClassScores> read = TestModels.read(TestModels.bytes(model));
            assertThat(read.predictAll(test)).isEqualTo(model.predictAll(test));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Csv;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** Loans whose true risk is known, the model that knows it, and models that are wrong in one way each. */
public final class Credit {
    public static final List<String> LABELS = List.of("bad", "good");

    /** Held here, since the log manager would forget a level that nobody holds. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private Credit() {}

    /** The true probability that a loan goes bad. */
    public static double risk(Row row) {
        double income = row.isMissing("Income") ? 100 : row.number("Income");
        double home = row.isMissing("Home") || !row.text("Home").equals("rent") ? 0 : 1;
        return 1 / (1 + Math.exp(-(3 - income / 25 + 1.2 * home)));
    }

    public static final Predictor<Row, ClassScores> GOOD = row -> scores(risk(row));

    public static ClassScores scores(double bad) {
        return ClassScores.of(LABELS, bad, 1 - bad);
    }

    /** Flips its answers for tenants. */
    static final Predictor<Row, ClassScores> FLIPPED =
            row -> scores(row.text("Home").equals("rent") ? 1 - risk(row) : risk(row));

    /** Orders as the good one does, but is far too sure. */
    static final Predictor<Row, ClassScores> SKEWED = row -> {
        double risk = risk(row);
        double odds = Math.pow(risk / (1 - risk), 3);
        return scores(odds / (1 + odds));
    };

    static final Predictor<Row, ClassScores> CONSTANT = row -> scores(0.4);

    public static Table loans(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        TextColumn.Builder home = TextColumn.builder("Home");
        TextColumn.Builder sex = TextColumn.builder("Sex");
        TextColumn.Builder status = TextColumn.builder("Status");
        NumberColumn.Builder loss = NumberColumn.builder("Loss");
        String[] homes = {"owner", "parents", "rent"};
        for (int i = 0; i < rows; i++) {
            Row row = Row.of("Income", Math.rint(200 * random.nextDouble()), "Home", homes[random.nextInt(3)]);
            income.add(row.number("Income"));
            home.add(row.text("Home"));
            sex.add(random.nextBoolean() ? "female" : "male");
            double risk = risk(row);
            status.add(random.nextDouble() < risk ? "bad" : "good");
            loss.add(100 * risk + 10 * (random.nextDouble() - 0.5));
        }
        return Table.of(income.build(), home.build(), sex.build(), status.build(), loss.build());
    }

    /** A linear model of Tribuo that learned from such loans. */
    public static TrainedClassifier trained() {
        Table train = loans(400, 9).without("Loss");
        return TribuoTrainer.classification(
                        seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5, 0.1), 5, 1000, 1, seed),
                        FeatureSpec.of(train.schema()).target("Status"))
                .seed(42)
                .train(train);
    }

    static final Predictor<Row, Quantity> LOSS = row -> new Quantity(100 * risk(row));

    /** The same loans read from a file, so that each row knows its line. */
    public static Table fromFile(Path folder, int rows, long seed) throws IOException {
        Path file = folder.resolve("loans.csv");
        StringBuilder text = new StringBuilder("Income,Home,Sex,Status\n");
        for (Row row : loans(rows, seed)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%.0f,%s,%s,%s%n",
                    row.number("Income"),
                    row.text("Home"),
                    row.text("Sex"),
                    row.text("Status")));
        }
        Files.writeString(file, text);
        return Csv.read(file);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Rows of one invented population: a skewed number, a whole number, a few and many levels, a truth value, missing values. */
public final class Samples {
    private static final List<String> HOMES = List.of("rent", "owner", "parents", "other");

    private Samples() {}

    public static Table loans(int rows, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        IntegerColumn.Builder age = IntegerColumn.builder("Age");
        IntegerColumn.Builder records = IntegerColumn.builder("Records");
        TextColumn.Builder home = TextColumn.builder("Home");
        TextColumn.Builder town = TextColumn.builder("Town");
        BooleanColumn.Builder job = BooleanColumn.builder("Job");
        for (int i = 0; i < rows; i++) {
            if (random.nextDouble() < 0.05) {
                income.addMissing();
            } else {
                income.add(Math.exp(4.5 + 0.6 * random.nextGaussian()));
            }
            age.add(18 + (long) (50 * Math.pow(random.nextDouble(), 1.5)));
            records.add(random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0);
            home.add(HOMES.get(Math.min(3, (int) (4 * random.nextDouble() * random.nextDouble() * 1.6))));
            town.add("town " + (int) (400 * Math.pow(random.nextDouble(), 3)));
            job.add(random.nextDouble() < 0.7);
        }
        return Table.of(income.build(), age.build(), records.build(), home.build(), town.build(), job.build());
    }

    /** A model by a formula, to have scores to watch. */
    public static StorableModel<Row, ClassScores> model(Table sample) {
        Signature signature = new Signature(sample.schema(), "Status", List.of("bad", "good"));
        return new StorableModel<>() {
            @Override
            public String format() {
                return "formula/1";
            }

            @Override
            public Signature signature() {
                return signature;
            }

            @Override
            public void writeTo(OutputStream out) {}

            @Override
            public String parameterDigest() {
                return "0".repeat(64);
            }

            @Override
            public Map<String, String> provenance() {
                return Map.of();
            }

            @Override
            public ClassScores predict(Row row) {
                double income = row.isMissing("Income") ? 80 : row.number("Income");
                double bad = 1 / (1 + Math.exp((income - 70) / 40));
                return ClassScores.of(signature.labels(), bad, 1 - bad);
            }
        };
    }

    public static NumberColumn gaussian(String name, int rows, double mean, double sd, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = mean + sd * random.nextGaussian();
        }
        return NumberColumn.of(name, values);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.credit;

import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** The ways in which a model is broken on purpose, to see that the tests find it. */
enum Mutation {
    /** Applicants who live with others are called bad where the model thinks them good, and the other way round. */
    LABELS_FLIPPED {
        @Override
        double bad(Predictor<Row, ClassScores> model, Row row) {
            double bad = score(model, row);
            return !row.isMissing("Home") && row.text("Home").equals("priv") ? 1 - bad : bad;
        }
    },
    /** What an applicant spends is not looked at. */
    FEATURE_IGNORED {
        @Override
        double bad(Predictor<Row, ClassScores> model, Row row) {
            return score(model, row.with("Expenses", 50L));
        }
    },
    /** Whoever earns very much is suspected. */
    MONOTONICITY_BROKEN {
        @Override
        double bad(Predictor<Row, ClassScores> model, Row row) {
            double bad = score(model, row);
            boolean rich = !row.isMissing("Income") && row.number("Income") > 600;
            return rich ? (1 + bad) / 2 : bad;
        }
    },
    /** Every answer is surer of itself than it should be; which class it is stays the same. */
    CALIBRATION_SKEWED {
        @Override
        double bad(Predictor<Row, ClassScores> model, Row row) {
            double bad = score(model, row);
            double odds = Math.pow(bad / (1 - bad), 3);
            return odds / (1 + odds);
        }
    },
    /** Each answer takes a third of a millisecond. */
    SLOWER {
        @Override
        double bad(Predictor<Row, ClassScores> model, Row row) {
            long begin = System.nanoTime();
            double bad = score(model, row);
            while (System.nanoTime() - begin < 300_000) {
                Thread.onSpinWait();
            }
            return bad;
        }
    };

    abstract double bad(Predictor<Row, ClassScores> model, Row row);

    private static double score(Predictor<Row, ClassScores> model, Row row) {
        return model.predict(row).score(Loans.BAD);
    }

    StorableModel<Row, ClassScores> of(StorableModel<Row, ClassScores> model) {
        return new Mutated(model, this);
    }

    private record Mutated(StorableModel<Row, ClassScores> model, Mutation mutation)
            implements StorableModel<Row, ClassScores> {
        @Override
        public ClassScores predict(Row row) {
            double bad = mutation.bad(model, row);
            return ClassScores.of(List.of(Loans.BAD, "good"), bad, 1 - bad);
        }

        @Override
        public String format() {
            return model.format();
        }

        @Override
        public Signature signature() {
            return model.signature();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            model.writeTo(out);
        }

        @Override
        public String parameterDigest() {
            return model.parameterDigest();
        }

        @Override
        public Map<String, String> provenance() {
            return model.provenance();
        }
    }
}

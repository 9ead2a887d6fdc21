// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Arrays;
import java.util.Optional;

/** A number computed from all values of a column. */
enum Measure {
    MEAN("mean", Needs.MOMENTS),
    SUM("sum", Needs.MOMENTS),
    STANDARD_DEVIATION("standardDeviation", Needs.MOMENTS),
    VARIANCE("variance", Needs.MOMENTS),
    SKEWNESS("skewness", Needs.MOMENTS),
    KURTOSIS("kurtosis", Needs.MOMENTS),
    MINIMUM("minimum", Needs.MOMENTS),
    MAXIMUM("maximum", Needs.MOMENTS),
    QUANTILE("quantile", Needs.ORDER),
    INTERQUARTILE_RANGE("interquartileRange", Needs.ORDER),
    DISTINCT("distinct", Needs.COUNTS),
    DISTINCT_SHARE("distinctShare", Needs.COUNTS),
    ENTROPY("entropy", Needs.COUNTS),
    TOP_SHARE("topShare", Needs.COUNTS),
    Z_SCORE_SHARE("zScoreShare", Needs.ORDER),
    OUTLIER_SHARE("outlierShare", Needs.ORDER);

    /** What must be remembered of the values. */
    enum Needs {
        MOMENTS,
        ORDER,
        COUNTS
    }

    private final String json;
    private final Needs needs;

    Measure(String json, Needs needs) {
        this.json = json;
        this.needs = needs;
    }

    String json() {
        return json;
    }

    Needs needs() {
        return needs;
    }

    static Optional<Measure> of(String json) {
        return Arrays.stream(values()).filter(m -> m.json.equals(json)).findFirst();
    }
}

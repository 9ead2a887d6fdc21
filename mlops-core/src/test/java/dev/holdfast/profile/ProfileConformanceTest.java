// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Compares profiles with those of pandas, NumPy and SciPy; {@code -Dholdfast.vectors=DIR} reads other vectors. */
class ProfileConformanceTest {
    private static final List<String> KINDS = List.of("numericColumn", "categoricalColumn");
    private static final int ALL = 10_000;

    @TestFactory
    Stream<DynamicTest> agreesWithPandas() throws IOException {
        JsonNode family = vectors();
        return StreamSupport.stream(family.get("cases").spliterator(), false)
                .filter(each -> KINDS.contains(each.get("input").get("kind").asText()))
                .map(each -> dynamicTest(each.get("name").asText(), () -> check(each, family.get("tolerance"))));
    }

    private static JsonNode vectors() throws IOException {
        String folder = System.getProperty("holdfast.vectors", "");
        try (InputStream in = folder.isEmpty()
                ? Objects.requireNonNull(ProfileConformanceTest.class.getResourceAsStream("/reference/profile.json"))
                : Files.newInputStream(Path.of(folder, "profile.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static void check(JsonNode each, JsonNode tolerance) {
        JsonNode input = each.get("input");
        ColumnProfile column =
                Profiler.withDefaults().profile(Table.of(column(input))).column("c");
        Map<String, Object> actual = input.has("histogramBins")
                ? numbers(column, input.get("histogramBins").asInt())
                : texts(column);
        List<String> errors = new ArrayList<>();
        each.get("expected").properties().forEach(expected -> {
            assertThat(actual).containsKey(expected.getKey());
            Object value = Objects.requireNonNull(actual.get(expected.getKey()));
            compare(expected.getKey(), expected.getValue(), value, tolerance, errors);
        });
        if (!errors.isEmpty()) {
            fail(String.join("\n", errors));
        }
    }

    private static Column column(JsonNode input) {
        if (input.get("kind").asText().equals("categoricalColumn")) {
            TextColumn.Builder texts = TextColumn.builder("c");
            input.get("values").forEach(value -> {
                if (value.isNull()) {
                    texts.addMissing();
                } else {
                    texts.add(value.asText());
                }
            });
            return texts.build();
        }
        NumberColumn.Builder numbers = NumberColumn.builder("c");
        input.get("values").forEach(value -> {
            if (value.isNull()) {
                numbers.addMissing();
            } else {
                numbers.add(value.asDouble());
            }
        });
        return numbers.build();
    }

    private static Map<String, Object> numbers(ColumnProfile column, int bins) {
        double n = column.count();
        Map<String, Object> actual = new LinkedHashMap<>();
        actual.put("count", n);
        actual.put("missing", (double) column.missing());
        actual.put("distinct", column.distinct());
        actual.put("min", column.min());
        actual.put("max", column.max());
        actual.put("zeros", (double) column.zeros());
        actual.put("negatives", (double) column.negatives());
        Map<String, Object> quantiles = new TreeMap<>();
        for (String p : List.of("0.0", "0.01", "0.05", "0.25", "0.5", "0.75", "0.9", "0.95", "0.99", "1.0")) {
            quantiles.put(p, column.quantile(Double.parseDouble(p)));
        }
        actual.put("quantiles", quantiles);
        actual.put("iqr", column.interquartileRange());
        actual.put("medianAbsoluteDeviation", column.medianAbsoluteDeviation());
        actual.put("entropy", column.entropy());
        actual.put("sum", column.sum());
        actual.put("mean", column.mean());
        if (column.standardDeviation() instanceof Estimate sample) {
            actual.put("stdSample", sample);
            actual.put("stdPopulation", sample.point() * Math.sqrt((n - 1) / n));
        }
        if (column.skewness() instanceof Estimate g1 && column.kurtosis() instanceof Estimate g2) {
            actual.put("skewness", g1);
            actual.put("skewnessUnbiased", g1.point() * Math.sqrt(n * (n - 1)) / (n - 2));
            actual.put("kurtosisExcess", g2);
            actual.put("kurtosisExcessUnbiased", (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2.point() + 6));
        }
        Histogram histogram = column.histogram(bins).orElseThrow();
        actual.put(
                "histogram", Map.of("bins", (double) bins, "edges", histogram.edges(), "counts", histogram.counts()));
        return actual;
    }

    private static Map<String, Object> texts(ColumnProfile column) {
        List<TopValue> values = column.topValues(ALL);
        double n = column.count();
        long most = values.get(0).count();
        Map<String, Object> counts = new TreeMap<>();
        double gini = 1;
        for (TopValue each : values) {
            counts.put(each.value().toString(), (double) each.count());
            gini -= each.count() / n * (each.count() / n);
        }
        double entropy = column.entropy().orThrow().point();
        Map<String, Object> actual = new LinkedHashMap<>();
        actual.put("count", n);
        actual.put("missing", (double) column.missing());
        actual.put("distinct", column.distinct());
        actual.put("counts", counts);
        actual.put("topCount", (double) most);
        actual.put(
                "topValues",
                List.copyOf(new TreeSet<>(values.stream()
                        .filter(each -> each.count() == most)
                        .map(each -> each.value().toString())
                        .toList())));
        actual.put("entropy", entropy);
        actual.put("entropyBase2", entropy / Math.log(2));
        actual.put("giniImpurity", gini);
        actual.put("distinctRatio", column.distinct().orThrow().point() / n);
        return actual;
    }

    private static void compare(String key, JsonNode expected, Object actual, JsonNode tolerance, List<String> errors) {
        if (actual instanceof Map<?, ?> map) {
            if (key.equals("counts") || key.equals("quantiles")) {
                assertThat(map).hasSize(expected.size());
            }
            expected.properties()
                    .forEach(each -> compare(
                            tolerance.has(key) ? key : each.getKey(),
                            each.getValue(),
                            Objects.requireNonNull(map.get(each.getKey())),
                            tolerance,
                            errors));
        } else if (actual instanceof List<?> list) {
            assertThat(list).hasSize(expected.size());
            for (int i = 0; i < list.size(); i++) {
                compare(key, expected.get(i), Objects.requireNonNull(list.get(i)), tolerance, errors);
            }
        } else if (actual instanceof String text) {
            assertThat(text).isEqualTo(expected.asText());
        } else {
            double value = actual instanceof Measurement measurement
                    ? measurement.orThrow().point()
                    : (Double) actual;
            double allowed =
                    tolerance.path(key).asDouble(tolerance.get("default").asDouble());
            double wanted = expected.asDouble();
            if (!(Math.abs(value - wanted) <= allowed * Math.max(1, Math.abs(wanted)))) {
                errors.add(key + ": expected " + wanted + ", got " + value);
            }
        }
    }
}

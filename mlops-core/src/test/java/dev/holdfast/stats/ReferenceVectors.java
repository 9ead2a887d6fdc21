// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/**
 * Reads a family of reference vectors and compares what the library computes with them: by the tolerance of the leaf
 * key, equal or both NaN or {@code |actual - expected| <= tolerance * max(1, |expected|)}.
 */
public final class ReferenceVectors {
    /**
     * Singularities at which the library says undefined by design where a peer gives a number: a constant sample, an empty
     * margin, a covariance without an inverse.
     */
    private static final List<String> SINGULAR = List.of(
            "all values are equal",
            "are constant",
            "is constant",
            "interquartile range of all values is 0",
            "covariance is singular",
            "share one outcome",
            "two rows and two columns",
            "no trials",
            "needs five values",
            "needs two values",
            "three in all",
            "two samples with four values",
            "two categories",
            "allows no ties",
            "too large for their squares",
            "too little for their squares",
            "too large for their products",
            "too far out for its cosine",
            "too few rows for the correction");

    /** Tests whose small p-values are compared relatively too. */
    private static final List<String> CLOSED = List.of(
            "tTest",
            "welch",
            "ksExact",
            "ksLessExact",
            "ksGreaterExact",
            "chi2",
            "gTest",
            "mannWhitneyExact",
            "twoSided",
            "less",
            "greater",
            "larger",
            "smaller",
            "pearson",
            "logLikelihood",
            "cressieRead");

    private final JsonNode family;

    private ReferenceVectors(JsonNode family) {
        this.family = family;
    }

    /** Reads the family from the test resources, or from the folder that -Dholdfast.vectors names. */
    public static ReferenceVectors of(String name) {
        String folder = System.getProperty("holdfast.vectors", "");
        try (InputStream in = folder.isEmpty()
                ? ReferenceVectors.class.getResourceAsStream("/reference/" + name + ".json")
                : Files.newInputStream(Path.of(folder, name + ".json"))) {
            return new ReferenceVectors(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases themselves, each with name, input and expected. */
    public JsonNode cases() {
        return family.get("cases");
    }

    /** One dynamic test a case of the kinds; {@code actual} gives for each expected key a value, or nothing to skip it. */
    public Stream<DynamicTest> cases(Set<String> kinds, Function<JsonNode, Map<String, Object>> actual) {
        return StreamSupport.stream(family.get("cases").spliterator(), false)
                .filter(each -> kinds.isEmpty()
                        || kinds.contains(each.get("input").path("kind").asText()))
                .map(each -> dynamicTest(each.get("name").asText(), () -> check(each, actual)));
    }

    private void check(JsonNode each, Function<JsonNode, Map<String, Object>> actual) {
        Map<String, Object> values = actual.apply(each.get("input"));
        List<String> errors = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, JsonNode> expected : each.get("expected").properties()) {
            if (values.containsKey(expected.getKey())) {
                compared++;
                compare(
                        expected.getKey(),
                        expected.getKey(),
                        expected.getValue(),
                        values.get(expected.getKey()),
                        errors);
            }
        }
        if (!errors.isEmpty()) {
            fail(String.join("\n", errors));
        }
        assertThat(compared).as("compared keys").isPositive();
    }

    private void compare(String path, String key, JsonNode expected, Object actual, List<String> errors) {
        if (actual instanceof Map<?, ?> map) {
            if (expected.isNull()) {
                return;
            }
            for (Map.Entry<String, JsonNode> leaf : expected.properties()) {
                if (map.containsKey(leaf.getKey())) {
                    compare(path + "." + leaf.getKey(), leaf.getKey(), leaf.getValue(), map.get(leaf.getKey()), errors);
                }
            }
        } else if (actual instanceof double[] array) {
            compareArray(path, key, expected, array.length, i -> array[i], errors);
        } else if (actual instanceof int[] array) {
            compareArray(path, key, expected, array.length, i -> array[i], errors);
        } else if (actual instanceof boolean[] array) {
            compareArray(path, key, expected, array.length, i -> array[i], errors);
        } else if (actual instanceof Object[] array) {
            compareArray(path, key, expected, array.length, i -> array[i], errors);
        } else if (actual instanceof List<?> list) {
            compareArray(path, key, expected, list.size(), list::get, errors);
        } else if (actual instanceof Measurement measurement) {
            compareMeasurement(path, key, expected, measurement, errors);
        } else if (actual instanceof Number number) {
            compareNumber(path, key, expected, number.doubleValue(), errors);
        } else if (!expected.asText().equals(String.valueOf(actual))) {
            errors.add(path + ": expected " + expected + ", got " + actual);
        }
    }

    private void compareArray(
            String path,
            String key,
            JsonNode expected,
            int size,
            java.util.function.IntFunction<Object> at,
            List<String> errors) {
        if (expected.size() != size) {
            errors.add(path + ": expected " + expected.size() + " values, got " + size);
            return;
        }
        IntStream.range(0, size).forEach(i -> compare(path + "[" + i + "]", key, expected.get(i), at.apply(i), errors));
    }

    private void compareMeasurement(
            String path, String key, JsonNode expected, Measurement actual, List<String> errors) {
        if (actual instanceof Estimate estimate) {
            compareNumber(path, key, expected, estimate.point(), errors);
        } else if (!expected.isNull()
                && !Double.isNaN(number(expected))
                && SINGULAR.stream().noneMatch(actual.toString()::contains)) {
            errors.add(path + ": expected " + expected + ", got " + actual);
        }
    }

    private void compareNumber(String path, String key, JsonNode expected, double actual, List<String> errors) {
        if (expected.isNull()) {
            return; // the peer defines no value
        }
        double wanted = number(expected);
        JsonNode tolerances = family.get("tolerance");
        double tolerance = tolerances.has(key)
                ? tolerances.get(key).asDouble()
                : tolerances.path("default").asDouble(0);
        boolean near = wanted == actual
                || (Double.isNaN(wanted) && Double.isNaN(actual))
                || Math.abs(actual - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
        if (near && (key.endsWith("PValue") || key.equals("pValue")) && wanted > 1e-300 && wanted < 1e-3) {
            // Small p-values by closed forms; those by series or interpolation are right absolutely only.
            boolean closedForm = CLOSED.stream().anyMatch(path::startsWith);
            near = !closedForm || Math.abs(actual - wanted) <= 1e-6 * wanted;
        }
        if (!near) {
            errors.add(path + ": expected " + wanted + ", got " + actual);
        }
    }

    /** The statistic and p-value of a test, as the vectors name them, with the p-value also compared relatively. */
    public static Map<String, Object> of(TestResult result) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("statistic", result.statistic());
        values.put("pValue", result.pValue());
        result.degreesOfFreedom().ifPresent(df -> {
            values.put("df", df);
            values.put("dof", df);
        });
        return values;
    }

    public static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
    }

    public static double[] numbers(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToDouble(ReferenceVectors::number)
                .toArray();
    }

    public static long[] counts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToLong(each -> Math.round(each.asDouble()))
                .toArray();
    }

    public static long[][] table(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(ReferenceVectors::counts)
                .toArray(long[][]::new);
    }

    public static double[][] rows(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(ReferenceVectors::numbers)
                .toArray(double[][]::new);
    }

    public static String[] texts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Streams with what other implementations said about them.
 *
 * <p>A detector that follows the named implementation must say the same at every value. Where it follows the other one, or
 * the paper, the recorded changes must be found within 200 values and a quiet stream must stay quiet.
 */
class StreamingDetectorsConformanceTest {
    private static final String FILE = "streaming_detectors.json";
    private static final int CLOSE = 200;

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        JsonNode root = read();
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode each : root.path("cases")) {
            tests.add(DynamicTest.dynamicTest(each.path("name").asText(), () -> check(each, root.path("tolerance"))));
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static JsonNode read() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getProperty("holdfast.vectors"));
        if (folder.isPresent()) {
            return new ObjectMapper().readTree(Files.readAllBytes(Path.of(folder.get(), FILE)));
        }
        try (InputStream in = StreamingDetectorsConformanceTest.class.getResourceAsStream("/reference/" + FILE)) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** What the parameters of another implementation are called there. */
    private record Parameters(JsonNode values) {
        double number(String name, double otherwise) {
            JsonNode value = values.path(name);
            return value.isNumber() ? value.asDouble() : otherwise;
        }

        int whole(String name, int otherwise) {
            return (int) number(name, otherwise);
        }
    }

    private static void check(JsonNode each, JsonNode tolerance) {
        JsonNode input = each.path("input");
        String implementation = input.path("implementation").asText().replaceAll("-.*", "");
        String name = input.path("detector").asText();
        Parameters parameters = new Parameters(input.path("parameters"));
        Following following = detector(name, implementation, parameters);
        List<Integer> drifts = new ArrayList<>();
        List<Integer> warnings = new ArrayList<>();
        JsonNode stream = input.path("stream");
        for (int i = 0; i < stream.size(); i++) {
            switch (following.detector().update(stream.get(i).asDouble())) {
                case CHANGE -> drifts.add(i);
                case WARNING -> warnings.add(i);
                case STABLE -> {}
            }
        }
        JsonNode expected = each.path("expected");
        if (!following.exactly()) {
            close(integers(expected.path("drifts")), drifts);
            return;
        }
        assertThat(drifts).as("drifts").isEqualTo(integers(expected.path("drifts")));
        if (expected.has("warnings")) {
            assertThat(warnings).as("warnings").isEqualTo(integers(expected.path("warnings")));
        }
        if (following.detector() instanceof Adwin adwin && expected.has("finalWidth")) {
            assertThat(adwin.width()).isEqualTo(expected.path("finalWidth").asLong());
            near(adwin.mean(), expected, "finalEstimation", tolerance);
            near(adwin.squaredDeviations(), expected, "finalVariance", tolerance);
        }
    }

    private static void near(double actual, JsonNode expected, String key, JsonNode tolerance) {
        double value = expected.path(key).asDouble();
        assertThat(actual)
                .as(key)
                .isCloseTo(value, within(tolerance.path(key).asDouble() * Math.max(1, Math.abs(value))));
    }

    private static void close(List<Integer> expected, List<Integer> actual) {
        if (expected.isEmpty()) {
            assertThat(actual).as("a quiet stream").isEmpty();
        } else {
            assertThat(actual)
                    .as("the first change, recorded at " + expected)
                    .anyMatch(at -> Math.abs(at - expected.get(0)) <= CLOSE);
        }
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> integers = new ArrayList<>();
        array.forEach(each -> integers.add(each.asInt()));
        return integers;
    }

    /** A detector, and whether it must say the same at every value. */
    private record Following(ChangeDetector detector, boolean exactly) {}

    private static Following detector(String name, String implementation, Parameters p) {
        boolean river = implementation.equals("river");
        return switch (name) {
            case "ADWIN", "ADWINChangeDetector" ->
                new Following(
                        Adwin.withDefaults()
                                .withDelta(p.number("delta", 0.002))
                                .withClock(p.whole("clock", 32))
                                .withBuckets(p.whole("max_buckets", 5))
                                .withEveryCut(!river)
                                .withRestart(river),
                        river);
            case "DDM" ->
                new Following(
                        Ddm.withDefaults()
                                .withWarmUp(p.whole("warm_start", p.whole("minNumInstances", 30)) - (river ? 0 : 2))
                                .withWarningLevel(p.number("warning_threshold", 2))
                                .withChangeLevel(p.number("drift_threshold", 3)),
                        true);
            case "EDDM" ->
                new Following(
                        Eddm.withDefaults()
                                .withWarmUp(p.whole("warm_start", 30))
                                .withWarningLevel(p.number("alpha", 0.95))
                                .withChangeLevel(p.number("beta", 0.9)),
                        river);
            case "HDDM_A", "HDDM_A_Test" ->
                new Following(
                        HddmA.withDefaults()
                                .withChangeConfidence(p.number("drift_confidence", 0.001))
                                .withWarningConfidence(p.number("warning_confidence", 0.005))
                                .withTwoSided(p.values().path("two_sided_test").asBoolean()),
                        true);
            case "HDDM_W", "HDDM_W_Test" ->
                new Following(
                        HddmW.withDefaults()
                                .withChangeConfidence(p.number("drift_confidence", 0.001))
                                .withWarningConfidence(p.number("warning_confidence", 0.005))
                                .withLambda(p.number("lambda_val", 0.05))
                                .withTwoSided(p.values().path("two_sided_test").asBoolean()),
                        true);
            case "PageHinkley", "PageHinkleyDM" ->
                new Following(
                        PageHinkley.withDefaults()
                                .withWarmUp(p.whole("min_instances", 30))
                                .withDelta(p.number("delta", 0.005))
                                .withThreshold(p.number("threshold", p.number("lambda", 50)))
                                .withAlpha(p.number("alpha", 0.9999))
                                .withDirection(
                                        switch (p.values().path("mode").asText("both")) {
                                            case "up" -> Direction.INCREASE;
                                            case "down" -> Direction.DECREASE;
                                            default -> river ? Direction.BOTH : Direction.INCREASE;
                                        }),
                        river);
            case "CusumDM" ->
                new Following(
                        Cusum.withDefaults().withDelta(p.number("delta", 0.005)).withThreshold(p.number("lambda", 50)),
                        true);
            case "GeometricMovingAverageDM" ->
                new Following(
                        Gma.withDefaults().withThreshold(p.number("lambda", 1)).withAlpha(p.number("alpha", 0.99)),
                        true);
            case "EWMAChartDM" -> new Following(Ewma.withDefaults().withLambda(p.number("lambda", 0.2)), true);
            case "STEPD" -> new Following(Stepd.withDefaults(), true);
            case "RDDM" -> new Following(Rddm.withDefaults(), true);
            case "KSWIN" ->
                new Following(
                        Kswin.withDefaults()
                                .withAlpha(p.number("alpha", 0.005))
                                .withWindow(p.whole("window_size", 100), p.whole("stat_size", 30)),
                        true);
            default -> throw new IllegalArgumentException("no detector follows " + name);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.testing.CheckResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The documents of a run: a brief one for a pull request, and one with every assertion. */
final class RunReport {
    private static final Comparator<TestResult> WORST_FIRST = Comparator.comparing(TestResult::outcome)
            .reversed()
            .thenComparing(TestResult::testClass)
            .thenComparing(TestResult::test);

    private RunReport() {}

    static Report brief(List<TestResult> tests) {
        Report.Builder report = begun(tests);
        report.table(
                "",
                List.of("Test", "Outcome", "What was observed"),
                tests.stream()
                        .sorted(WORST_FIRST)
                        .map(test ->
                                List.of(test.testClass() + ": " + test.test(), word(test.outcome()), observed(test)))
                        .toList());
        failures(tests).forEach(report::section);
        return report.build();
    }

    static Report full(List<TestResult> tests) {
        Report.Builder report = begun(tests);
        failures(tests).forEach(report::section);
        tests.stream().map(TestResult::testClass).distinct().sorted().forEach(testClass -> {
            List<List<String>> cells = new ArrayList<>();
            tests.stream()
                    .filter(test -> test.testClass().equals(testClass))
                    .sorted(Comparator.comparing(TestResult::test))
                    .forEach(test -> cells.addAll(lines(test)));
            report.section(Report.titled(testClass)
                    .table("", List.of("Test", "Outcome", "Subject", "Expected", "Observed"), cells)
                    .build());
        });
        return report.build();
    }

    private static Report.Builder begun(List<TestResult> tests) {
        Outcome worst = tests.stream().map(TestResult::outcome).reduce(Outcome.PASSED, Outcome::worst);
        long passed = tests.stream().filter(test -> !isFailure(test)).count();
        int checks = tests.stream().mapToInt(test -> test.checks().size()).sum();
        StringBuilder counts = new StringBuilder();
        for (Outcome each : Outcome.values()) {
            long count = tests.stream().filter(test -> test.outcome() == each).count();
            if (count > 0) {
                counts.append(counts.length() == 0 ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(word(each));
            }
        }
        return Report.titled("Model tests: " + passed + " of " + tests.size() + " passed")
                .finding(worst, "all tests", counts + "; " + checks + " assertions on models and data");
    }

    private static boolean isFailure(TestResult test) {
        return test.outcome() == Outcome.FAILED || test.outcome() == Outcome.INCONCLUSIVE;
    }

    private static List<Report> failures(List<TestResult> tests) {
        return tests.stream()
                .filter(RunReport::isFailure)
                .sorted(WORST_FIRST)
                .map(RunReport::failure)
                .toList();
    }

    private static Report failure(TestResult test) {
        Report.Builder report = Report.titled(test.testClass() + ": " + test.test());
        for (CheckResult check : test.checks()) {
            if (check.isFailure()) {
                report.finding(
                        check.outcome(),
                        check.subject(),
                        "expected " + check.expected() + ", observed " + check.observed() + ".");
                if (!check.details().isEmpty()) {
                    report.table(
                            "",
                            List.of("Detail", "Seen"),
                            check.details().entrySet().stream()
                                    .map(detail -> List.of(
                                            detail.getKey(), detail.getValue().replaceAll("\\s*\n\\s*", " ")))
                                    .toList());
                }
            }
        }
        if (!test.failure().isEmpty()) {
            report.finding(test.outcome(), "The test ended with", test.failure());
        }
        return report.build();
    }

    private static List<List<String>> lines(TestResult test) {
        List<List<String>> lines = new ArrayList<>();
        for (CheckResult check : test.checks()) {
            lines.add(List.of(
                    lines.isEmpty() ? test.test() : "",
                    word(check.outcome())
                            + (check.outcome() == Outcome.INCONCLUSIVE && check.allowed() ? ", allowed" : ""),
                    check.subject(),
                    check.expected(),
                    check.observed()));
        }
        if (lines.isEmpty() || !test.failure().isEmpty()) {
            lines.add(List.of(lines.isEmpty() ? test.test() : "", word(test.outcome()), "", "", brief(test.failure())));
        }
        return lines;
    }

    /** The first thing that failed, else how much passed. */
    private static String observed(TestResult test) {
        return test.checks().stream()
                .filter(CheckResult::isFailure)
                .findFirst()
                .map(check -> check.expected() + ": " + check.observed())
                .orElseGet(() -> test.failure().isEmpty()
                        ? test.checks().size() == 1
                                ? test.checks().get(0).expected() + ": "
                                        + test.checks().get(0).observed()
                                : test.checks().size() + " assertions"
                        : brief(test.failure()));
    }

    private static String brief(String failure) {
        int end = failure.indexOf('\n');
        return end < 0 ? failure : failure.substring(0, end);
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "✓ passed";
            case WARNED -> "! warned";
            case INCONCLUSIVE -> "? inconclusive";
            case FAILED -> "✗ failed";
        };
    }
}

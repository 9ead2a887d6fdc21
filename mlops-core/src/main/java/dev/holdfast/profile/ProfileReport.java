// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a profile as a document. */
final class ProfileReport {
    private static final int BINS = 20;
    private static final double[] QUANTILES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

    private final Profile profile;

    ProfileReport(Profile profile) {
        this.profile = profile;
    }

    Report report() {
        Report.Builder report = Report.titled("Profile of " + profile.rowCount() + " rows");
        List<List<String>> rows = new ArrayList<>();
        for (ColumnProfile column : profile.columns()) {
            rows.add(List.of(
                    column.name(),
                    column.type().name().toLowerCase(Locale.ROOT),
                    String.valueOf(column.count()),
                    share(column.missing(), column.rows()),
                    text(column.distinct()),
                    text(column.min()),
                    text(column.mean()),
                    text(column.max()),
                    text(column.standardDeviation())));
        }
        report.table(
                "Columns",
                List.of("Column", "Type", "Values", "Missing", "Distinct", "Min", "Mean", "Max", "Std. deviation"),
                rows);
        profile.columns().forEach(column -> report.section(section(column)));
        return report.build();
    }

    private static Report section(ColumnProfile column) {
        Report.Builder section = Report.titled(column.name());
        section.text(oddities(column));
        section.text(rows(column));
        what(column).ifPresent(section::text);
        if (column.quantile(0.5) instanceof Estimate) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (double p : QUANTILES) {
                names.add(Estimate.number(p * 100) + " %");
                values.add(text(column.quantile(p)));
            }
            section.table("Quantiles", names, List.of(values));
        }
        List<TopValue> top = column.topValues();
        if (!top.isEmpty()) {
            section.table(
                    "Frequent values",
                    List.of("Value", "Count", "At most"),
                    top.stream()
                            .map(each -> List.of(
                                    each.value().toString(),
                                    String.valueOf(each.count()),
                                    String.valueOf(each.atMost())))
                            .toList());
        }
        chart(column, top).ifPresent(section::chart);
        return section.build();
    }

    private static String oddities(ColumnProfile column) {
        List<String> found = new ArrayList<>();
        found.add(column.count() + " values, " + column.missing() + " missing");
        add(found, column.nan(), "NaN");
        add(found, column.positiveInfinities() + column.negativeInfinities(), "infinite");
        add(found, column.empty(), "empty");
        add(found, column.blank(), "blank");
        add(found, column.sentinels(), "words for a missing value");
        for (TopValue each : column.suspectedSentinels()) {
            found.add(each.count() + " times " + Estimate.number(((Number) each.value()).doubleValue())
                    + ", which may stand for a missing value");
        }
        TextQuality quality = column.textQuality();
        add(found, quality.malformed(), "malformed");
        add(found, quality.notNormalized(), "not in NFC");
        add(found, quality.severalSpellings(), "in several spellings");
        if (!column.isExact() && column.type() != ColumnType.TEXT) {
            found.add(String.format(Locale.ROOT, "quantiles to within %.2g%% of the ranks", column.rankError() * 100));
        }
        return String.join(", ", found) + ".";
    }

    private static void add(List<String> found, Measurement count, String what) {
        if (count instanceof Estimate estimate) {
            add(found, (long) estimate.point(), what);
        }
    }

    /** Says what the rows hold one after another, and whether they are told apart by it. */
    private static String rows(ColumnProfile column) {
        RowMarks marks = column.rowMarks();
        List<String> said = new ArrayList<>();
        if (column.rows() > 0
                && marks.firstBadRow() instanceof Undefined none
                && !column.places().known()) {
            said.add(none.reason());
        } else if (column.rows() > 0) {
            said.add("first row " + shown(marks.first()) + ", last row " + shown(marks.last()));
            said.add(
                    marks.firstBadRow() instanceof Estimate row
                            ? "first bad row " + (long) row.point() + ": " + shown(marks.firstBad())
                            : "no bad row");
        }
        Duplicates duplicates = column.duplicates();
        said.add(
                switch (duplicates.key()) {
                    case YES -> "every row has a value of its own";
                    case MAYBE -> "every row may have a value of its own";
                    case NO ->
                        duplicates.surplus().value().orElse(0) == 0
                                ? "no value repeats"
                                : text(duplicates.surplus()) + " values are repetitions";
                });
        return sentence(said);
    }

    private static String shown(Optional<Object> value) {
        return value.map(it -> it instanceof String text ? '"' + text + '"' : it.toString())
                .orElse("missing");
    }

    private static Optional<String> what(ColumnProfile column) {
        List<String> said = new ArrayList<>();
        InferredType inferred = column.inferredType();
        if (inferred.type() != column.type()) {
            said.add(text(inferred.fitting()) + " texts can be read as "
                    + inferred.type().name().toLowerCase(Locale.ROOT) + ", " + text(inferred.failing()) + " cannot");
            if (!inferred.failures().isEmpty()) {
                said.add("the first that cannot: "
                        + inferred.failures().stream()
                                .map(each -> '"' + each.value() + "\" in row " + each.row())
                                .collect(Collectors.joining(", ")));
            }
        }
        TimeGaps gaps = column.timeGaps();
        if (gaps.largest() instanceof Estimate largest) {
            said.add("neighbouring times are up to " + span(largest) + " apart");
        }
        if (gaps.days() instanceof Estimate days && gaps.emptyDays() instanceof Estimate empty) {
            String from = gaps.longestRunFrom()
                    .map(day -> ", at most " + text(gaps.longestRun()) + " in a row from " + day)
                    .orElse("");
            said.add(Estimate.number(days.point()) + " days with a time and " + Estimate.number(empty.point())
                    + " without" + from);
        }
        return said.isEmpty() ? Optional.empty() : Optional.of(sentence(said));
    }

    private static String span(Estimate seconds) {
        Duration upper = Duration.ofMillis(Math.round(seconds.upper() * 1000));
        return seconds.confidence() == 1
                ? words(upper)
                : words(Duration.ofMillis(Math.round(seconds.lower() * 1000))) + " to " + words(upper);
    }

    private static String words(Duration span) {
        if (span.toDays() > 0) {
            return Estimate.number(Math.round(span.toMinutes() / 14.4) / 100.0) + " days";
        }
        if (span.toHours() > 0) {
            return Estimate.number(Math.round(span.toMinutes() / 0.6) / 100.0) + " hours";
        }
        return Estimate.number(span.toMillis() / 1000.0) + " seconds";
    }

    private static String sentence(List<String> said) {
        String whole = String.join("; ", said);
        return whole.substring(0, 1).toUpperCase(Locale.ROOT) + whole.substring(1) + ".";
    }

    private static void add(List<String> found, long count, String what) {
        if (count > 0) {
            found.add(count + " " + what);
        }
    }

    private static Optional<Chart> chart(ColumnProfile column, List<TopValue> top) {
        if (column.type() != ColumnType.TEXT && column.type() != ColumnType.BOOLEAN) {
            return column.histogram(BINS).map(histogram -> histogramChart(column, histogram));
        }
        if (top.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Chart.Bars(
                "Frequent values of " + column.name(),
                column.name(),
                "Rows",
                top.stream().map(each -> each.value().toString()).toList(),
                List.of(new Chart.BarSeries(
                        "Rows", top.stream().map(each -> (double) each.count()).toList()))));
    }

    private static Chart histogramChart(ColumnProfile column, Histogram histogram) {
        List<String> categories = new ArrayList<>();
        for (int i = 0; i < histogram.counts().size(); i++) {
            categories.add(Estimate.number(histogram.edges().get(i)));
        }
        String unit = column.type() == ColumnType.TIME ? " (seconds since 1970)" : "";
        return new Chart.Bars(
                "Distribution of " + column.name(),
                column.name() + unit + ", lower edge of each bin",
                "Rows",
                categories,
                List.of(new Chart.BarSeries("Rows", histogram.counts())));
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "0" : String.format(Locale.ROOT, "%d (%.1f%%)", part, 100.0 * part / whole);
    }

    private static String text(Measurement measurement) {
        return measurement instanceof Estimate estimate ? estimate.toString() : "-";
    }
}

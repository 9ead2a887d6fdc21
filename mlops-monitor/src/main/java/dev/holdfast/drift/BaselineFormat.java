// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.ColumnType;
import dev.holdfast.drift.ColumnBaseline.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of a baseline, format 1, in the frame of {@link Encoder} with the letters {@code HFB}.
 *
 * <pre>
 * rows count | statements: n count, n texts | columns: n count, then each:
 *   name text | source count | type count | bins | singletons count | dependence number | counts
 * has segments flag [column text, n count, n names, n + 1 tallies] | has seasons flag [seasons]
 *
 * bins of numbers: 0 count | exact flag | lowest number | n count | n edges
 * bins of others:  1 count | n count, n level texts | known flag | n count, n hashes (8 bytes)
 * counts: each ordinary cell, then those of {@link Bins}; smallest and largest below, smallest and largest above; unseen
 * tally: rows count | counts of each column
 * seasons: season count | zone text | column text | for each part: n count, n seasons (8 bytes) | tally
 * </pre>
 */
final class BaselineFormat {
    static final int FORMAT = 1;
    private static final String LETTERS = "HFB";
    private static final int MOST = 1_000_000;

    private BaselineFormat() {}

    static byte[] write(Baseline baseline) {
        return encoded(baseline).framed(LETTERS, FORMAT);
    }

    static byte[] body(Baseline baseline) {
        return encoded(baseline).body();
    }

    private static Encoder encoded(Baseline baseline) {
        Encoder out = new Encoder();
        out.count(baseline.rows());
        texts(out, baseline.statements());
        out.count(baseline.columns().size());
        for (ColumnBaseline column : baseline.columns()) {
            bins(out, column);
            out.count(column.singletons());
            out.number(column.dependence());
            column.counts().write(out);
        }
        out.flag(baseline.segments().isPresent());
        baseline.segments().ifPresent(segments -> {
            out.text(segments.column());
            texts(out, segments.names());
            baseline.bySegment().forEach(tally -> tally.write(out));
        });
        out.flag(baseline.seasons().isPresent());
        baseline.seasons().ifPresent(seasons -> seasons.write(out));
        return out;
    }

    /** Returns what says into which cells values are counted, and nothing else. */
    static byte[] bins(Baseline baseline) {
        Encoder out = new Encoder();
        baseline.columns().forEach(column -> bins(out, column));
        baseline.segments().ifPresent(segments -> {
            out.text(segments.column());
            texts(out, segments.names());
        });
        return out.body();
    }

    @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
    private static void bins(Encoder out, ColumnBaseline column) {
        out.text(column.name());
        out.count(column.source().ordinal());
        out.count(column.type().ordinal());
        if (column.bins() instanceof Grid grid) {
            out.count(0);
            out.flag(grid.exact);
            out.number(grid.lowest);
            out.count(grid.edges.length);
            for (double edge : grid.edges) {
                out.number(edge);
            }
        } else if (column.bins() instanceof Levels levels) {
            out.count(1);
            texts(out, levels.top);
            out.flag(levels.unseenKnown);
            out.count(levels.rare.length);
            for (long hash : levels.rare) {
                out.bits(hash);
            }
        }
    }

    private static void texts(Encoder out, List<String> texts) {
        out.count(texts.size());
        texts.forEach(out::text);
    }

    static Baseline read(byte[] bytes) {
        Decoder in = Decoder.open(bytes, LETTERS, FORMAT, "the baseline");
        long rows = in.count();
        List<String> statements = texts(in);
        List<ColumnBaseline> columns = new ArrayList<>();
        int size = in.size(MOST);
        for (int i = 0; i < size; i++) {
            columns.add(column(in, rows));
        }
        Optional<Segments> segments = Optional.empty();
        List<Tally> bySegment = new ArrayList<>();
        if (in.flag()) {
            segments = Optional.of(new Segments(in.text(), texts(in)));
            for (int i = 0; i < segments.get().size(); i++) {
                Tally tally = new Tally(columns);
                tally.read(in);
                bySegment.add(tally);
            }
        }
        Optional<Seasons> seasons = in.flag() ? Optional.of(Seasons.read(in, columns)) : Optional.empty();
        in.end();
        return new Baseline(rows, columns, statements, segments, bySegment, seasons);
    }

    private static ColumnBaseline column(Decoder in, long rows) {
        String name = in.text();
        Source source = in.oneOf(Source.values());
        ColumnType type = in.oneOf(ColumnType.values());
        Bins bins = in.count() == 0 ? grid(in, name) : levels(in);
        if (type.isNumeric() != bins instanceof Grid) {
            throw in.damaged("the bins of column '" + name + "' are not for its type");
        }
        long singletons = in.count();
        double dependence = in.number();
        ColumnCounts counts = new ColumnCounts(bins);
        counts.read(in);
        if (counts.rows() != rows || !(dependence >= 1)) {
            throw in.damaged("column '" + name + "' counts " + counts.rows() + " rows, the baseline has " + rows);
        }
        return new ColumnBaseline(name, source, type, counts, singletons, dependence);
    }

    private static Grid grid(Decoder in, String name) {
        boolean exact = in.flag();
        double lowest = in.number();
        double[] edges = new double[in.size(MOST)];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = in.number();
        }
        Grid grid = new Grid(lowest, edges, exact);
        if (!grid.isSound()) {
            throw in.damaged("the edges of column '" + name + "' do not ascend");
        }
        return grid;
    }

    private static Levels levels(Decoder in) {
        List<String> top = texts(in);
        boolean known = in.flag();
        long[] rare = new long[in.size(MOST)];
        for (int i = 0; i < rare.length; i++) {
            rare[i] = in.bits();
        }
        return new Levels(top, rare, known);
    }

    private static List<String> texts(Decoder in) {
        int size = in.size(MOST);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            texts.add(in.text());
        }
        return texts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.data.Table;
import dev.holdfast.data.TimeColumn;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The reference rows by part of a season, such as Monday at 9, each with the seasons that it is from. */
final class Seasons {
    static final int FEWEST = 2;

    final Season season;
    final ZoneId zone;
    final String column;
    final List<Tally> parts = new ArrayList<>();
    final List<Set<Long>> seen = new ArrayList<>();

    Seasons(Season season, ZoneId zone, String column, List<ColumnBaseline> columns) {
        this.season = season;
        this.zone = zone;
        this.column = column;
        for (int part = 0; part < season.parts(); part++) {
            parts.add(new Tally(columns));
            seen.add(new HashSet<>());
        }
    }

    /** Returns the rows of each part, and notes the seasons; rows without a time are in no part. */
    List<int[]> rows(Table table) {
        int[] partOf = new int[table.rowCount()];
        TimeColumn times = (TimeColumn) table.column(column);
        for (int row = 0; row < partOf.length; row++) {
            partOf[row] = season.parts();
            if (!times.isMissing(row)) {
                partOf[row] = season.part(times.get(row), zone);
                seen.get(partOf[row]).add(season.season(times.get(row), zone));
            }
        }
        return Segments.split(partOf, season.parts() + 1).subList(0, season.parts());
    }

    /** Returns the parts that a stretch of time touches. */
    Set<Integer> between(Instant from, Instant to) {
        Set<Integer> touched = new TreeSet<>();
        Instant at = from;
        do {
            touched.add(season.part(at, zone));
            at = season.next(at, zone);
        } while (at.compareTo(to) <= 0 && touched.size() < season.parts());
        return touched;
    }

    @SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
    void write(Encoder out) {
        out.count(season.ordinal());
        out.text(zone.getId());
        out.text(column);
        for (int part = 0; part < parts.size(); part++) {
            List<Long> each = List.copyOf(new TreeSet<>(seen.get(part)));
            out.count(each.size());
            each.forEach(out::bits);
            parts.get(part).write(out);
        }
    }

    static Seasons read(Decoder in, List<ColumnBaseline> columns) {
        Season season = in.oneOf(Season.values());
        String zone = in.text();
        try {
            Seasons seasons = new Seasons(season, ZoneId.of(zone), in.text(), columns);
            for (int part = 0; part < season.parts(); part++) {
                int count = in.size(Integer.MAX_VALUE);
                for (int i = 0; i < count; i++) {
                    seasons.seen.get(part).add(in.bits());
                }
                seasons.parts.get(part).read(in);
            }
            return seasons;
        } catch (DateTimeException e) {
            throw in.damaged("'" + zone + "' is no time zone that this Java runtime knows");
        }
    }
}
